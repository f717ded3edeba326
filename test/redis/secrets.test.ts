import { afterEach, describe, expect, it } from 'vitest';
import { createLogger } from '../../src/telemetry/logger.ts';
import { type MockProviders, startMockProviders } from '../support/mock-providers.ts';
import { HAS_REDIS, type RedisServer, startRedis } from '../support/redis-server.ts';
import { metricOf } from '../support/replicas.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

const PASSWORD = 'pa55word-0f-the-test';

let redis: RedisServer;
let providers: MockProviders;
let testServer: TestServer;
let logged = '';

async function open(password: string): Promise<void> {
  logged = '';
  redis = await startRedis();
  await redis.client.config('SET', 'requirepass', PASSWORD);
  providers = await startMockProviders();
  const logger = createLogger('trace', {
    write: (line) => {
      logged += line;
    },
  });
  testServer = await startTestServer(
    {
      ...providers.environment,
      LOG_LEVEL: 'trace',
      REDIS_URL: `redis://:${password}@127.0.0.1:${redis.port}`,
    },
    { logger },
  );
}

afterEach(async () => {
  await testServer.stop();
  await providers.close();
  await redis.close();
});

const everythingShown = async (): Promise<string> =>
  logged + (await (await fetch(`${testServer.url}/metrics`)).text());

describe.skipIf(!HAS_REDIS)('the password in REDIS_URL', () => {
  it('opens the cache, and appears in no log and no metric, not even when the connection is lost', async () => {
    await open(PASSWORD);
    expect(await metricOf(testServer, 'switchboard_redis_connected')).toBe(1);
    await redis.kill();
    await expect.poll(() => metricOf(testServer, 'switchboard_redis_connected')).toBe(0);
    await testServer.query('{ call(id: "osvi:1") { status } }');
    expect(logged).toContain('no connection to Redis');
    expect(await everythingShown()).not.toContain(PASSWORD);
  });

  it('disables only the sharing when it is wrong, and appears nowhere then either', async () => {
    await open('wr0ng-passw0rd');
    const { data } = await testServer.query('{ call(id: "osvi:1") { status } }');
    expect(data).toEqual({ call: { status: 'COMPLETED' } });
    expect(await metricOf(testServer, 'switchboard_redis_connected')).toBe(0);
    expect(logged).toMatch(/"reason":"[A-Z_a-z]+"/);
    expect(await everythingShown()).not.toContain('wr0ng-passw0rd');
  });
});
