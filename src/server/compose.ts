import { setMaxListeners } from 'node:events';
import type { GraphContext } from '../../schema/context.ts';
import { providers } from '../../schema/providers.ts';
import { ANONYMOUS, type Principal } from '../access/principal.ts';
import { UpstreamCache } from '../cache/upstream-cache.ts';
import type { Config } from '../config/config.ts';
import type { Account } from '../domain/account.ts';
import { type Clock, systemClock } from '../domain/clock.ts';
import type { ProviderStatus } from '../domain/provider-status.ts';
import { NO_SPAN, type Span } from '../domain/span.ts';
import { delay, type Wait } from '../domain/timing.ts';
import { CallLoader } from '../loaders/call-loader.ts';
import { CallLogLoader } from '../loaders/call-log-loader.ts';
import { ReadTimeouts } from '../loaders/read-timeouts.ts';
import { hasRecordingEndpoint } from '../providers/has-recording-endpoint.ts';
import type { Provider } from '../providers/provider.ts';
import { openStandardOutput } from '../telemetry/log-output.ts';
import { createLogger, type Logger } from '../telemetry/logger.ts';
import { createMetrics, type Metrics } from '../telemetry/metrics.ts';
import { logProviderEvent } from '../telemetry/provider-event-log.ts';
import type { Upstream } from '../upstream/upstream.ts';
import { Upstreams } from '../upstream/upstreams.ts';
import { memoizeVcon } from '../vcon/memoize-vcon.ts';
import { type CreateSharedState, openSharedState } from './open-shared-state.ts';
import { createRecordingsEndpoint, type RecordingsEndpoint } from './recordings-endpoint.ts';
import { createRecordingsResolver } from './recordings-resolver.ts';
import { RequestCounts } from './request/request-counts.ts';
import { REQUEST_ERRORS } from './request/request-error.ts';
import type { HeldBytes } from './request/request-memory.ts';
import { RequestReadContext } from './request/request-read-context.ts';
import type { ResponseDependencies } from './request/response-dependencies.ts';
import { ResponseErrors } from './request/response-errors.ts';
import { ResponseFields } from './request/response-fields.ts';
import { type ClientConnection, createSubscriptionLifetime } from './request/subscription-lifetime.ts';

/** Every stateful part of the server, created once and wired together. */
export interface App {
  readonly config: Config;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly cache: UpstreamCache;
  readonly metrics: Metrics;
  /** Signs links to recordings, and serves what is behind them. */
  readonly recordings: RecordingsEndpoint;
  /** Every provider of the registry. */
  readonly providers: readonly Provider[];
  /** The status of a provider under the server's own account. */
  readonly providerStatus: (providerId: string) => ProviderStatus;
  /** The context of one request's resolvers. */
  readonly createContext: (client?: ClientConnection, options?: Partial<RequestOptions>) => GraphContext;
  /** Ends every subscription with a reason, and lets none begin. */
  readonly endStreams: () => void;
  /** Keeps the upstreams of the server's accounts and of `accounts`; closes all others once they are idle. */
  readonly retainAccounts: (accounts: Iterable<Account>) => void;
  /** Resolves once the shared Redis is connected, or after a moment. */
  readonly connected: () => Promise<void>;
  readonly close: () => void;
}

/** The inputs of a context besides the client's connection. */
export interface RequestOptions {
  /** Identifies the client where its requests to providers have to wait. Default: each request is a client of its own. */
  readonly owner: object | undefined;
  readonly heldValues: HeldBytes;
  readonly principal: Principal;
  /** Whether access control would still admit the principal. */
  readonly isAdmitted: () => boolean;
  /** The request's span, where it is traced. */
  readonly span: Span | undefined;
  /** Records the cache entries that the response is built from. */
  readonly dependencies?: ResponseDependencies | undefined;
  /** The most fields of the response. Default: the configured number. */
  readonly maxResponseFields?: number;
}

export interface ComposeOptions {
  readonly clock?: Clock;
  readonly random?: () => number;
  readonly logger?: Logger;
  /** Waits until a subscription polls again. */
  readonly wait?: Wait;
}

/** Parts whose code is loaded only when the configuration asks for them. */
export interface OptionalParts {
  readonly createSharedState?: CreateSharedState;
}

/** The share of a deadline that may be spent waiting for another replica's flight. The rest is left for an own fetch. */
const MAX_LOCK_WAIT_SHARE = 0.5;

/** The longest that a start waits for a Redis that may be down. */
const MAX_REDIS_WAIT_MS = 500;

