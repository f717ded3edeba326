import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { GraphQLError } from 'graphql';
import { createYoga, type YogaServerInstance } from 'graphql-yoga';
import type { GraphContext } from '../../schema/context.ts';
import { schema } from '../../schema/index.ts';
import { type Disclosure, decideDisclosure } from '../config/endpoint-config.ts';
import type { Limits } from '../config/limits.ts';
import { MEBIBYTE } from '../config/mebibyte.ts';
import { systemClock } from '../domain/clock.ts';
import { describeError, type Logger } from '../telemetry/logger.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { App } from './compose.ts';
import type { EndpointOptions } from './endpoint-options.ts';
import { createFastPath } from './fast-path/fast-path.ts';
import { FastPathCaches } from './fast-path/fast-path-caches.ts';
import { isEligible } from './fast-path/is-eligible.ts';
import { LightRequest } from './fast-path/light-request.ts';
import { asksForPage, createGraphiql } from './pages/graphiql/graphiql-page.ts';
import { useAliasNames } from './plugins/use-alias-names.ts';
import { useAutomaticPersistedQueries } from './plugins/use-automatic-persisted-queries.ts';
import { useCors } from './plugins/use-cors.ts';
import { useDocumentCache } from './plugins/use-document-cache.ts';
import { useDocumentLimits } from './plugins/use-document-limits.ts';
import { useErrorMasking } from './plugins/use-error-masking.ts';
import { useOperationCost } from './plugins/use-operation-cost.ts';
import { useOperationMetrics } from './plugins/use-operation-metrics.ts';
import { useOperationTypes } from './plugins/use-operation-types.ts';
import { useParameterChecks } from './plugins/use-parameter-checks.ts';
import { useRequestGuard } from './plugins/use-request-guard.ts';
import { useRequestLog } from './plugins/use-request-log.ts';
import { useResponseDependencies } from './plugins/use-response-dependencies.ts';
import { useResponseLimits } from './plugins/use-response-limits.ts';
import { useSchemaDisclosure } from './plugins/use-schema-disclosure.ts';
import { useSecurityHeaders } from './plugins/use-security-headers.ts';
import { useSubscriptionLimit } from './plugins/use-subscription-limit.ts';
import { useTracing } from './plugins/use-tracing.ts';
import { useTrustedDocuments } from './plugins/use-trusted-documents.ts';
import { useVariableErrors } from './plugins/use-variable-errors.ts';
import type { Authenticator } from './request/authentication.ts';
import { type ClientOf, clientByAddress } from './request/client-address.ts';
import { createClientKey } from './request/client-key.ts';
import { type CorsHeaders, createCorsHeaders } from './request/cors-headers.ts';
import { type CostCheck, createCostCheck } from './request/cost-check.ts';
import type { OnUnexpected } from './request/mask-error.ts';
import { RequestGuard } from './request/request-guard.ts';
import { RequestMemory } from './request/request-memory.ts';
import { RequestState } from './request/request-state.ts';
import { ResponseMemory } from './request/response-memory.ts';
import type { ServerContext, ServerPlugin } from './request/server-context.ts';
import { TrafficLimiter } from './request/traffic-limiter.ts';
import { sendError } from './transport/send-error.ts';
import { ManifestFile } from './trusted-documents/manifest-file.ts';

/** Serves `/graphql`. */
export interface Endpoint extends RequestListener {
  /** Files of GraphiQL, by path. */
  readonly pages: Readonly<Record<string, RequestListener>>;
  /**
   * Counts the request of a page towards the same limits as operations. Returns the error that it is rejected with;
   * `null` when it may be served.
   */
  readonly admitPage: (request: IncomingMessage, response: ServerResponse) => GraphQLError | null;
  /** Stops following the manifest of trusted documents. */
  dispose(): Promise<void>;
}

