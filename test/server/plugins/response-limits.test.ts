import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ANONYMOUS } from '../../../src/access/principal.ts';
import { countBytes } from '../../../src/server/request/response-bytes.ts';
import { subscribe } from '../../support/event-stream.ts';
import { everythingOf } from '../../support/everything-selected.ts';
import { type MockProviders, startMockProviders } from '../../support/mock-providers.ts';
import { startTestServer, type TestServer } from '../../support/test-server.ts';

describe('limits of a response', () => {
  let providers: MockProviders;
  let server: TestServer;
  beforeAll(async () => {
    const transcript_json = Array.from({ length: 100 }, (_, line) => ({
      role: 'agent',
      content: `line ${line}`,
    }));
    providers = await startMockProviders(() => ({ transcript_json, custom: 'x'.repeat(1_000) }));
    const reader = { ...ANONYMOUS, name: 'reader', scopes: new Set(['calls:read'] as const) };
    server = await startTestServer(providers.environment, {
      endpoint: {
        limits: { responseBytes: 1_000_000, responseFields: 60_000 },
        accessControl: {
          authenticate: (authorization) => (authorization === undefined ? ANONYMOUS : reader),
          isCurrent: () => true,
        },
      },
    });
  });
  afterAll(async () => {
    await server.stop();
    await providers.close();
  });

  const CALLS = (fields: string): string => `query Q($ids: [ID!]!) { calls(ids: $ids) { ${fields} } }`;
  const ids = (count: number): string[] => Array(count).fill('voxworks:one');
  const aliases = (count: number, field: string): string =>
    Array.from({ length: count }, (_, index) => `a${index}: ${field}`).join(' ');
  const limitOf = async (query: string, count: number): Promise<unknown> => {
    const { status, body } = await server.ask({ query, variables: { ids: ids(count) } });
    if (body.errors === undefined) return 'within the limits';
    expect([status, body.data]).toEqual([400, undefined]);
    return body.errors[0]?.extensions;
  };

  it('count fields for every item of the lists at the root before anything is read', async () => {
    const requests = providers.requestCount;
    expect(
      await limitOf(
        `query Q($ids: [ID!]!) { ${aliases(3, `calls(ids: $ids) { ${aliases(30, 'status')} id }`)} x: calls(ids: $ids) { ${everythingOf('Call')} } y: nodes(ids: $ids) { ...F } z: nodes(ids: $ids) { ...F } } fragment F on Call { ${everythingOf('Call')} }`,
        250,
      ),
    ).toEqual({
      code: 'LIMIT_EXCEEDED',
      limit: 'responseFields',
      allowed: 60_000,
      found: expect.any(Number),
    });
    expect(providers.requestCount).toBe(requests);
  });

  it('count the items of inner lists as they are resolved', async () => {
    expect(await limitOf(CALLS('transcript { turns { role text } }'), 250)).toMatchObject({
      limit: 'responseFields',
      allowed: 60_000,
    });
  });

  it('count bytes before the JSON is made', async () => {
    expect(await limitOf(CALLS(aliases(100, 'raw')), 10)).toEqual({
      code: 'LIMIT_EXCEEDED',
      limit: 'responseBytes',
      allowed: 1_000_000,
    });
    expect(await limitOf(CALLS('raw'), 10)).toBe('within the limits');
  });

  it('list the first hundred errors, and tell the number of all', async () => {
    const { status, body } = await server.ask(
      { query: CALLS(aliases(10, 'summary')), variables: { ids: ids(250) } },
      { authorization: 'Bearer reader' },
    );
    expect(status).toBe(200);
    expect(body.errors).toHaveLength(101);
    expect(body.errors?.[0]).toMatchObject({ path: ['calls', 0, 'a0'], extensions: { code: 'FORBIDDEN' } });
    expect(body.errors?.[100]).toEqual({
      message: 'This response has 2500 errors. The first 100 are listed.',
      extensions: { code: 'LIMIT_EXCEEDED', limit: 'errors', allowed: 100, found: 2_500 },
    });
    expect(body.data?.['calls']).toHaveLength(250);
  });
});

