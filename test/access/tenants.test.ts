import { execute, parse } from 'graphql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { schema } from '../../schema/index.ts';
import type { Principal } from '../../src/access/principal.ts';
import { readConfig } from '../../src/config/config.ts';
import { createAccount } from '../../src/domain/account.ts';
import { ALL_SCOPES } from '../../src/domain/scope.ts';
import { type App, compose } from '../../src/server/compose.ts';
import { knownProviders } from '../../src/server/start.ts';
import { type MockServer, sendJson, startMockServer } from '../support/mock-server.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { createTestClock, type TestClock } from '../support/test-clock.ts';

/** Owners of calls. The last two have accounts of their own; the first asks as the server does. */
const TENANTS = ['server', 'north', 'south'] as const;
type Tenant = (typeof TENANTS)[number];
const OPERATIONS = 1_500;

let server: MockServer;
let switchboard: App;
let clock: TestClock;

/** One provider's server for all: whose call it is, the key alone says. */
beforeEach(async () => {
  clock = createTestClock();
  server = await startMockServer((request, response) => {
    const headers = JSON.stringify(request.headers); // each provider has a header of its own for the key
    const tenant = TENANTS.find((each) => headers.includes(`key-of-${each}`));
    const id = decodeURIComponent((request.url ?? '').split('/').at(-1) ?? '');
    const respond = (): void => {
      if (tenant === undefined) sendJson(response, 401, {});
      else if (tenant === 'south' && id === 'call-9') sendJson(response, 404, {});
      else sendJson(response, 200, recordOf(id, tenant));
    };
    if (server.requests.length % 3 === 0) setImmediate(respond);
    else respond();
  });
  const environment = Object.fromEntries(
    knownProviders.flatMap(({ id }) => [
      [`${id.toUpperCase()}_API_KEY`, 'key-of-server'],
      [`${id.toUpperCase()}_BASE_URL`, server.url],
    ]),
  );
  switchboard = compose(readConfig({ ...environment, LOG_LEVEL: 'silent' }, knownProviders), { clock });
});

afterEach(async () => {
  switchboard.close();
  await server.close();
});

/** Every provider's envelope at once; each reader takes its own. */
function recordOf(id: string, tenant: Tenant): object {
  const record = { id, call_id: id, status: 'completed', call_summary: tenant, summary: tenant };
  return {
    ...{ success: true, call: record, data: record },
    ...{ msg: 'Success', err: false, results: record },
    ...{ status: 'ok', response: { pagination: {}, calls: [record] } },
  };
}

const principalOf = (tenant: Tenant): Principal => ({
  name: tenant,
  scopes: ALL_SCOPES,
  accounts:
    tenant === 'server'
      ? null
      : new Map(
          knownProviders.map(({ id }) => [
            id,
            createAccount({ apiKey: `key-of-${tenant}`, baseUrl: server.url }),
          ]),
        ),
});

const document = parse(
  'query ($ids: [ID!]!) { calls(ids: $ids) { id raw ... on VoxworksCall { resultRaw } } }',
);

async function ask(
  tenant: Tenant,
  ids: readonly string[],
): Promise<readonly (Record<string, unknown> | null)[]> {
  const contextValue = switchboard.createContext(undefined, { principal: principalOf(tenant) });
  const { data, errors } = await execute({ schema, document, contextValue, variableValues: { ids } });
  expect(errors).toBeUndefined();
  return (data as { calls: readonly (Record<string, unknown> | null)[] }).calls;
}

describe('tenants with the same call ids and different accounts', () => {
  it.each([1, 2, 3])(
    'never see the calls of each other, over hot and cold caches, seed %i',
    async (seed) => {
      const random = seededRandom(seed);
      const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
      const ids = knownProviders.flatMap(({ id }) => Array.from({ length: 10 }, (_, n) => `${id}:call-${n}`));
      const hits: Record<Tenant, number> = { server: 0, north: 0, south: 0 };
      let under: Promise<void>[] = [];
      for (let operation = 0; operation < OPERATIONS; operation += 1) {
        const tenant = pick(TENANTS);
        const wanted = Array.from({ length: 1 + Math.floor(random() * 4) }, () => pick(ids));
        under.push(
          ask(tenant, wanted).then((calls) => {
            for (const [index, call] of calls.entries()) {
              if (tenant === 'south' && wanted[index]?.endsWith(':call-9')) {
                expect(call).toBeNull();
                continue;
              }
              const text = JSON.stringify(call);
              expect(text).toContain(`"${tenant}"`);
              for (const other of TENANTS.filter((each) => each !== tenant))
                expect(text).not.toContain(`"${other}"`);
              hits[tenant] += 1;
            }
          }),
        );
        if (random() < 0.1) {
          await Promise.all(under); // else they overlap
          under = [];
        }
        if (random() < 0.02) clock.advance(Math.floor(random() * 86_400_000)); // the cache goes cold
      }
      await Promise.all(under);
      expect(Math.min(...Object.values(hits))).toBeGreaterThan(OPERATIONS / 2);
      expect(server.requests.length).toBeLessThan(Object.values(hits).reduce((sum, each) => sum + each));
    },
    60_000,
  );

  it('find a provider without an account of their own not configured, whatever accounts the server has', async () => {
    const accounts = new Map([['osvi', createAccount({ apiKey: 'key-of-north', baseUrl: server.url })]]);
    const contextValue = switchboard.createContext(undefined, {
      principal: { ...principalOf('north'), accounts },
    });
    const { data, errors } = await execute({
      schema,
      document: parse(
        '{ osviCall(callId: "1") { id } puretalkCall(callId: "1") { id } providers { provider configured } }',
      ),
      contextValue,
    });
    expect(data).toMatchObject({ osviCall: { id: 'osvi:1' }, puretalkCall: null });
    expect(errors?.map(({ path }) => path)).toEqual([['puretalkCall']]);
    const infos = data?.['providers'] as { provider: string; configured: boolean }[];
    expect(infos.filter(({ configured }) => configured).map(({ provider }) => provider)).toEqual(['OSVI']);
    expect(server.requests).toHaveLength(1);
  });
});
