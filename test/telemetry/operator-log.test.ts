import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRedisLog } from '../../src/telemetry/redis-log.ts';
import { entryFor, temporaryFile } from '../access/access-fixture.ts';
import { type MockProviders, type RespondToCall, startMockProviders } from '../support/mock-providers.ts';
import { type EndpointTestServer, type LogLine, startTestServer } from '../support/test-server.ts';

let providers: MockProviders;
let server: EndpointTestServer;
let respond: RespondToCall;

beforeEach(async () => {
  respond = () => ({});
  providers = await startMockProviders((callId, response) => respond(callId, response));
});
afterEach(async () => {
  await server.stop();
  await providers.close();
});

const startQuick = async (): Promise<void> => {
  server = await startTestServer({ ...providers.environment, UPSTREAM_RETRIES: '0' }, { endpoint: {} });
};
const respondWithStatus =
  (status: number, headers: Record<string, string> = {}): RespondToCall =>
  (_callId, response) => {
    response.writeHead(status, headers).end();
    return undefined;
  };
const events = (): unknown[] => server.log.flatMap(({ event }) => event ?? []);
const requestLines = (): LogLine[] => server.log.filter(({ msg }) => msg === 'request');

describe('the log line of a request', () => {
  it('names provider, operation, upstream status and code of each failure, and no id', async () => {
    await startQuick();
    respond = respondWithStatus(503);
    await server.query('{ calls(ids: ["osvi:secret-id-1", "osvi:secret-id-2"]) { id } }');
    expect(requestLines()[0]).toMatchObject({
      outcome: 'partial',
      failures: [{ provider: 'osvi', status: 503, code: 'PROVIDER_UNAVAILABLE', count: 2 }],
    });
    expect(JSON.stringify(server.log)).not.toContain('secret-id');
  });

  it('names failures that clients see as data', async () => {
    await startQuick();
    respond = respondWithStatus(400);
    for (let index = 0; index < 4; index += 1)
      await server.query('{ callResults(ids: ["osvi:refused"]) { error { code } } }');
    expect(requestLines()).toHaveLength(4);
    for (const line of requestLines())
      expect(line).toMatchObject({
        outcome: 'ok',
        failures: [{ provider: 'osvi', status: 400, code: 'PROVIDER_REJECTED', count: 1 }],
      });
  });

  it('names failures of lists', async () => {
    await startQuick();
    respond = respondWithStatus(503);
    providers.servers['osvi']?.respondWith((_request, response) => {
      response.writeHead(503).end();
    });
    await server.query('{ callLog(filter: { providers: [OSVI] }) { complete } }');
    expect(requestLines()[0]).toMatchObject({
      failures: [{ provider: 'osvi', status: 503, code: 'PROVIDER_UNAVAILABLE' }],
    });
  });

  it('names failures of directories of agents', async () => {
    await startQuick();
    for (const id of ['synthflow', 'osvi'])
      providers.servers[id]?.respondWith((_request, response) => {
        response.writeHead(503).end();
      });
    await server.query('{ callLog(filter: { providers: [SYNTHFLOW] }) { complete } }');
    await server.query('{ agents(providers: [OSVI]) { sources { state } } }');
    expect(requestLines().map(({ failures }) => failures)).toMatchObject([
      [{ provider: 'synthflow', status: 503, code: 'PROVIDER_UNAVAILABLE', count: 1 }],
      [{ provider: 'osvi', status: 503, code: 'PROVIDER_UNAVAILABLE', count: 1 }],
    ]);
  });

  it('has no failures where none occurred', async () => {
    await startQuick();
    await server.query('{ call(id: "osvi:one") { id } }');
    expect(requestLines()[0]).not.toHaveProperty('failures');
  });
});

