import { setMaxListeners } from 'node:events';
import type { GraphContext } from '../../schema/context.ts';
import { providerBindings } from '../../schema/providers.ts';
import { ANYONE, type Principal } from '../access/principal.ts';
import { CallCache } from '../cache/upstream-cache.ts';
import type { Config } from '../config/config.ts';
import type { AbortSignalLike } from '../domain/abort-signal.ts';
import { type Clock, systemClock } from '../domain/clock.ts';
import type { Span } from '../domain/span.ts';
import { CallLoader } from '../loaders/call-loader.ts';
import { ReadTimeouts } from '../loaders/read-timeouts.ts';
import { createLogger, type Logger } from '../telemetry/logger.ts';
import { createMetrics, type Metrics } from '../telemetry/metrics.ts';
import type { ReadContext } from '../upstream/call-source.ts';
import type { Upstream } from '../upstream/upstream.ts';
import { Upstreams } from '../upstream/upstreams.ts';
import { type CreateSharedState, openSharedState } from './open-shared-state.ts';
import type { ResponseDependencies } from './request/response-dependencies.ts';
import {
  type ClientConnection,
  createSubscriptionLifetime,
  type Wait,
  waitByTimer,
} from './request/subscription-lifetime.ts';

/** Everything with state, made once and wired together. */
export interface App {
  readonly config: Config;
  readonly logger: Logger;
  readonly cache: CallCache;
  readonly metrics: Metrics;
  /** What one request's resolvers may reach. */
  readonly createContext: (client?: ClientConnection, visit?: Partial<RequestOptions>) => GraphContext;
  /** Ends answers that would go on, each with a reason, and lets none begin. */
  readonly endStreams: () => void;
  /** Resolves once what replicas share is reached, or after a moment. */
  readonly upstreams: () => Promise<void>;
  readonly close: () => void;
}

/** Who is asking, and whether they would still be let in. */
export interface RequestOptions {
  readonly principal: Principal;
  readonly isAdmitted: () => boolean;
  /** What the request's work is part of, where it is traced. */
  readonly span: Span | undefined;
  /** Takes note of what the answer is made of. */
  readonly dependencies?: ResponseDependencies | undefined;
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
const MAX_LOCK_WAIT_SHARE = 0.5;

/** A start does not wait longer than this for a Redis that may be down. */
const LONGEST_WAIT_FOR_REDIS_MS = 500;

const providers = providerBindings.map(({ provider }) => provider);

/** The composition root: settings in, a working gateway out. Nothing listens yet. */
export function compose(
  config: Config,
  options: ComposeOptions = {},
  { createSharedState }: OptionalParts = {},
): App {
  const clock = options.clock ?? systemClock;
  const wait = options.wait ?? waitByTimer;
  const stopping = new AbortController();
  setMaxListeners(0, stopping.signal); // one for each answer that waits for news
  const logger = options.logger ?? createLogger(config.logLevel);
  const metrics = createMetrics(() => ({
    providers: [...upstreamsOf(null)].map(([id, { status }]) => ({ id, status: status() })),
    cacheBytes: cache.bytes,
    cacheEntries: cache.entries,
  }));
  const shared = openSharedState(config, createSharedState, { metrics, logger });
  const cache = new CallCache({
    maxBytes: config.cacheMaxBytes,
    clock,
    ...(shared !== null && {
      shared: { cache: shared.cache, maxWaitMs: config.upstreamDeadlineMs * MAX_LOCK_WAIT_SHARE },
    }),
    onOutcome: (outcome, key) => metrics.onCacheRead(key.slice(0, key.indexOf(':')), outcome),
  });
  const upstreams = new Upstreams({
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

  const upstreamsByAccounts = new WeakMap<Config['accounts'], ReadonlyMap<string, Upstream>>();

  /** A client with accounts of its own has those only; everyone else has the server's. */
  function upstreamsOf(own: Principal['accounts']): ReadonlyMap<string, Upstream> {
    const accounts = own ?? config.accounts;
    const known = upstreamsByAccounts.get(accounts);
    if (known !== undefined) return known;
    const made = new Map(
      providers.map((provider) => [provider.id, upstreams.get(provider, accounts.get(provider.id))]),
    );
    upstreamsByAccounts.set(accounts, made);
    return made;
  }

  const statisticsFor =
    (dependencies: ResponseDependencies | undefined): NonNullable<GraphContext['providerStatistics']> =>
    (id) => {
      dependencies?.markUncacheable();
      return metrics.statisticsOf(id);
    };

  return {
    config,
    logger,
    cache,
    metrics,
    createContext: (
      client = {},
      { principal = ANYONE, isAdmitted = () => true, span, dependencies } = {},
    ) => {
      const upstreams = upstreamsOf(principal.accounts);
      const requestMetrics = { upstreamRequests: 0 };
      const reader = new RequestReadContext(client, requestMetrics, dependencies?.onCacheRead, span);
      const newLoaders = (): GraphContext['loaders'] => {
        const loaders: Record<string, CallLoader> = {};
        for (const [id, { source }] of upstreams) loaders[id] = new CallLoader(source, reader);
        return loaders;
      };
      return {
        metrics: requestMetrics,
        clock,
        scopes: principal.scopes,
        loaders: newLoaders(),
        newLoaders,
        readTimeouts: new ReadTimeouts(wait),
        subscriptionLifetime: createSubscriptionLifetime(
          { client, stopping: stopping.signal, isAdmitted },
          wait,
        ),
        providerStatus: (id) => {
          dependencies?.markUncacheable();
          return statusOf(upstreams, id);
        },
        providerStatistics: principal.accounts === null ? statisticsFor(dependencies) : null,
      };
    },
    endStreams: () => stopping.abort(),
    upstreams: async () => shared?.connected(LONGEST_WAIT_FOR_REDIS_MS),
    close: () => {
      upstreams.close();
      shared?.close();
    },
  };
}

/** Whoever waits for one request's answer. */
class RequestReadContext implements ReadContext {
  readonly onCacheRead: ReadContext['onCacheRead'];
  readonly span: Span | undefined;
  readonly onUpstreamRequest: () => void;
  readonly #client: ClientConnection;

  constructor(
    client: ClientConnection,
    metrics: { upstreamRequests: number },
    onCacheRead: ReadContext['onCacheRead'],
    span: Span | undefined,
  ) {
    this.#client = client;
    this.onCacheRead = onCacheRead;
    this.span = span;
    this.onUpstreamRequest = () => {
      metrics.upstreamRequests += 1;
    };
  }

  get signal(): AbortSignalLike | undefined {
    return this.#client.signal;
  }
}

function statusOf(upstreams: ReadonlyMap<string, Upstream>, id: string) {
  const provider = upstreams.get(id);
  if (provider === undefined) throw new Error(`${id} is not in the registry`);
  return provider.status();
}
