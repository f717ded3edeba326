import {
  BrokenCircuitError,
  CircuitState,
  ConsecutiveBreaker,
  ConstantBackoff,
  circuitBreaker,
  handleWhen,
} from 'cockatiel';
import { Redis, ReplyError } from 'ioredis';
import { withTimeout } from '../domain/timing.ts';
import { MonotonicBackoff } from '../resilience/monotonic-backoff.ts';

/**
 * The outcome of a command. `refused`: Redis replied with an error. `breaker-open`: not sent, because the latest commands had
 * no reply. `disconnected`: there is no connection.
 */
export type CommandOutcome = 'ok' | 'refused' | 'timeout' | 'breaker-open' | 'disconnected';

export interface ConnectionObserver {
  /** `reason` is the first word of the error with which Redis refused the command, such as OOM; else `null`. */
  readonly onCommand: (
    operation: string,
    outcome: CommandOutcome,
    seconds: number,
    reason: string | null,
  ) => void;
  /** Called when the connection is made and when it is lost. `reason` is an error's code, never its message. */
  readonly onConnection: (connected: boolean, reason: string | null) => void;
}

export interface RedisConnectionOptions {
  readonly url: string;
  /** Longest wait for one command, in milliseconds. */
  readonly timeoutMs: number;
  readonly observer: ConnectionObserver;
}

/** Consecutive commands without a reply that open the breaker. After `BREAKER_OPEN_MS`, one command tries again. */
const TIMEOUTS_TO_OPEN = 5;
const BREAKER_OPEN_MS = 1_000;
const OPEN_TIME = new MonotonicBackoff(new ConstantBackoff(BREAKER_OPEN_MS), () => performance.now());

const LONGEST_RECONNECT_MS = 1_000;
/** A connection without a reply for this long is dead: it is closed and made again. */
const DEAD_AFTER_MS = 5_000;

/**
 * The connection to Redis or Valkey. Every command ends within the time limit, and most end at once while the server
 * is unreachable, so Redis never holds up a read.
 */
export class RedisConnection {
  readonly #client: Redis;
  readonly #subscriber: Redis;
  readonly #observer: ConnectionObserver;
  readonly #timeoutMs: number;
  readonly #breaker = circuitBreaker(
    handleWhen((error) => !(error instanceof ReplyError)), // an error reply is a reply: the server is up
    { breaker: new ConsecutiveBreaker(TIMEOUTS_TO_OPEN), halfOpenAfter: OPEN_TIME },
  );

  constructor({ url, timeoutMs, observer }: RedisConnectionOptions) {
    this.#observer = observer;
    this.#timeoutMs = timeoutMs;
    this.#client = new Redis(url, {
      lazyConnect: true,
      protocol: 2,
      connectionName: 'switchboard',
      connectTimeout: DEAD_AFTER_MS,
      socketTimeout: DEAD_AFTER_MS,
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      retryStrategy: (attempt) => Math.min(attempt * 50, LONGEST_RECONNECT_MS),
      reconnectOnError: ({ message }) => message.startsWith('READONLY'), // a primary that became a replica
    });
    this.#subscriber = this.#client.duplicate({
      socketTimeout: undefined,
      enableOfflineQueue: true,
      maxRetriesPerRequest: null,
    });
    this.#watch();
    this.#client.connect().catch(() => {}); // ioredis keeps reconnecting by itself
    this.#subscriber.connect().catch(() => {});
  }

  get isConnected(): boolean {
    return this.#client.status === 'ready';
  }

  /** Resolves once both connections are up, or after `maxWaitMs` at the latest. */
  async connected(maxWaitMs: number): Promise<void> {
    const up = (client: Redis): Promise<void> =>
      new Promise((resolve) => {
        if (client.status === 'ready') resolve();
        else client.once('ready', () => resolve());
      });
    const both = Promise.all([up(this.#client), up(this.#subscriber)]);
    await withTimeout(maxWaitMs, both, () => new CommandTimeout()).catch(() => {});
  }

  /** Resolves to the reply; `undefined` when there is none for any reason. Never rejects. */
  async run<T>(operation: string, command: (client: Redis) => Promise<T>): Promise<T | undefined> {
    const startedAt = performance.now();
    const note = (outcome: CommandOutcome, reason: string | null = null): void =>
      this.#observer.onCommand(operation, outcome, (performance.now() - startedAt) / 1_000, reason);
    if (!this.isConnected) {
      note('disconnected');
      return undefined;
    }
    if (this.#breaker.state === CircuitState.HalfOpen) {
      note('breaker-open'); // cockatiel would queue this command behind the trial
      return undefined;
    }
    try {
      const reply = await this.#breaker.execute(() =>
        withTimeout(this.#timeoutMs, command(this.#client), () => new CommandTimeout()),
      );
      note('ok');
      return reply;
    } catch (error) {
      note(this.#outcomeOf(error), firstWordOf(error));
      return undefined;
    }
  }

  /** Calls `listener` with every message on the channel, until the connection is closed. */
  subscribe(channel: string, listener: (message: Buffer) => void): void {
    this.#subscriber.on('messageBuffer', (name: Buffer, message: Buffer) => {
      if (name.toString() === channel) listener(message);
    });
    this.#subscriber.subscribe(channel).catch(() => {}); // ioredis subscribes again on each new connection
  }

  close(): void {
    this.#client.disconnect();
    this.#subscriber.disconnect();
  }

  #outcomeOf(error: unknown): CommandOutcome {
    if (error instanceof BrokenCircuitError) return 'breaker-open';
    if (error instanceof ReplyError) return 'refused';
    return error instanceof CommandTimeout ? 'timeout' : 'disconnected';
  }

  #watch(): void {
    let connected: boolean | null = null;
    let reason: string | null = null;
    const tell = (now: boolean): void => {
      if (connected === now) return;
      connected = now;
      this.#observer.onConnection(now, now ? null : reason);
    };
    this.#client.on('error', (error: Error & { code?: string }) => {
      reason = error.code ?? error.name;
    });
    this.#client.on('ready', () => tell(true));
    this.#client.on('close', () => tell(false));
    this.#client.on('end', () => tell(false));
    this.#subscriber.on('error', () => {}); // the other connection reports it
  }
}

/** The code that Redis's error begins with. The rest may quote a key. */
const firstWordOf = (error: unknown): string | null =>
  error instanceof Error && error instanceof ReplyError
    ? (/^[A-Z]{2,20}\b/.exec(error.message)?.[0] ?? null)
    : null;

class CommandTimeout extends Error {
  override readonly name = 'CommandTimeout';
}