describe('a response that is rejected for its fields', () => {
  const TURNS = Array.from({ length: 500 }, (_, line) => ({ role: 'agent', content: `line ${line}` }));
  let providers: MockProviders;
  let server: TestServer;
  beforeEach(async () => {
    providers = await startMockProviders(() => ({ transcript_json: TURNS, transcript: TURNS }));
    server = await startTestServer(
      {
        ...providers.environment,
        VOXWORKS_CONCURRENCY: '4',
        PURETALK_CONCURRENCY: '4',
        UPSTREAM_RETRIES: '0',
      },
      { endpoint: { limits: { responseFields: 20_000 } } },
    );
  });
  afterEach(async () => {
    await server.stop();
    await providers.close();
  });

  const TRANSCRIPT = 'transcript { turns { role text } }';
  it.each([
    ['calls', `query Q($ids: [ID!]!) { calls(ids: $ids) { ${TRANSCRIPT} } }`],
    ['nodes', `query Q($ids: [ID!]!) { nodes(ids: $ids) { ... on Call { ${TRANSCRIPT} } } }`],
    ['results', `query Q($ids: [ID!]!) { callResults(ids: $ids) { call { ${TRANSCRIPT} } } }`],
    [
      'two lists',
      `query Q($ids: [ID!]!) { a: calls(ids: $ids) { ${TRANSCRIPT} } b: nodes(ids: $ids) { id } }`,
    ],
  ])('sends no further requests to providers: %s', async (_what, query) => {
    for (let time = 0; time < 10; time += 1)
      await server.ask({ query, variables: { ids: ['voxworks:first'] } });
    const before = providers.requestCount;
    const ids = Array.from({ length: 200 }, (_, index) => `voxworks:${index}`);
    const { status, body } = await server.ask({ query, variables: { ids } });
    expect([status, body.errors?.map(({ extensions }) => extensions?.['limit'])]).toEqual([
      400,
      ['responseFields'],
    ]);
    expect(providers.requestCount - before).toBeLessThan(60);
    const after = await server.ask({ query, variables: { ids: ids.slice(-2) } });
    expect(after.body.errors).toBeUndefined();
  });
});

describe('the errors of a response', () => {
  const aliases = (count: number, field: string): string =>
    Array.from({ length: count }, (_, index) => `a${index}: ${field}`).join(' ');
  const lists = (selection: string): string => `query Q($ids: [ID!]!) { ${aliases(50, selection)} }`;
  const BAD_ID = 'nobody:1';
  let providers: MockProviders;
  let server: TestServer;
  let delays: IntervalHistogram;
  beforeEach(async () => {
    providers = await startMockProviders(() => ({}));
    const reader = { ...ANONYMOUS, name: 'reader', scopes: new Set(['calls:read'] as const) };
    const accessControl = { authenticate: () => reader, isCurrent: () => true };
    server = await startTestServer(providers.environment, { endpoint: { accessControl } });
    await server.ask({ query: '{ __typename }' });
    delays = monitorEventLoopDelay({ resolution: 1 });
    delays.enable();
  });
  afterEach(async () => {
    delays.disable();
    await server.stop();
    await providers.close();
  });

  it.each([
    ['forbidden fields', lists('calls(ids: $ids) { summary }'), 'voxworks:1'],
    ['forbidden objects', lists('calls(ids: $ids) { transcript { text } }'), 'voxworks:1'],
    ['forbidden fields of results', lists('callResults(ids: $ids) { call { summary } }'), 'voxworks:1'],
    ['ids of no provider', lists('calls(ids: $ids) { id }'), BAD_ID],
    ['ids of no node', lists('nodes(ids: $ids) { id }'), BAD_ID],
    [
      'representations of nothing',
      lists('_entities(representations: $ids) { __typename }').replace('[ID!]', '[_Any!]'),
      { __typename: 'X' },
    ],
    ['ids behind line breaks', lists('calls(ids: $ids) { id }').replaceAll(' ', '\n'.repeat(12)), BAD_ID],
  ])('12,500 %s cost no more than the hundred that are told', async (_what, query, id) => {
    const { body } = await server.ask({ query, variables: { ids: Array(250).fill(id) } });
    expect(body.errors).toHaveLength(101);
    expect(body.errors?.[100]?.extensions).toEqual({
      code: 'LIMIT_EXCEEDED',
      limit: 'errors',
      allowed: 100,
      found: 12_500,
    });
    expect(delays.max / 1e6).toBeLessThan(400);
  });

  it('are told again when a compiled operation has failed, and counted once', async () => {
    const query = 'query Q($ids: [ID!]!) { calls(ids: $ids) { id } }';
    for (let time = 0; time < 12; time += 1)
      await server.ask({ query, variables: { ids: [`osvi:${time}`] } });
    for (let time = 0; time < 3; time += 1) {
      const { body } = await server.ask({ query, variables: { ids: Array(250).fill(BAD_ID) } });
      expect(body.errors).toHaveLength(101);
      expect(body.errors?.[100]?.extensions?.['found']).toBe(250);
    }
  });

  it('of each event of a subscription are told', async () => {
    const query = `subscription { callUpdates(id: "osvi:1") { ${aliases(90, 'summary')} } }`;
    const subscription = await subscribe(server.url, query);
    expect((await subscription.next())?.errors).toHaveLength(90);
    subscription.leave();
  });
});

