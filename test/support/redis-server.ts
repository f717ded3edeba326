import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { findFreePort } from './free-port.ts';
import { findRedisServer } from './optional-program.ts';

const { path: REDIS_SERVER, remedy } = findRedisServer();

/** Whether the tests that need Redis run. On CI they run and fail where it is missing. */
export const HAS_REDIS = REDIS_SERVER !== undefined || process.env['CI'] !== undefined;

/** A Redis of the test's own: on a free loopback port, with nothing kept on disk. */
export interface RedisServer {
  readonly url: string;
  readonly port: number;
  /** A client of the test's own, beside the server's. */
  readonly client: Redis;
  /** Kills the process, as a crash does. Its data is lost. */
  kill(): Promise<void>;
  /** Starts Redis again on the same port, empty. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** Starts Redis. `options` are command-line arguments. */
export async function startRedis(options: readonly string[] = []): Promise<RedisServer> {
  if (REDIS_SERVER === undefined) throw new Error(`There is no Redis. ${remedy}`);
  const port = await findFreePort();
  const launch = (): ChildProcess =>
    spawn(
      REDIS_SERVER,
      ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', ...options],
      { stdio: 'ignore' },
    );
  let child = launch();
  const client = new Redis(port, '127.0.0.1', {
    lazyConnect: true,
    maxRetriesPerRequest: null,
    retryStrategy: () => 20,
  });
  client.on('error', () => {}); // tests kill Redis on purpose
  const untilUp = async (): Promise<void> => {
    const deadline = performance.now() + 10_000;
    for (;;) {
      if ((await client.ping().catch(() => null)) === 'PONG') return;
      if (performance.now() > deadline) throw new Error('Redis did not respond to PING within 10 s');
      await delay(20);
    }
  };
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  };
  await untilUp();
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    client,
    kill,
    restart: async () => {
      await kill();
      child = launch();
      await untilUp();
    },
    close: async () => {
      client.disconnect();
      await kill();
    },
  };
}
