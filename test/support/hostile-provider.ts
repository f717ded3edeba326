import type { JsonObject } from '../../src/domain/json.ts';
import { FIXTURES } from '../fixtures/registry.ts';
import type { ProviderFixture } from './provider-fixture.ts';

/** A provider as a hostile server plays it: just enough to send a record that can be told from every other. */
export interface HostileProvider {
  readonly id: string;
  /** The gateway's key for it; no client and no log may ever see it. */
  readonly key: string;
  readonly keyHeader: string;
  /** The body that answers for `callId`, as JSON text. */
  readonly bodyFor: (callId: string, url: string) => string;
  /** A body with status 200 that refuses. */
  readonly refusal: string;
}

/** The `durationSeconds` that the graph must give for `callId`, and for next to no other id. */
export function durationOf(callId: string): number {
  let hash = 7;
  for (const letter of callId) hash = (hash * 31 + letter.charCodeAt(0)) % 1_000_003;
  return hash + 1;
}

/** Words that hostile servers put into everything that is not a call: none of them may come out of the gateway. */
export const HOSTILE_WORDS = 'zebrafish-marmalade';

const toHostile = ({
  provider,
  idField,
  record: { status = null },
  rows,
  wrap,
  refusals,
  keyHeader,
}: ProviderFixture): HostileProvider => ({
  id: provider.id,
  key: `sk-${provider.id}-7f3a9c51e0`,
  keyHeader: keyHeader.name,
  bodyFor: (callId, url) => {
    const record: JsonObject = {
      [idField]: callId,
      status,
      [rows.find(({ at }) => at === 'durationSeconds')?.field ?? '']: durationOf(callId),
      notes: HOSTILE_WORDS, // nobody asks for it, so it must not be seen
    };
    return JSON.stringify(wrap(record, url));
  },
  refusal: JSON.stringify(refusals[0]).replaceAll('zebrafish', HOSTILE_WORDS),
});

/** All four. */
export const HOSTILE_PROVIDERS: readonly HostileProvider[] = FIXTURES.map(toHostile);

/** One of them, by the provider's id. */
export function hostileProvider(id: string): HostileProvider {
  const found = HOSTILE_PROVIDERS.find((each) => each.id === id);
  if (found === undefined) throw new Error(`${id} is not in the registry`);
  return found;
}

/** The environment that gives the gateway a key for `provider`, and `baseUrl` to reach it at. */
export const environmentOf = (
  { id, key }: HostileProvider,
  baseUrl: string,
): Readonly<Record<string, string>> => ({
  [`${id.toUpperCase()}_API_KEY`]: key,
  [`${id.toUpperCase()}_BASE_URL`]: baseUrl,
});
