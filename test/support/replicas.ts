import { expect } from 'vitest';
import type { Environment } from '../../src/config/config.ts';
import type { ComposeOptions } from '../../src/server/compose.ts';
import { type MockProviders, type RespondToCall, startMockProviders } from './mock-providers.ts';
import { type RedisServer, startRedis } from './redis-server.ts';
import { startTestServer, type TestServer } from './test-server.ts';

/** Several servers with one Redis, and the mock servers of their providers. */
export interface Replicas {
  readonly redis: RedisServer;
  readonly providers: MockProviders;
  readonly testServers: readonly TestServer[];
  /** The server at `index`, modulo their number. */
  at(index: number): TestServer;
  /** Starts one more server. `environment` overrides the common settings. */
  add(environment?: Environment): Promise<TestServer>;
  /** Resolves to the keys of `count` entries once Redis holds them: the store runs after the response and ends by releasing the lock. */
  copies(count: number): Promise<readonly string[]>;
  close(): Promise<void>;
}

export interface ReplicasOptions {
  readonly count?: number;
  readonly respond?: RespondToCall;
  readonly environment?: Environment;
  readonly compose?: ComposeOptions;
  readonly redis?: readonly string[];
}

export async function startReplicas(options: ReplicasOptions = {}): Promise<Replicas> {
  const redis = await startRedis(options.redis);
  const providers = await startMockProviders(options.respond);
  const testServers: TestServer[] = [];
  const add = async (environment: Environment = {}): Promise<TestServer> => {
    const testServer = await startTestServer(
      { ...providers.environment, REDIS_URL: redis.url, ...options.environment, ...environment },
      options.compose,
    );
    testServers.push(testServer);
    return testServer;
  };
  for (let index = 0; index < (options.count ?? 2); index += 1) await add();
  return {
    redis,
    providers,
    testServers,
    add,
    at: (index) => {
      const testServer = testServers[index % testServers.length];
      if (testServer === undefined) throw new Error('There is no replica');
      return testServer;
    },
    copies: async (count) => {
      let names: string[] = [];
      await expect
        .poll(async () => {
          names = await redis.client.keys('*:call:*');
          return { names: names.length, locks: names.filter((name) => name.endsWith(':lock')).length };
        })
        .toEqual({ names: count, locks: 0 });
      return names;
    },
    close: async () => {
      await Promise.all(testServers.map((testServer) => testServer.stop()));
      await providers.close();
      await redis.close();
    },
  };
}

/** The sum of a metric's samples that have all of `labels`. */
export async function metricOf(
  testServer: TestServer,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): Promise<number> {
  const page = await (await fetch(`${testServer.url}/metrics`)).text();
  const samples = page
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
  const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  return samples
    .filter((line) => wanted.every((pair) => line.includes(pair)))
    .reduce((total, line) => total + Number(line.slice(line.lastIndexOf(' '))), 0);
}
