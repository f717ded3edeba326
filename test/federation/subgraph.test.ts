import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type MockProviders, type RespondToCall, startMockProviders } from '../support/mock-providers.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

const ENTITIES = `query ($representations: [_Any!]!) {
  _entities(representations: $representations) { __typename ... on Call { id status } }
}`;

const respond: RespondToCall = (id, response) => {
  if (id === 'gone') response.writeHead(404, { 'content-type': 'application/json' }).end('{}');
  else if (id === 'refused') response.writeHead(400, { 'content-type': 'application/json' }).end('{}');
  else return {};
  return undefined;
};

describe('references', () => {
  let providers: MockProviders;
  let testServer: TestServer;
  beforeEach(async () => {
    providers = await startMockProviders(respond);
    testServer = await startTestServer(providers.environment);
  });
  afterEach(async () => {
    await testServer.stop();
    await providers.close();
  });

  const resolve = (...representations: unknown[]) => testServer.query(ENTITIES, { representations });
  const paths = (provider: string): string[] =>
    (providers.servers[provider]?.requests ?? []).map(({ url }) => url).toSorted();

  it('are one batch of distinct requests: 20 references by three kinds of key, 8 calls, 8 requests', async () => {
    const types = { voxworks: 'Voxworks', synthflow: 'Synthflow', puretalk: 'Puretalk', osvi: 'Osvi' };
    const each = Object.entries(types).flatMap(([provider, name]) =>
      ['1', '2'].map((callId) => ({ id: `${provider}:${callId}`, callId, __typename: `${name}Call` })),
    );
    const representations = [
      ...each.map(({ id }) => ({ __typename: 'Call', id })),
      ...each.map(({ __typename, id }) => ({ __typename, id })),
      ...each.slice(0, 4).map(({ __typename, callId }) => ({ __typename, providerCallId: callId })),
    ];
    const { data, errors } = await resolve(...representations);
    expect(errors).toBeUndefined();
    expect(data?.['_entities']).toEqual(
      [...each, ...each, ...each.slice(0, 4)].map(({ id, __typename }) => ({
        __typename,
        id,
        status: 'COMPLETED',
      })),
    );
    expect(representations).toHaveLength(20);
    expect(providers.requestCount).toBe(8);
  });

  it('share their requests with the other fields of the operation', async () => {
    const { data } = await testServer.query(`{
      _entities(representations: [{ __typename: "Call", id: "osvi:1" }]) { ... on OsviCall { id } }
      call(id: "osvi:1") { id }
      osviCall(callId: "1") { id }
    }`);
    const one = { id: 'osvi:1' };
    expect(data).toEqual({ _entities: [one], call: one, osviCall: one });
    expect(providers.requestCount).toBe(1);
  });

  it('to no call are null; one that fails has its error at its place, and leaves the others whole', async () => {
    const { data, errors } = await resolve(
      { __typename: 'Call', id: 'osvi:1' },
      { __typename: 'OsviCall', providerCallId: 'gone' },
      { __typename: 'PuretalkCall', id: 'puretalk:refused' },
      { __typename: 'Call', id: 'voxworks:1' },
    );
    expect(data?.['_entities']).toEqual([
      { __typename: 'OsviCall', id: 'osvi:1', status: 'COMPLETED' },
      null,
      null,
      { __typename: 'VoxworksCall', id: 'voxworks:1', status: 'COMPLETED' },
    ]);
    expect(errors?.map(({ path, extensions }) => [path, extensions])).toEqual([
      [['_entities', 2], { code: 'PROVIDER_REJECTED', provider: 'PURETALK', providerCallId: 'refused' }],
    ]);
  });

  it.each([
    ['no object', 'osvi:1'],
    ['a list', [{ __typename: 'Call', id: 'osvi:1' }]],
    ['nothing', {}],
    ['a key without a type', { id: 'osvi:1' }],
    ['a type without a key', { __typename: 'OsviCall' }],
    ['a type that is no entity', { __typename: 'Agent', id: 'osvi:1' }],
    ['a type that is on every object', { __typename: 'constructor', id: 'osvi:1' }],
    ['a number for an id', { __typename: 'Call', id: 1 }],
    ['an id of no provider', { __typename: 'Call', id: 'nobody:1' }],
    ["another provider's id", { __typename: 'VoxworksCall', id: 'osvi:1' }],
    ['an empty id', { __typename: 'OsviCall', providerCallId: '' }],
    ['a step in a path', { __typename: 'OsviCall', providerCallId: '..' }],
    ["a provider's own id of whichever provider", { __typename: 'Call', providerCallId: '1' }],
  ])('that can be to no call, %s, are refused alone, and nothing is sent for them', async (_name, bad) => {
    const { data, errors } = await resolve(bad, { __typename: 'OsviCall', providerCallId: '1' });
    expect(data?.['_entities']).toEqual([
      null,
      { __typename: 'OsviCall', id: 'osvi:1', status: 'COMPLETED' },
    ]);
    expect(errors?.map(({ path, extensions }) => [path, extensions?.['code']])).toEqual([
      [['_entities', 0], 'BAD_USER_INPUT'],
    ]);
    expect(providers.requestCount).toBe(1);
  });

  it.each([
    ['{ ... on VoxworksCall { teamId } }', ['/api/v1/get-call/1']],
    ['{ ... on VoxworksCall { rating } }', ['/api/v1/get-call-result/1']],
    ['{ ... on Call { transcript { turns { text } } } }', ['/api/v1/get-call-result/1']],
    [
      '{ ... on Call { raw ... on VoxworksCall { rating } } }',
      ['/api/v1/get-call-result/1', '/api/v1/get-call/1'],
    ],
    ['{ ... on OsviCall { raw } ... on Call { status } }', ['/api/v1/get-call/1']],
  ])('that select %s ask the addresses that can respond, and no other', async (selection, expected) => {
    await testServer.query(`query ($r: [_Any!]!) { _entities(representations: $r) ${selection} }`, {
      r: [
        { __typename: 'VoxworksCall', providerCallId: '1' },
        { __typename: 'Call', id: 'voxworks:1' },
      ],
    });
    expect(paths('voxworks')).toEqual(expected.toSorted());
  });

  it('may be 250 at once and no more', async () => {
    const references = Array.from({ length: 251 }, () => ({ __typename: 'Call', id: 'osvi:1' }));
    const { data, errors } = await resolve(...references.slice(1));
    expect(errors).toBeUndefined();
    expect(data?.['_entities']).toHaveLength(250);
    const refused = await resolve(...references);
    expect(refused.data).toBeNull();
    expect(refused.errors?.map(({ path, extensions }) => [path, extensions?.['code']])).toEqual([
      [['_entities'], 'BAD_USER_INPUT'],
    ]);
    expect(providers.requestCount).toBe(1);
  });
});

