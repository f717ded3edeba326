import type { JsonObject } from '../../src/domain/json.ts';
import { FIXTURES } from '../fixtures/registry.ts';
import type { ProviderFixture } from './provider-fixture.ts';

/** What a hostile server needs to send a provider's record that differs from every other record. */
export interface HostileProvider {
  readonly id: string;
  /** The server's key for the provider. It must reach no client and no log. */
  readonly key: string;
  readonly keyHeader: string;
  /** The response body for `callId`, as JSON text. */
  readonly bodyFor: (callId: string, url: string) => string;
  /** A body with status 200 that rejects the request. */
  readonly rejection: string;
}

/** The `durationSeconds` that the graph must return for `callId`: almost unique to the id. */
export function durationOf(callId: string): number {
  let hash = 7;
  for (const letter of callId) hash = (hash * 31 + letter.charCodeAt(0)) % 1_000_003;
  return hash + 1;
}

/** Text that hostile servers put into every unselected place. It must not appear in any output of the server. */
export const HOSTILE_WORDS = 'zebrafish-marmalade';

const toHostile = ({
  provider,
  idField,
  record: { status = null },
  rows,
  wrap,
  rejections,
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
      notes: HOSTILE_WORDS, // never selected, so it must not appear
    };
    return JSON.stringify(wrap(record, url));
  },
  rejection: JSON.stringify(rejections[0]).replaceAll('zebrafish', HOSTILE_WORDS),
});

/** All four providers. */
export const HOSTILE_PROVIDERS: readonly HostileProvider[] = FIXTURES.map(toHostile);

/** Finds a hostile provider by the provider's id. Throws for an unknown id. */
export function hostileProvider(id: string): HostileProvider {
  const found = HOSTILE_PROVIDERS.find((each) => each.id === id);
  if (found === undefined) throw new Error(`${id} is not in the registry`);
  return found;
}

/** The environment with the provider's key and base URL. */
export const environmentOf = (
  { id, key }: HostileProvider,
  baseUrl: string,
): Readonly<Record<string, string>> => ({
  [`${id.toUpperCase()}_API_KEY`]: key,
  [`${id.toUpperCase()}_BASE_URL`]: baseUrl,
});
