import { setMaxListeners } from 'node:events';
import { callTypes } from '../../schema/call-types.ts';
import type { GraphContext } from '../../schema/context.ts';
import { ANYONE, type Principal } from '../access/principal.ts';
import { CallCache } from '../cache/call-cache.ts';
import type { Cancellation } from '../domain/cancellation.ts';
import { type Clock, systemClock } from '../domain/clock.ts';
import type { Span } from '../domain/span.ts';
import { CallLoader } from '../loaders/call-loader.ts';
import { createLogger, type Logger } from '../telemetry/logger.ts';
import { createMetrics, type Metrics } from '../telemetry/metrics.ts';
import type { Reader } from '../upstream/call-source.ts';
import type { ConnectedProvider } from '../upstream/connect-provider.ts';
import { Connections } from '../upstream/connections.ts';
import type { AnswerTrace } from './answer-trace.ts';
import { type Client, createAudience, type Wait, waitByTimer } from './audience.ts';
import type { Config } from './config.ts';
import { type CreateSharedState, openSharedState } from './open-shared-state.ts';

/** Everything with state, made once and wired together. */
export interface Switchboard {
  readonly config: Config;
  readonly logger: Logger;
  readonly cache: CallCache;
  readonly metrics: Metrics;
  /** What one request's resolvers may reach. */
  readonly createContext: (client?: Client, visit?: Partial<Visit>) => GraphContext;
  /** Ends answers that would go on, each with a reason, and lets none begin. */
  readonly endStreams: () => void;
  /** Resolves once what replicas share is reached, or after a moment. */
  readonly connected: () => Promise<void>;
  readonly close: () => void;
}

/** Who is asking, and whether they would still be let in. */
export interface Visit {
  readonly principal: Principal;
  readonly isAdmitted: () => boolean;
  /** What the request's work is part of, where it is traced. */
  readonly span: Span | undefined;
  /** Takes note of what the answer is made of. */
  readonly trace?: AnswerTrace | undefined;
}

export interface ComposeOptions {
  readonly clock?: Clock;
  readonly random?: () => number;
  readonly logger?: Logger;
  /** How answers that go on wait for news. */
  readonly wait?: Wait;
}

/** Parts whose code is loaded only when the settings ask for them. */
export interface OptionalParts {
  readonly createSharedState?: CreateSharedState;
}

/** The part of a deadline that may be spent waiting for another replica's flight: the rest is for a fetch of one's own. */
const PATIENCE = 0.5;

/** A start does not wait longer than this for a Redis that may be down. */
const LONGEST_WAIT_FOR_REDIS_MS = 500;

const providers = callTypes.map(({ provider }) => provider);

/** The composition root: settings in, a working gateway out. Nothing listens yet. */
export function compose(
  config: Config,
  options: ComposeOptions = {},
  { createSharedState }: OptionalParts = {},
): Switchboard {
  const clock = options.clock ?? systemClock;
  const wait = options.wait ?? waitByTimer;
  const stopping = new AbortController();
  setMaxListeners(0, stopping.signal); // one for each answer that waits for news
  const logger = options.logger ?? createLogger(config.logLevel);
  const metrics = createMetrics(() => ({
    providers: [...connectionsOf(null)].map(([id, { status }]) => ({ id, status: status() })),
    cacheBytes: cache.bytes,
    cacheEntries: cache.entries,
  }));
  const shared = openSharedState(config, createSharedState, { metrics, logger });
  const cache = new CallCache({
    maxBytes: config.cacheMaxBytes,
    clock,
    ...(shared !== null && {
      shared: { cache: shared.cache, patienceMs: config.upstreamDeadlineMs * PATIENCE },
    }),
    onOutcome: (outcome, key) => metrics.onCacheRead(key.slice(0, key.indexOf(':')), outcome),
  });
  const connections = new Connections({
    http: { maxBodyBytes: config.maxBodyBytes, perTryTimeoutMs: config.upstreamTimeoutMs },
    deadlineMs: config.upstreamDeadlineMs,
    retries: config.upstreamRetries,
    maxQueued: config.upstreamMaxQueued,
    requestsPerSecond: config.requestsPerSecond,
    concurrency: config.concurrency,
    cache,
    ...(shared !== null && { limitOf: shared.limitOf }),
    clock,
    random: options.random ?? Math.random,
    onAttempt: metrics.onAttempt,
  });

  const connectedAs = new WeakMap<Config['accounts'], ReadonlyMap<string, ConnectedProvider>>();

  /** A client with accounts of its own has those only; everyone else has the server's. */
  function connectionsOf(own: Principal['accounts']): ReadonlyMap<string, ConnectedProvider> {
    const accounts = own ?? config.accounts;
    const known = connectedAs.get(accounts);
    if (known !== undefined) return known;
    const made = new Map(
      providers.map((provider) => [provider.id, connections.get(provider, accounts.get(provider.id))]),
    );
    connectedAs.set(accounts, made);
    return made;
  }

  const statisticsFor =
    (trace: AnswerTrace | undefined): NonNullable<GraphContext['providerStatistics']> =>
    (id) => {
      trace?.onPassing();
      return metrics.statisticsOf(id);
    };

  return {
    config,
    logger,
    cache,
    metrics,
    createContext: (client = {}, { principal = ANYONE, isAdmitted = () => true, span, trace } = {}) => {
      const connected = connectionsOf(principal.accounts);
      const requestMetrics = { upstreamRequests: 0 };
      const reader = new RequestReader(client, requestMetrics, trace?.onServed, span);
      const newLoaders = (): GraphContext['loaders'] => {
        const loaders: Record<string, CallLoader> = {};
        for (const [id, { source }] of connected) loaders[id] = new CallLoader(source, reader);
        return loaders;
      };
      return {
        metrics: requestMetrics,
        clock,
        scopes: principal.scopes,
        loaders: newLoaders(),
        newLoaders,
        audience: createAudience({ client, stopping: stopping.signal, isAdmitted }, wait),
        providerStatus: (id) => {
          trace?.onPassing();
          return statusOf(connected, id);
        },
        providerStatistics: principal.accounts === null ? statisticsFor(trace) : null,
      };
    },
    endStreams: () => stopping.abort(),
    connected: async () => shared?.connected(LONGEST_WAIT_FOR_REDIS_MS),
    close: () => {
      connections.close();
      shared?.close();
    },
  };
}

/** Whoever waits for one request's answer. */
class RequestReader implements Reader {
  readonly onServed: Reader['onServed'];
  readonly span: Span | undefined;
  readonly onUpstreamRequest: () => void;
  readonly #client: Client;

  constructor(
    client: Client,
    metrics: { upstreamRequests: number },
    onServed: Reader['onServed'],
    span: Span | undefined,
  ) {
    this.#client = client;
    this.onServed = onServed;
    this.span = span;
    this.onUpstreamRequest = () => {
      metrics.upstreamRequests += 1;
    };
  }

  get signal(): Cancellation | undefined {
    return this.#client.signal;
  }
}

function statusOf(connected: ReadonlyMap<string, ConnectedProvider>, id: string) {
  const provider = connected.get(id);
  if (provider === undefined) throw new Error(`${id} is not in the registry`);
  return provider.status();
}
