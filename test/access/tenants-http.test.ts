import { renameSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SCOPES } from '../../src/domain/scope.ts';
import { knownProviders } from '../../src/server/start.ts';
import { createOperationClient, type OperationClient } from '../support/http-client.ts';
import { type MockServer, sendJson, startMockServer } from '../support/mock-server.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { createTestClock, type TestClock } from '../support/test-clock.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';
import { entryFor, temporaryFile } from './access-fixture.ts';

/** Owners of calls: each has accounts of its own, and calls of the same ids as the other. */
const TENANTS = ['north', 'south'] as const;
type Tenant = (typeof TENANTS)[number];
/** Whose each token is at present; a token of no tenant is rejected. */
type Holders = Readonly<Record<string, Tenant | null>>;

const TOKENS = ['swb_token-number-one', 'swb_token-number-two', 'swb_token-number-three'];
const OPERATIONS = 1_500;
const CLIENTS = 16;
const QUERY = 'query ($ids: [ID!]!) { calls(ids: $ids) { id raw ... on VoxworksCall { resultRaw } } }';

let provider: MockServer;
let testServer: TestServer;
let client: OperationClient;
let clock: TestClock;
let file: string;

/** One server for all: whose call it is, the key alone says. */
beforeEach(async () => {
  let answered = 0;
  provider = await startMockServer((request, response) => {
    const headers = JSON.stringify(request.headers); // each provider has a header of its own for the key
    const tenant = TENANTS.find((each) => headers.includes(`key-of-${each}`));
    const id = decodeURIComponent((request.url ?? '').split('/').at(-1) ?? '');
    answered += 1;
    setTimeout(
      () =>
        tenant === undefined ? sendJson(response, 401, {}) : sendJson(response, 200, recordOf(id, tenant)),
      answered % 7,
    );
  });
  clock = createTestClock();
  file = temporaryFile('tokens.json', tokensFile({ [TOKENS[0] ?? '']: 'north' }));
  testServer = await startTestServer(
    { ACCESS_TOKENS_FILE: file, CLIENT_OPERATIONS_PER_SECOND: '0', CLIENT_MAX_CONCURRENT: '0' },
    { clock },
  );
  client = createOperationClient(testServer.url);
});

afterEach(async () => {
  client.close();
  await testServer.stop();
  await provider.close();
});

/** Every provider's envelope at once; each reader takes its own. */
function recordOf(id: string, tenant: Tenant): object {
  const record = { id, call_id: id, status: 'completed', summary: `of ${tenant}` };
  return {
    ...{ success: true, call: record, data: record },
    ...{ msg: 'Success', err: false, results: record },
    ...{ status: 'ok', response: { pagination: {}, calls: [record] } },
  };
}

function tokensFile(holders: Holders): string {
  const entries = Object.entries(holders).flatMap(([token, tenant], index) => {
    if (tenant === null) return [];
    const accounts = knownProviders.map(({ id }) => [
      id,
      { apiKey: `key-of-${tenant}`, baseUrl: provider.url },
    ]);
    const members = { name: `client-${index}`, scopes: SCOPES, providers: Object.fromEntries(accounts) };
    return [entryFor(token, members)];
  });
  return JSON.stringify(entries);
}

/** Puts a whole new file in the place of the old one, as operators are told to. */
function replaceTokens(holders: Holders): void {
  writeFileSync(`${file}.new`, tokensFile(holders));
  renameSync(`${file}.new`, file);
}

/** The tenant whose calls a response holds; `null` for a rejected request. Throws for anything else, above all a mixture. */
function ownerOf(status: number, text: string, asked: number): Tenant | null {
  const named = TENANTS.filter((each) => text.includes(`of ${each}`));
  if (status === 401) {
    expect(text).toContain('UNAUTHENTICATED');
    expect(named).toEqual([]);
    return null;
  }
  const { data, errors } = JSON.parse(text) as { data: { calls: unknown[] }; errors?: unknown };
  expect([status, errors, data.calls.length]).toEqual([200, undefined, asked]);
  expect(data.calls).not.toContain(null);
  expect(named).toHaveLength(1);
  return named[0] ?? null;
}

describe('tenants that ask one server over HTTP for the same ids', () => {
  it.each([1, 2])(
    'never see the calls of each other while tokens are revoked, restored and reassigned, seed %i',
    async (seed) => {
      const random = seededRandom(seed);
      const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
      const ids = knownProviders.flatMap(({ id }) => Array.from({ length: 8 }, (_, n) => `${id}:call-${n}`));
      const versions: Holders[] = [
        Object.fromEntries(TOKENS.map((token, n) => [token, TENANTS[n % 2] ?? null])),
      ];
      replaceTokens(versions[0] ?? {});
      const seen: Record<Tenant | 'unknown' | 'changed', number> = {
        north: 0,
        south: 0,
        unknown: 0,
        changed: 0,
      };

      const askOnce = async (): Promise<void> => {
        const token = pick(TOKENS);
        const wanted = Array.from({ length: 1 + Math.floor(random() * 4) }, () => pick(ids));
        const first = versions.length - 1;
        const operation = { query: QUERY, variables: { ids: wanted } };
        const { status, text } = await client.send(operation, {
          headers: { authorization: `Bearer ${token}` },
        });
        const owner = ownerOf(status, text, wanted.length);
        const possible = new Set(versions.slice(first).map((holders) => holders[token] ?? null));
        expect(possible, `${token} of ${owner}`).toContain(owner);
        seen[owner ?? 'unknown'] += 1;
        if (possible.size > 1) seen.changed += 1;
      };
      const change = (): void => {
        const holders = { ...versions.at(-1), [pick(TOKENS)]: pick([...TENANTS, null]) };
        versions.push(holders);
        replaceTokens(holders);
      };
      for (let done = 0; done < OPERATIONS; done += 100) {
        let left = 100;
        const work = async (): Promise<void> => {
          for (; left > 0; ) {
            left -= 1;
            if (random() < 0.04) change();
            await askOnce();
          }
        };
        await Promise.all(Array.from({ length: CLIENTS }, work));
        if (random() < 0.4) clock.advance(Math.floor(random() * 86_400_000)); // the cache goes cold
      }
      expect(Math.min(seen.north, seen.south, seen.unknown)).toBeGreaterThan(OPERATIONS / 20);
      expect(seen.changed).toBeGreaterThan(10);
      expect(provider.requests.length).toBeLessThan(2 * OPERATIONS); // hot as well as cold
      expect(provider.requests.length).toBeGreaterThan(2 * ids.length);
    },
    120_000,
  );

  it('let a request of a revoked token finish, and no new one begin', async () => {
    let respondNow = (): void => {};
    const token = TOKENS[0] ?? '';
    const asked = new Promise<void>((resolve) => {
      provider.respondWith((_request, response) => {
        respondNow = () => sendJson(response, 200, recordOf('1', 'north'));
        resolve();
      });
    });
    const ask = () =>
      client.send(
        { query: QUERY, variables: { ids: ['osvi:1'] } },
        { headers: { authorization: `Bearer ${token}` } },
      );
    const begun = ask();
    await asked;
    replaceTokens({ [token]: null });
    expect((await ask()).status).toBe(401);
    respondNow();
    expect((await begun).text).toContain('of north');
    expect((await ask()).status).toBe(401); // although the response is in the cache
    expect(provider.requests).toHaveLength(1);
  });
});