/** The GraphQL endpoint. Throws `ManifestError` when the manifest of trusted documents cannot be used. */
export function createEndpoint(app: App, options: EndpointOptions): Endpoint {
  const { fastPath = true, spanOf } = options;
  const services = createServices(app, options);
  const disclosure = decideDisclosure((setting, fallback) => options[setting] ?? fallback, {
    open: options.accessControl === undefined,
    trustedDocuments: options.trustedDocuments !== undefined,
  });
  const yoga = createAdapter(options, services, disclosure);
  const graphiql = disclosure.graphiql ? createGraphiql(options.tabs) : null;
  const admitPage = createPageAdmission(services);
  const serveFast = createFastPath({ ...services, yoga, sendError });
  const { manifest } = services;
  const listener: RequestListener = (req, res) => {
    if (graphiql !== null && asksForPage(req)) {
      const rejection = admitPage(req, res);
      return rejection === null ? graphiql.page(req, res) : sendError(res, rejection);
    }
    manifest?.refresh(); // so that no cached response outlives the revocation of its document
    const state = new RequestState(req, res, spanOf?.(req));
    if (fastPath && isEligible(req)) serveFast(state);
    else void yoga(req, res, { state });
  };
  return Object.assign(listener, {
    pages: graphiql?.pages ?? {},
    admitPage,
    dispose: async () => yoga.dispose(),
  });
}

/** Pages need no credential, so their clients are counted by IP address. */
function createPageAdmission({ limiter, clientOf }: EndpointServices): Endpoint['admitPage'] {
  return (req, res) => {
    const state = new RequestState(req, res, undefined);
    try {
      limiter.admit(clientOf(new LightRequest(req), state), state);
      return null;
    } catch (error) {
      if (error instanceof GraphQLError) return error;
      throw error;
    }
  };
}

/** The services that the plugins and the fast path share. */
interface EndpointServices {
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly limits: Limits;
  readonly clientOf: ClientOf;
  readonly limiter: TrafficLimiter;
  readonly guard: RequestGuard;
  readonly corsHeaders: CorsHeaders;
  readonly caches: FastPathCaches;
  readonly checkCost: CostCheck;
  readonly responseMemory: ResponseMemory;
  /** The only documents that may run; `undefined` when any document may run. */
  readonly manifest: ManifestFile | undefined;
  /** The context of a request's resolvers, created once, so that a value that they have loaded is not loaded again. */
  readonly contextOf: (state: RequestState) => GraphContext;
}

/** The response cache may take this share of the cache's bytes in addition to them. */
const RESPONSE_CACHE_SHARE = 1 / 4;

/** The longest responses that may wait at once for clients to read them. */
const MAX_LARGE_RESPONSES = 3;

/**
 * Large bodies of providers whose values unfinished requests hold, which no cache bounds: one operation that read 250 calls
 * of 8 MB each exhausted the memory of a pod.
 */
const PROVIDER_BODIES = { maxBytes: 96 * MEBIBYTE, fromBytes: MEBIBYTE / 4 };

/** Long bodies of requests. Their values take as much again, and may take twice as much while they are read. */
const MAX_REQUEST_BODY_BYTES = 48 * MEBIBYTE;
const LONG_REQUEST_BODY_BYTES = 32 * 1_024;

function createServices(app: App, options: EndpointOptions): EndpointServices {
  const { logger, metrics, cache, config } = app;
  const { accessControl, compiledOperations, clientOf: addressOf = clientByAddress() } = options;
  const limits = { ...config.endpoint.limits, ...options.limits };
  const clientOf = createClientKey(addressOf, options.userHeader ?? null);
  const caches = new FastPathCaches({
    cache,
    maxResponseBytes: config.cacheMaxBytes * RESPONSE_CACHE_SHARE,
    compiledOperations,
  });
  const { trustedDocuments } = options;
  const limiter = new TrafficLimiter({ limits, isBusy: options.isBusy });
  const valueMemory = new RequestMemory(PROVIDER_BODIES);
  return {
    logger,
    metrics,
    limits,
    clientOf,
    limiter,
    guard: new RequestGuard({
      accessControl,
      limiter,
      clientOf,
      body: {
        maxBytes: limits.bodyBytes,
        memory: new RequestMemory({
          maxBytes: Math.max(MAX_REQUEST_BODY_BYTES, 2 * limits.bodyBytes),
          fromBytes: LONG_REQUEST_BODY_BYTES,
        }),
      },
    }),
    corsHeaders: createCorsHeaders(options.allowedOrigins ?? []),
    caches,
    manifest:
      trustedDocuments &&
      new ManifestFile({ ...trustedDocuments, logger, clock: systemClock, onChange: () => caches.clear() }),
    checkCost: createCostCheck(limits),
    responseMemory: new ResponseMemory(limits.responseBytes * MAX_LARGE_RESPONSES),
    contextOf: (state) => {
      state.graphContext ??= createContext(app, { accessControl, limits }, state, valueMemory);
      return state.graphContext;
    },
  };
}