/** The composition root: creates an app from its configuration. Nothing listens yet. */
export function compose(
  config: Config,
  options: ComposeOptions = {},
  { createSharedState }: OptionalParts = {},
): App {
  const clock = options.clock ?? systemClock;
  const wait = options.wait ?? delay;
  const stopping = new AbortController();
  setMaxListeners(0, stopping.signal); // each waiting subscription adds a listener
  const logOutput = openStandardOutput();
  const logger = options.logger ?? createLogger(config.logLevel, logOutput);
  const metrics = createMetrics(
    () => ({
      providers: [...upstreamsOf(null)].map(([id, { status }]) => ({ id, status: status() })),
      cacheBytes: cache.bytes,
      cacheEntries: cache.entries,
      logLinesDropped: logOutput.dropped,
      recordingsInFlight: recordings.places.taken,
    }),
    {
      version: config.version,
      errorCodes: Object.keys(REQUEST_ERRORS),
      operations: providers.flatMap(({ id, getCall }) =>
        getCall.map(({ name }) => ({ provider: id, endpoint: name })),
      ),
    },
  );
  const shared = openSharedState(config, createSharedState, { metrics, logger });
  const cache = new UpstreamCache({
    maxBytes: config.cacheMaxBytes,
    clock,
    ...(shared !== null && {
      shared: { cache: shared.cache, maxWaitMs: config.upstream.deadlineMs * MAX_LOCK_WAIT_SHARE },
    }),
    onOutcome: (outcome, provider) => metrics.onCacheRead(provider, outcome),
  });
  const upstreams = new Upstreams({
    settings: config.upstream,
    cache,
    ...(shared !== null && { limitOf: shared.limitOf }),
    clock,
    random: options.random ?? Math.random,
    onAttempt: metrics.onAttempt,
    onEvent: (provider, { fingerprint }, event) => {
      const owner = config.accounts.get(provider)?.fingerprint === fingerprint ? 'server' : 'client';
      logProviderEvent(logger, provider, owner, event);
    },
  });

  const connect = (accounts: Config['accounts']): ReadonlyMap<string, Upstream> =>
    new Map(providers.map((provider) => [provider.id, upstreams.get(provider, accounts.get(provider.id))]));
  const serverUpstreams = connect(config.accounts);

  /** A client with accounts of its own uses those only; any other client uses the server's. */
  const upstreamsOf = (own: Principal['accounts']): ReadonlyMap<string, Upstream> =>
    own === null ? serverUpstreams : connect(own);

  const withRecordingEndpoint = new Set(providers.filter(hasRecordingEndpoint).map(({ id }) => id));
  let accountsInUse = byFingerprint(config.accounts.values());
  const recordings = createRecordingsEndpoint({
    config,
    clock,
    logger,
    metrics,
    resolve: createRecordingsResolver({
      accountOf: (fingerprint) => accountsInUse.get(fingerprint),
      upstreamOf: (id, account) => {
        const provider = providers.find((each) => each.id === id);
        return provider && upstreams.get(provider, account);
      },
    }),
  });

  const statisticsFor =
    (dependencies: ResponseDependencies | undefined): NonNullable<GraphContext['providerStatistics']> =>
    (id) => {
      dependencies?.markUncacheable();
      return metrics.statisticsOf(id);
    };

  return {
    config,
    clock,
    logger,
    cache,
    metrics,
    recordings,
    providers,
    providerStatus: (id) => statusOf(upstreamsOf(null), id),
    createContext: (
      client = {},
      {
        principal = ANONYMOUS,
        isAdmitted = () => true,
        span = NO_SPAN,
        dependencies,
        maxResponseFields,
        heldValues,
        owner,
      } = {},
    ) => {
      const upstreams = upstreamsOf(principal.accounts);
      const requestMetrics = new RequestCounts();
      const reader = new RequestReadContext(
        client,
        requestMetrics,
        dependencies?.onCacheRead,
        span,
        heldValues,
        owner,
      );
      const newLoaders = (): GraphContext['loaders'] => {
        heldValues?.release();
        const loaders: Record<string, CallLoader> = {};
        for (const [id, { source }] of upstreams) loaders[id] = new CallLoader(source, reader);
        return loaders;
      };
      return {
        metrics: requestMetrics,
        responseFields: new ResponseFields(maxResponseFields ?? config.endpoint.limits.responseFields, () =>
          client.callOff?.(),
        ),
        responseErrors: new ResponseErrors(),
        clock,
        scopes: principal.scopes,
        loaders: newLoaders(),
        callLog: new CallLogLoader(upstreams, reader, config.endpoint.limits.callLogRequests),
        newLoaders,
        readTimeouts: new ReadTimeouts(wait),
        subscriptionLifetime: createSubscriptionLifetime(
          { client, stopping: stopping.signal, isAdmitted },
          wait,
        ),
        playback: {
          hasEndpoint: (id) => withRecordingEndpoint.has(id),
          linkTo: ({ provider, providerCallId }) => {
            dependencies?.markUncacheable(); // the link of a later moment is another one
            const accountFingerprint = (principal.accounts ?? config.accounts).get(provider)?.fingerprint;
            if (accountFingerprint === undefined) return null;
            const scope = 'calls:content';
            return recordings.links.sign({ provider, providerCallId, accountFingerprint, scope });
          },
        },
        toVcon: memoizeVcon(() => new URL(recordings.publicUrl()).hostname),
        providerStatus: (id) => {
          dependencies?.markUncacheable();
          return statusOf(upstreams, id);
        },
        providerStatistics: principal.accounts === null ? statisticsFor(dependencies) : null,
      };
    },
    endStreams: () => stopping.abort(),
    retainAccounts: (accounts) => {
      const retained = [...config.accounts.values(), ...accounts];
      accountsInUse = byFingerprint(retained);
      upstreams.retain(retained);
    },
    connected: async () => shared?.connected(MAX_REDIS_WAIT_MS),
    close: () => {
      upstreams.close();
      shared?.close();
    },
  };
}

const byFingerprint = (accounts: Iterable<Account>): ReadonlyMap<string, Account> =>
  new Map(Array.from(accounts, (account) => [account.fingerprint, account]));

function statusOf(upstreams: ReadonlyMap<string, Upstream>, id: string): ProviderStatus {
  const upstream = upstreams.get(id);
  if (upstream === undefined) throw new Error(`The registry has no provider ${id}`);
  return upstream.status();
}
