import type { EnvironmentReader } from './environment-reader.ts';
import { MEBIBYTE } from './mebibyte.ts';

/** Settings of recording links and streams. */
export interface RecordingsConfig {
  /** The URL at which clients reach this server, without a trailing slash; `null` for the URL that it listens on. */
  readonly publicUrl: string | null;
  /** The first signs links, each verifies them. Without a key, links end with the process. */
  readonly linkKeys: readonly Buffer[];
  /** The longest that a link is valid, in seconds. */
  readonly linkSeconds: number;
  /** Most bytes of one recording. */
  readonly maxBytes: number;
  /** Recordings that stream at once. */
  readonly places: {
    readonly total: number;
    readonly perClient: number;
  };
}

const KEY_BYTES = 32;

export function readRecordingsConfig(reader: EnvironmentReader): RecordingsConfig {
  return {
    publicUrl: readPublicUrl(reader),
    linkKeys: reader.binaryKeys('LINK_KEY', KEY_BYTES),
    linkSeconds: reader.integer('RECORDING_LINK_SECONDS', { fallback: 3_600, min: 60, max: 604_800 }),
    maxBytes: reader.integer('RECORDING_MAX_MB', { fallback: 256, min: 1, max: 65_536 }) * MEBIBYTE,
    places: {
      total: reader.integer('RECORDING_CONCURRENCY', { fallback: 100, min: 1, max: 10_000 }),
      perClient: reader.integer('RECORDING_CONCURRENCY_PER_CLIENT', { fallback: 8, min: 1, max: 10_000 }),
    },
  };
}

/** Plain http is accepted: a proxy may end TLS, and within a private network there may be none. */
function readPublicUrl(reader: EnvironmentReader): string | null {
  const text = reader.text('PUBLIC_URL');
  if (text === null) return null;
  const problem = validatePublicUrl(text);
  if (problem !== null) reader.problems.push(`PUBLIC_URL ${problem}.`);
  return problem === null ? text.replace(/\/+$/, '') : null;
}

function validatePublicUrl(text: string): string | null {
  if (!URL.canParse(text)) return 'must be an absolute URL, such as https://calls.example.com';
  const { protocol, username, password } = new URL(text);
  if (protocol !== 'https:' && protocol !== 'http:') return 'must begin with https:// or http://';
  if (username !== '' || password !== '') return 'must not hold a user name or password';
  return /[?#]/.test(text) ? 'must not hold a query or a fragment' : null;
}
