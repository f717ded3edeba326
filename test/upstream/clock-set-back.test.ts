import { afterEach, describe, expect, it } from 'vitest';
import { type ListServers, startListServers } from '../support/list-servers.ts';
import { type MockProviders, startMockProviders } from '../support/mock-providers.ts';
import { createTestClock, type TestClock } from '../support/test-clock.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

const SECOND = 1_000;
const HOUR = 3_600_000;

let clock: TestClock;
let server: TestServer;
let providers: MockProviders | ListServers;

afterEach(async () => {
  await server.stop();
  await providers.close();
});

/** The status and members of every call's record, or the response in its place. */
let respond: Parameters<typeof startMockProviders>[0] = () => ({});

async function start(environment: Record<string, string> = {}): Promise<MockProviders> {
  clock = createTestClock();
  const mocks = await startMockProviders((id, response) => respond?.(id, response));
  providers = mocks;
  server = await startTestServer({ ...mocks.environment, UPSTREAM_RETRIES: '0', ...environment }, { clock });
  return mocks;
}

const LIVE = { call_status: 'in-progress', status: 'in-progress' };

const post = async (query: string): Promise<unknown> => (await server.ask({ query })).body;
const get = async (query: string): Promise<unknown> =>
  (await server.send({ headers: { 'x-requested-with': 'a' } }, `/graphql?query=${encodeURIComponent(query)}`))
    .body;

/** By how much the clock is wrong when a value is fetched, and by how much it is wrong from then on. */
const CHANGES: readonly (readonly [string, number, number])[] = [
  ['back by an hour', 0, -HOUR],
  ['back by a second', 0, -SECOND],
  ['right after it was an hour ahead', HOUR, 0],
];

describe.each(CHANGES)('a clock that is set %s', (_title, before, after) => {
  const setBack = (): void => clock.set(after - before);

  it.each([
    ['a POST', () => post('{ call(id: "puretalk:1") { id status } }')],
    ['a GET', () => get('{ call(id: "puretalk:1") { id status } }')],
    ['a list of ids', () => post('{ calls(ids: ["puretalk:1"]) { id status } }')],
    ['results', () => post('{ callResults(ids: ["puretalk:1"]) { call { id status } } }')],
    [
      'an entity',
      () =>
        post(
          '{ _entities(representations: [{ __typename: "PuretalkCall", id: "puretalk:1" }]) { ... on Call { id status } } }',
        ),
    ],
    ['a transcript', () => post('{ call(id: "puretalk:1") { status transcript { turns { text } } } }')],
  ])('keeps no live call fresh: %s', async (_title, ask) => {
    respond = () => LIVE;
    const mocks = await start();
    clock.set(before);
    await ask();
    const requests = mocks.requestCount;
    setBack();
    clock.advance(5 * SECOND);
    respond = () => ({ ...LIVE, call_status: 'failed', status: 'failed' });
    expect(JSON.stringify(await ask())).not.toContain('IN_PROGRESS');
    expect(mocks.requestCount).toBeGreaterThan(requests);
  });

  it('keeps no absence', async () => {
    respond = (_id, response) => void response.writeHead(404).end('{}');
    await start();
    clock.set(before);
    expect(await post('{ call(id: "osvi:1") { id } }')).toEqual({ data: { call: null } });
    setBack();
    clock.advance(6 * SECOND);
    respond = () => ({});
    expect(await post('{ call(id: "osvi:1") { id } }')).toEqual({ data: { call: { id: 'osvi:1' } } });
  });

  it('keeps no page of a list', async () => {
    clock = createTestClock();
    const lists = await startListServers(40, ['voxworks']);
    providers = lists;
    server = await startTestServer({ ...lists.environment, UPSTREAM_RETRIES: '0' }, { clock });
    const newest = async (): Promise<unknown> => post('{ callLog(first: 1) { nodes { id } } }');
    clock.set(before);
    await newest();
    const requests = lists.requests().length;
    await newest();
    expect(lists.requests()).toHaveLength(requests);
    setBack();
    clock.advance(6 * SECOND);
    await newest();
    expect(lists.requests().length).toBeGreaterThan(requests);
  });

  it('lets no pause last that the provider asked for', async () => {
    respond = (_id, response) => void response.writeHead(429, { 'retry-after': '30' }).end('{}');
    const mocks = await start({ UPSTREAM_DEADLINE_MS: '500' });
    clock.set(before);
    const ask = (id: number): Promise<unknown> => post(`{ call(id: "osvi:${id}") { id } }`);
    expect(JSON.stringify(await ask(1))).toContain('"retryAfterSeconds":30');
    setBack();
    clock.advance(29 * SECOND);
    expect(JSON.stringify(await ask(2))).toContain('"retryAfterSeconds":1');
    expect(mocks.requestCount).toBe(1);
    clock.advance(SECOND);
    respond = () => ({});
    expect(await ask(3)).toEqual({ data: { call: { id: 'osvi:3' } } });
  });

  it('lets no breaker stay open', async () => {
    respond = (_id, response) => void response.writeHead(500).end('{}');
    const mocks = await start();
    clock.set(before);
    const ask = (id: number): Promise<unknown> => post(`{ call(id: "osvi:${id}") { id } }`);
    for (let id = 0; id < 30; id += 1) await ask(id);
    expect(JSON.stringify(await post('{ providers { breakerState } }'))).toContain('OPEN');
    const requests = mocks.requestCount;
    await ask(30);
    expect(mocks.requestCount).toBe(requests);
    setBack();
    clock.advance(31 * SECOND);
    respond = () => ({});
    expect(await ask(31)).toEqual({ data: { call: { id: 'osvi:31' } } });
  });
});