function createContext(
  app: App,
  {
    accessControl,
    limits: { responseFields: maxResponseFields },
  }: { readonly accessControl: Authenticator | undefined; readonly limits: Limits },
  state: RequestState,
  valueMemory: RequestMemory,
): GraphContext {
  const { principal, connection, span, dependencies } = state;
  if (principal === undefined) throw new Error('The request has not passed the guard');
  const isAdmitted = (): boolean => accessControl?.isCurrent(principal) ?? true;
  const heldValues = valueMemory.forRequest(state);
  return app.createContext(connection, {
    principal,
    isAdmitted,
    span,
    dependencies,
    maxResponseFields,
    heldValues,
    owner: state.rate,
  });
}

function createAdapter(
  options: EndpointOptions,
  services: EndpointServices,
  disclosure: Disclosure,
): YogaServerInstance<ServerContext, GraphContext> {
  return createYoga<ServerContext, GraphContext>({
    schema,
    context: ({ state }) => services.contextOf(state),
    graphqlEndpoint: '/graphql',
    healthCheckEndpoint: ' ', // matches no URL; the default would match every URL that ends in /health
    landingPage: false,
    cors: false, // useCors
    multipart: false,
    logging: false, // useRequestLog
    maxRequestBodySize: false, // RequestGuard
    maskedErrors: false, // useErrorMasking
    parserAndValidationCache: false, // useDocumentCache
    plugins: pluginsInOrder(services, options, disclosure),
    graphiql: false, // createGraphiql
  });
}

/**
 * Every behaviour of the server outside the resolvers. Each hook runs in this order: the response's limits, error
 * masking and the log process a result before the others do, the guard runs before anything reads the parameters, and parameters are checked after
 * a hash has been replaced by its document.
 */
function pluginsInOrder(
  {
    logger,
    metrics,
    limits,
    clientOf,
    guard,
    corsHeaders,
    manifest,
    checkCost,
    responseMemory,
  }: EndpointServices,
  { spanOf, clientOf: addressOf = clientByAddress() }: EndpointOptions,
  disclosure: Disclosure,
): ServerPlugin[] {
  const onUnexpected: OnUnexpected = (error, requestId) => {
    logger.error({ requestId, ...describeError(error) }, 'unexpected error');
    metrics.onRequestError('INTERNAL_SERVER_ERROR');
  };
  return [
    ...(spanOf === undefined ? [] : [useTracing()]),
    useResponseLimits(limits, responseMemory),
    useErrorMasking(onUnexpected),
    useRequestLog(logger, addressOf),
    useOperationMetrics(metrics),
    useSecurityHeaders(),
    useCors(corsHeaders),
    useRequestGuard(guard),
    manifest === undefined ? useAutomaticPersistedQueries() : useTrustedDocuments(manifest),
    useParameterChecks(),
    useDocumentCache(),
    useSchemaDisclosure(disclosure),
    useOperationTypes(),
    useAliasNames(),
    useDocumentLimits(limits),
    useVariableErrors(),
    useOperationCost(checkCost),
    useSubscriptionLimit({ limits, clientOf }),
    useResponseDependencies(),
  ];
}
