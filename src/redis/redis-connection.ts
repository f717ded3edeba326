import { BrokenCircuitError, CircuitState, ConsecutiveBreaker, circuitBreaker, handleWhen } from 'cockatiel';
import { Redis, ReplyError } from 'ioredis';

/** How a command ended. `breaker-open`: not sent, because the last ones went unanswered; `disconnected`: there is no connection. */
export type CommandOutcome = 'ok' | 'refused' | 'timeout' | 'breaker-open' | 'disconnected';

export interface ConnectionObserver {
  readonly onCommand: (operation: string, outcome: CommandOutcome, seconds: number) => void;
  /** Told when the connection comes up, and when it is lost; `reason` is an error's code, never its message. */
  readonly onConnection: (connected: boolean, reason: string | null) => void;
}

export interface RedisConnectionOptions {
  readonly url: string;
  /** Longest wait for one command. */
  readonly timeoutMs: number;
  readonly observer: ConnectionObserver;
}

/** So many commands unanswered in a row, and none is sent for a second; then one tries. */
const TIMEOUTS_TO_OPEN = 5;
const BREAKER_OPEN_MS = 1_000;

const LONGEST_RECONNECT_MS = 1_000;
/** An answer that takes this long will not come: the connection is made anew. */
const DEAD_AFTER_MS = 5_000;

/**
 * The connection to Redis or Valkey: quick to give up and never in the way. Whatever goes wrong, a command ends within the
 * time limit, and most end at once while the server is away.
 */
export class RedisConnection {
  readonly #client: Redis;
  readonly #subscriber: Redis;
  readonly #observer: ConnectionObserver;
  readonly #timeoutMs: number;
  readonly #breaker = circuitBreaker(
    handleWhen((error) => !(error instanceof ReplyError)), // a refusal is an answer
    { breaker: new ConsecutiveBreaker(TIMEOUTS_TO_OPEN), halfOpenAfter: BREAKER_OPEN_MS },
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
      reconnectOnError: ({ message }) => message.startsWith('READONLY'), // a primary that was demoted
    });
    this.#subscriber = this.#client.duplicate({
      socketTimeout: undefined,
      enableOfflineQueue: true,
      maxRetriesPerRequest: null,
    });
    this.#watch();
    this.#client.connect().catch(() => {}); // it goes on trying by itself
    this.#subscriber.connect().catch(() => {});
  }

  get isConnected(): boolean {
    return this.#client.status === 'ready';
  }

  /** Resolves once both connections are up, or after `patienceMs` at the latest. */
  async connected(maxWaitMs: number): Promise<void> {
    const up = (client: Redis): Promise<void> =>
      new Promise((resolve) => {
        if (client.status === 'ready') resolve();
        else client.once('ready', () => resolve());
      });
    const both = Promise.all([up(this.#client), up(this.#subscriber)]);
    await withTimeout(maxWaitMs, both).catch(() => {});
  }

  /** What the command answers; `undefined` when it did not, for whatever reason. Never rejects. */
  async run<T>(operation: string, command: (client: Redis) => Promise<T>): Promise<T | undefined> {
    const began = performance.now();
    const note = (outcome: CommandOutcome): void =>
      this.#observer.onCommand(operation, outcome, (performance.now() - began) / 1_000);
    if (!this.isConnected) {
      note('disconnected');
      return undefined;
    }
    if (this.#breaker.state === CircuitState.HalfOpen) {
      note('breaker-open'); // cockatiel would have it wait for the one that tries
      return undefined;
    }
    try {
      const answer = await this.#breaker.execute(() => withTimeout(this.#timeoutMs, command(this.#client)));
      note('ok');
      return answer;
    } catch (error) {
      note(this.#outcomeOf(error));
      return undefined;
    }
  }

  /** Calls `listener` with every message on the channel, for as long as the link is open. */
  subscribe(channel: string, listener: (message: Buffer) => void): void {
    this.#subscriber.on('messageBuffer', (name: Buffer, message: Buffer) => {
      if (name.toString() === channel) listener(message);
    });
    this.#subscriber.subscribe(channel).catch(() => {}); // on each new connection it subscribes again
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
    this.#subscriber.on('error', () => {}); // the other connection tells
  }
}

class CommandTimeout extends Error {
  override readonly name = 'Unanswered';
}

/**
 * Rejects with `Unanswered` when the answer is not here in time. After a stall of this process its timers run before its
 * sockets are read: an answer that has arrived meanwhile is given the turn that it needs to be seen.
 */
function withTimeout<T>(milliseconds: number, answer: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => setImmediate(() => reject(new CommandTimeout())), milliseconds);
    void answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
