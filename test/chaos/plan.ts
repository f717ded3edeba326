import { seededRandom } from '../support/seeded-random.ts';
import { OPERATIONS, SEED } from './settings.ts';

/** One operation of the run. */
export interface PlannedOperation {
  readonly ids: readonly string[];
  /** Sends the operation to the server whose provider has an unresolvable host name. */
  readonly toNowhere: boolean;
  /** Milliseconds after which the client disconnects; `null` when it waits. */
  readonly hangsUpAfterMs: number | null;
  /** The provider that restarts after the operation; `null` for none. */
  readonly restarts: string | null;
}

const PROVIDERS = ['voxworks', 'synthflow', 'puretalk', 'osvi'] as const;
const HOT_IDS = 12;

/** The weight of each behaviour, by name. */
type Weights = Readonly<Record<string, number>>;

const WELL_BEHAVED: Weights = {
  prompt: 60,
  gzip: 8,
  inPieces: 4,
  slowFirstByte: 4,
  earlyHints: 2,
  closesAsItSays: 3,
  hangsUpAfterwards: 3,
  absent: 6,
};
const RUDE: Weights = {
  extraBytes: 1,
  unauthorized: 1,
  badRequest: 1,
  echoesRequest: 1,
  rejectionInSuccess: 1,
  internalError: 3,
  badGateway: 3,
  resetAtOnce: 2,
  hangsUpAtOnce: 2,
  cutInBody: 2,
  resetInBody: 2,
  truncatedGzip: 2,
  lengthTooLong: 1,
  silence: 0.5,
  byteASecond: 0.5,
  slowBody: 0.5,
  corruptGzip: 1,
  saysGzipIsNot: 1,
  html: 1,
  brokenJson: 1,
  wrongShape: 1,
  wrongRecord: 1,
  lengthTooShort: 1,
  hugeBody: 0.4,
  statedHugeBody: 0.4,
  gzipBomb: 0.4,
  denseBody: 0.4,
  denseText: 0.4,
  redirect: 1,
  permanentRedirect: 1,
  headerFlood: 0.5,
  malformedStatusLine: 1,
  malformedChunk: 1,
  noContent: 1,
  switchingProtocols: 0.5,
  limitedForSeconds: 0.3,
  limitedUntilDate: 0.3,
  limitedForLong: 0.1,
};
const MIXED: Weights = { ...RUDE, prompt: 50, gzip: 6, inPieces: 4, slowFirstByte: 4, absent: 3 };
const BURST: Weights = { internalError: 50, badGateway: 30, resetAtOnce: 10, prompt: 10 };
/** Behaviours for a call that many operations request: only transient faults. */
const HOT: Weights = { prompt: 80, gzip: 10, internalError: 5, resetAtOnce: 5 };

/** Length of a burst of faults, in operations. */
const BURST_LENGTH = 60;
const BURST_CHANCE = 0.06;
/** Operations between two restarts of a provider. */
const RESTART_EVERY = 300;

const hashOf = (text: string): number => {
  let hash = SEED | 0;
  for (const letter of text) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193) ^ (hash >>> 15);
  return hash;
};

/** A number in [0, 1), the same for the same words and seed. */
const chanceOf = (...words: readonly (string | number)[]): number => seededRandom(hashOf(words.join(' ')))();

function choose(weights: Weights, chance: number): string {
  const entries = Object.entries(weights);
  let left = chance * entries.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [name, weight] of entries) {
    left -= weight;
    if (left < 0) return name;
  }
  return 'prompt';
}

/** The one provider without faults. The faults of the others must not fail any of its calls. */
export const WELL_BEHAVED_PROVIDER = PROVIDERS[Math.floor(chanceOf('polite') * PROVIDERS.length)] ?? 'osvi';

/** The behaviour of a provider at the `attempt`th request (0 is the first) for one call. */
export function behaviourFor(provider: string, callId: string, attempt: number): string {
  const chance = chanceOf(provider, callId, attempt);
  if (provider === WELL_BEHAVED_PROVIDER) return choose(isHot(callId) ? { prompt: 1 } : WELL_BEHAVED, chance);
  if (isHot(callId)) return choose(HOT, chance);
  const isInBurst =
    chanceOf('burst', provider, Math.floor(operationOf(callId) / BURST_LENGTH)) < BURST_CHANCE;
  return choose(isInBurst ? BURST : MIXED, chance);
}

export const isHot = (callId: string): boolean => callId.startsWith('hot-');

const operationOf = (callId: string): number => Number(callId.split('-')[1]);

export const UNUSABLE_ID = 'nobody:1';

/** Every operation, in order. Only hot calls are requested by several operations. */
export function planOperations(seed = SEED, operations = OPERATIONS): readonly PlannedOperation[] {
  const random = seededRandom(seed);
  const upTo = (limit: number): number => Math.floor(random() * limit);
  return Array.from({ length: operations }, (_, index) => {
    const toNowhere = random() < 0.02;
    const ids = Array.from({ length: 1 + upTo(5) }, (_unused, position) => {
      const provider = toNowhere ? 'osvi' : PROVIDERS[upTo(PROVIDERS.length)];
      const chance = random();
      if (chance < 0.02) return UNUSABLE_ID;
      return chance < 0.15 ? `${provider}:hot-${upTo(HOT_IDS)}` : `${provider}:cold-${index}-${position}`;
    });
    if (random() < 0.1) ids.push(ids[upTo(ids.length)] ?? UNUSABLE_ID); // requested twice
    const hangsUpAfterMs = random() < 0.03 ? upTo(120) : null;
    const restarts = index % RESTART_EVERY === 0 ? (PROVIDERS[upTo(PROVIDERS.length)] ?? null) : null;
    return { ids, toNowhere, hangsUpAfterMs, restarts };
  });
}
