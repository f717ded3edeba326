import { afterEach, describe, expect, it } from 'vitest';
import { MAX_IDS } from '../../schema/call-resolver.ts';
import { type MockProviders, type RespondToCall, startMockProviders } from '../support/mock-providers.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

let providers: MockProviders;
let server: TestServer;
async function open(respond?: RespondToCall, environment: Record<string, string> = {}): Promise<void> {
  providers = await startMockProviders(respond);
  server = await startTestServer({ ...providers.environment, UPSTREAM_RETRIES: '0', ...environment });
}
afterEach(async () => {
  await server.stop();
  await providers.close();
});

const ended: RespondToCall = (id, response) => {
  const status = { gone: 404, refused: 400, limited: 429, forbidden: 401 }[id];
  if (status === undefined) return {};
  response.writeHead(status, { 'content-type': 'application/json', 'retry-after': '3600' }).end('{}');
  return undefined;
};

const RESULTS = `query ($ids: [ID!]!, $timeoutMs: Int) {
  callResults(ids: $ids, timeoutMs: $timeoutMs) {
    id
    call { id }
    error { code message provider retryAfterSeconds }
  }
}`;
interface Result {
  readonly id: string;
  readonly call: { readonly id: string } | null;
  readonly error: { readonly code: string; readonly message: string } | null;
}

describe('callResults', () => {
  it('gives failures as data, in the order asked, and leaves an absent call without call and error', async () => {
    await open(ended);
    const ids = ['osvi:1', 'osvi:gone', 'puretalk:refused', 'nobody:1', 'synthflow:limited', 'osvi:1'];
    const { data, errors } = await server.query<{ callResults: Result[] }>(RESULTS, { ids });
    expect(errors).toBeUndefined();
    const message = expect.any(String);
    expect(data?.callResults).toEqual([
      { id: 'osvi:1', call: { id: 'osvi:1' }, error: null },
      { id: 'osvi:gone', call: null, error: null },
      {
        id: 'puretalk:refused',
        call: null,
        error: { code: 'PROVIDER_REJECTED', message, provider: 'PURETALK', retryAfterSeconds: null },
      },
      {
        id: 'nobody:1',
        call: null,
        error: { code: 'BAD_USER_INPUT', message, provider: null, retryAfterSeconds: null },
      },
      {
        id: 'synthflow:limited',
        call: null,
        error: {
          code: 'PROVIDER_RATE_LIMITED',
          message,
          provider: 'SYNTHFLOW',
          retryAfterSeconds: expect.any(Number),
        },
      },
      { id: 'osvi:1', call: { id: 'osvi:1' }, error: null },
    ]);
  });

  it('tells no key and no address in its errors', async () => {
    await open(ended);
    const ids = ['osvi:forbidden', 'puretalk:refused', 'synthflow:limited', 'voxworks:forbidden'];
    const { data } = await server.query(RESULTS, { ids });
    const text = JSON.stringify(data);
    for (const [name, value] of Object.entries(providers.environment))
      if (/KEY|URL/.test(name)) expect(text).not.toContain(value);
  });

  it('shares its loads with the other fields of the operation', async () => {
    await open();
    const { data } = await server.query(
      '{ callResults(ids: ["osvi:1", "osvi:1"]) { call { id } } calls(ids: ["osvi:1"]) { id } }',
    );
    expect(data).toEqual({
      callResults: [{ call: { id: 'osvi:1' } }, { call: { id: 'osvi:1' } }],
      calls: [{ id: 'osvi:1' }],
    });
    expect(providers.requestCount).toBe(1);
  });

  it('asks the endpoints that the fields below `call` need', async () => {
    await open();
    await server.query('{ callResults(ids: ["voxworks:1"]) { call { id status } } }');
    expect(providers.requestCount).toBe(1);
    const fields = '... on VoxworksCall { teamId rating }';
    await server.query(`{ callResults(ids: ["voxworks:2"]) { call { ${fields} } } }`);
    expect(providers.requestCount).toBe(3);
  });

  it('is not served again from the response cache once a failed call can be read', async () => {
    let isDown = true;
    await open((_id, response) => {
      if (!isDown) return {};
      response.writeHead(503).end();
      return undefined;
    });
    const read = async () => {
      const { data } = await server.query<{ callResults: Result[] }>(RESULTS, { ids: ['osvi:1', 'osvi:2'] });
      return data?.callResults.map(({ call, error }) => error?.code ?? call?.id);
    };
    for (let round = 0; round < 12; round += 1)
      expect(await read()).toEqual(['PROVIDER_UNAVAILABLE', 'PROVIDER_UNAVAILABLE']);
    isDown = false;
    await expect.poll(read, { timeout: 60_000, interval: 500 }).toEqual(['osvi:1', 'osvi:2']);
  }, 90_000);
});

describe('a list with too many ids', () => {
  it.each(['nodes', 'calls', 'callResults'])('is null as %s, and leaves its siblings', async (field) => {
    await open();
    const ids = Array.from({ length: MAX_IDS + 1 }, (_, index) => `osvi:${index}`);
    const { data, errors } = await server.query(
      `query ($ids: [ID!]!) { ${field}(ids: $ids) { id } call(id: "osvi:1") { id } }`,
      { ids },
    );
    expect(data).toEqual({ [field]: null, call: { id: 'osvi:1' } });
    expect(errors).toMatchObject([{ path: [field], extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(providers.requestCount).toBe(1);
  });
});

describe("a provider's own root field", () => {
  it.each(['voxworks', 'synthflow', 'puretalk', 'osvi'])(
    'refuses a global id of that provider and says where to ask: %sCall',
    async (provider) => {
      await open();
      const { data, errors } = await server.query(`{ ${provider}Call(callId: "${provider}:1") { id } }`);
      expect(data).toEqual({ [`${provider}Call`]: null });
      expect(errors?.[0]?.extensions).toMatchObject({
        code: 'BAD_USER_INPUT',
        provider: provider.toUpperCase(),
      });
      expect(errors?.[0]?.message).toContain('`call(id:)`');
      expect(providers.requestCount).toBe(0);
    },
  );
});

describe('an agent', () => {
  it("has an id that no other provider's agent has, and its provider's own beside it", async () => {
    await open(() => ({ model_id: 'desk', assistant_id: 'desk', agent_uuid: 'desk', script_id: 'desk' }));
    const { data } = await server.query(
      '{ calls(ids: ["voxworks:1", "synthflow:1", "puretalk:1", "osvi:1"]) { agent { id providerAgentId provider } } }',
    );
    const agentOf = (provider: string) => ({
      agent: { id: `${provider}:agent:desk`, providerAgentId: 'desk', provider: provider.toUpperCase() },
    });
    expect(data).toEqual({ calls: ['voxworks', 'synthflow', 'puretalk', 'osvi'].map(agentOf) });
  });
});

describe('isSettled', () => {
  it('is true once nothing more is expected of a call, and false for one that goes on or has just ended', async () => {
    const now = Date.now();
    await open((id) => ({
      status: id === 'live' ? 'in-progress' : 'completed',
      end_time: id === 'live' ? null : new Date(now - (id === 'old' ? 3_600_000 : 1_000)).toISOString(),
    }));
    const { data } = await server.query(
      '{ calls(ids: ["puretalk:live", "puretalk:new", "puretalk:old"]) { isSettled } }',
    );
    expect(data).toEqual({ calls: [{ isSettled: false }, { isSettled: false }, { isSettled: true }] });
  });
});