describe('the default limits of a response', () => {
  it('admit 250 calls with every field', async () => {
    const providers = await startMockProviders(() => ({}));
    const server = await startTestServer(providers.environment, { endpoint: {} });
    const own: readonly string[] = ['Voxworks', 'Synthflow', 'Puretalk', 'Osvi'].map((name) =>
      everythingOf(`${name}Call`),
    );
    for (const [index, provider] of ['voxworks', 'synthflow', 'puretalk', 'osvi'].entries()) {
      const ids = Array.from({ length: 250 }, (_, number) => `${provider}:${number}`);
      const type = `${provider.charAt(0).toUpperCase()}${provider.slice(1)}Call`;
      const query = `query Q($ids: [ID!]!) { calls(ids: $ids) { ... on ${type} { ${own[index]} } } }`;
      const { body } = await server.ask({ query, variables: { ids } });
      expect(body.errors?.slice(0, 2)).toBeUndefined();
      expect(body.data?.['calls']).toHaveLength(250);
    }
    await server.stop();
    await providers.close();
  });
});

describe('the bytes of JSON', () => {
  it.each([null, true, 12, 'text', '', [1, 'a', null], { a: 1, b: ['c', { d: '' }] }, [[], {}]])(
    'are bounded from below by the count: %j',
    (value) => {
      const bytes = Buffer.byteLength(JSON.stringify(value));
      expect(countBytes(value, 1_000_000)).toBeLessThanOrEqual(bytes + 4);
      expect(countBytes(value, 1_000_000)).toBeGreaterThan(0);
    },
  );

  it('are counted with escapes near the limit', () => {
    for (const text of [
      '\u0007'.repeat(1_000),
      'é'.repeat(1_000),
      '"'.repeat(1_000),
      '\ud800'.repeat(1_000),
    ]) {
      const bytes = Buffer.byteLength(JSON.stringify(text));
      expect(countBytes(text, bytes)).toBe(bytes);
      expect(countBytes(text, bytes - 1)).toBeGreaterThan(bytes - 1);
    }
  });

  it('are counted no further than the limit', () => {
    let read = 0;
    const items = new Proxy(Array(10_000).fill('x'.repeat(100)), {
      get(target, name, receiver) {
        if (typeof name === 'string' && /^\d+$/.test(name)) read += 1;
        return Reflect.get(target, name, receiver);
      },
    });
    expect(countBytes(items, 1_000)).toBeGreaterThan(1_000);
    expect(read).toBeLessThan(20);
  });
});