describe('the log', () => {
  it('says once that a key is refused, and once that it is accepted again', async () => {
    await startQuick();
    respond = respondWithStatus(401);
    await server.query('{ calls(ids: ["osvi:a", "osvi:b", "osvi:c"]) { id } }');
    expect(events()).toEqual(['key-refused']);
    respond = () => ({});
    await server.query('{ calls(ids: ["osvi:a", "osvi:b"]) { id } }');
    expect(events()).toEqual(['key-refused', 'key-accepted']);
    expect(server.log.find(({ event }) => event === 'key-refused')).toMatchObject({
      level: 50,
      provider: 'osvi',
      account: 'server',
    });
  });

  it('says once that a pause begins, and for how long', async () => {
    await startQuick();
    respond = respondWithStatus(429, { 'retry-after': '30' });
    await server.query('{ calls(ids: ["osvi:a", "osvi:b", "osvi:c"]) { id } }');
    expect(server.log.filter(({ event }) => event !== undefined)).toEqual([
      expect.objectContaining({ event: 'pause-began', provider: 'osvi', seconds: 30 }),
    ]);
  });

  it('says once that a breaker opens, and once that it closes', async () => {
    await startQuick();
    respond = respondWithStatus(500);
    for (let round = 0; round < 3; round += 1) {
      const ids = Array.from({ length: 20 }, (_, index) => `osvi:${round}-${index}`);
      await server.query('query ($ids: [ID!]!) { calls(ids: $ids) { id } }', { ids });
    }
    expect(events()).toEqual(['breaker-opened']);
    respond = () => ({});
    await expect
      .poll(
        async () => {
          await server.query('{ call(id: "osvi:later") { id } }');
          return events();
        },
        { timeout: 10_000, interval: 200 },
      )
      .toEqual(['breaker-opened', 'breaker-closed']);
  });
});

describe('a 401', () => {
  it.each([
    ['NO_TOKEN', undefined],
    ['MALFORMED_HEADER', 'Basic dXNlcjpzZWNyZXQ='],
    ['TOKEN_UNKNOWN', 'Bearer sb_secret'],
  ])('is logged with its reason (%s) and the address of the client', async (reason, authorization) => {
    server = (await startTestServer({
      ...providers.environment,
      LOG_LEVEL: 'info',
      ACCESS_TOKENS_FILE: temporaryFile('tokens.json', JSON.stringify([entryFor('known-token')])),
    })) as EndpointTestServer;
    await server.query('{ __typename }', {}, authorization === undefined ? {} : { authorization });
    expect(server.log.find(({ msg }) => msg === 'request')).toMatchObject({
      status: 401,
      reason,
      address: '127.0.0.1',
      codes: ['UNAUTHENTICATED'],
    });
    expect(JSON.stringify(server.log)).not.toMatch(/secret|dXNlc/);
  });
});

describe('the log of Redis', () => {
  it('says once that Redis refuses commands or is silent, and once that it is back', async () => {
    await startQuick(); // for afterEach
    const lines: LogLine[] = [];
    const log = createRedisLog(
      pino({ base: null }, { write: (line: string) => void lines.push(JSON.parse(line) as LogLine) }),
    );
    log.onConnection(true, null);
    for (const operation of ['store', 'claim', 'store']) log.onCommand(operation, 'refused', 'OOM');
    log.onCommand('read', 'ok', null);
    log.onCommand('store', 'ok', null);
    log.onCommand('claim', 'ok', null);
    for (let count = 0; count < 3; count += 1) log.onCommand('read', 'breaker-open', null);
    log.onCommand('read', 'ok', null);
    log.onConnection(false, 'ECONNRESET');
    expect(lines.map(({ msg, reason }) => [String(msg).split(':')[0], reason])).toEqual([
      ['connected to Redis', undefined],
      ['Redis refuses commands', 'OOM'],
      ['Redis accepts all commands again', undefined],
      ['Redis does not respond', undefined],
      ['Redis responds again', undefined],
      ['no connection to Redis', 'ECONNRESET'],
    ]);
  });
});