describe('the limit on upstream requests', () => {
  let testServer: TestServer;
  beforeEach(async () => {
    testServer = await startTestServer({}, { endpoint: { limits: { upstreamRequests: 4 } } });
  });
  afterEach(() => testServer.stop());

  async function operationCost(selection: string, representations: unknown[]): Promise<unknown> {
    const query = `query ($representations: [_Any!]!) { _entities(representations: $representations) ${selection} }`;
    const { body } = await testServer.ask({ query, variables: { representations } });
    const extensions = body.errors?.[0]?.extensions;
    return extensions?.['limit'] === 'upstreamRequests' ? extensions['found'] : 'within the limit';
  }
  const own = (count: number, __typename: string): object[] =>
    Array.from({ length: count }, (_, index) => ({ __typename, providerCallId: `no-such-call-${index}` }));

  it("counts references by the provider's own id", async () => {
    expect(await operationCost('{ __typename }', own(4, 'OsviCall'))).toBe('within the limit');
    expect(await operationCost('{ __typename }', own(5, 'OsviCall'))).toBe(5);
  });

  it('counts a call once, whichever of its keys it is referred to by', async () => {
    const byId = own(4, 'OsviCall').map((each) => ({
      __typename: 'Call',
      id: `osvi:${(each as { providerCallId: string }).providerCallId}`,
    }));
    expect(await operationCost('{ __typename }', [...own(4, 'OsviCall'), ...byId])).toBe('within the limit');
  });

  it('counts both addresses of a provider when the selected fields need both', async () => {
    const both = '{ ... on VoxworksCall { teamId rating } }';
    expect(await operationCost(both, own(2, 'VoxworksCall'))).toBe('within the limit');
    expect(await operationCost(both, own(3, 'VoxworksCall'))).toBe(6);
  });

  it('leaves out references that can be to no call, for nothing is sent for them', async () => {
    expect(await operationCost('{ __typename }', Array(9).fill({ __typename: 'Agent' }))).toBe(
      'within the limit',
    );
  });
});

describe('the SDL for routers', () => {
  const SDL = '{ _service { sdl } }';
  let testServer: TestServer;
  afterEach(() => testServer.stop());

  it('is the one that is committed', async () => {
    testServer = await startTestServer({}, { endpoint: {} });
    const { body } = await testServer.ask({ query: SDL });
    expect(body).toEqual({ data: { _service: { sdl: readFileSync('schema/subgraph.graphql', 'utf8') } } });
  });

  it('is handed out no more than introspection is, whatever the query looks like', async () => {
    testServer = await startTestServer({}, { endpoint: { introspection: false } });
    for (const query of [
      SDL,
      '{ a: _service { b: sdl } }',
      '{ ...F } fragment F on Query { ... { _service { sdl } } }',
      'query ($yes: Boolean = true) { _service @include(if: $yes) { sdl } }',
    ]) {
      const { status, body } = await testServer.ask({ query });
      expect(status).toBe(400);
      expect(body.data ?? null).toBeNull();
      expect(JSON.stringify(body)).not.toContain('extend schema');
      expect(body.errors?.[0]?.message).toContain('introspection is off');
    }
  });

  it('is closed alone: references are resolved without introspection too', async () => {
    testServer = await startTestServer({}, { endpoint: { introspection: false } });
    const representations = [{ __typename: 'Call', id: 'osvi:no-such-call' }];
    const { body } = await testServer.ask({ query: ENTITIES, variables: { representations } });
    expect(body).toEqual({ data: { _entities: [null] } });
  });
});
