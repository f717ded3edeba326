import type { RequestListener } from 'node:http';
import type { DocumentNode } from 'graphql';
import { createYoga, type YogaServerInstance } from 'graphql-yoga';
import { LRUCache } from 'lru-cache';
import type { GraphContext } from '../../schema/context.ts';
import { schema } from '../../schema/index.ts';
import { ANYONE } from '../access/principal.ts';
import { DEFAULT_LIMITS, type Limits } from '../config/limits.ts';
import { systemClock } from '../domain/clock.ts';
import { describeError, type Logger } from '../telemetry/logger.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { App } from './compose.ts';
import { CompiledOperations } from './fast-path/compiled-operations.ts';
import { createFastPath } from './fast-path/fast-path.ts';
import { ResponseCache } from './fast-path/response-cache.ts';
import { graphiqlOptions } from './pages/graphiql.ts';
import { type Authenticator, type Principals, useAccessControl } from './plugins/use-access-control.ts';
import { useAutomaticPersistedQueries } from './plugins/use-automatic-persisted-queries.ts';
import { type CorsHeaders, createCorsHeaders, useCors } from './plugins/use-cors.ts';
import { useCsrfPrevention } from './plugins/use-csrf-prevention.ts';
import { useDocumentLimits } from './plugins/use-document-limits.ts';
import { useErrorMasking } from './plugins/use-error-masking.ts';
import { type CostCheck, createCostCheck, useOperationCost } from './plugins/use-operation-cost.ts';
import { useOperationMetrics } from './plugins/use-operation-metrics.ts';
import { useRequestLog } from './plugins/use-request-log.ts';
import { useRequestParameters } from './plugins/use-request-parameters.ts';
import { useResponseDependencies } from './plugins/use-response-dependencies.ts';
import { useSchemaDisclosure } from './plugins/use-schema-disclosure.ts';
import { useSecurityHeaders } from './plugins/use-security-headers.ts';
import { useSubscriptionLimit } from './plugins/use-subscription-limit.ts';
import { useTracing } from './plugins/use-tracing.ts';
import { TrafficLimiter, useTrafficLimits } from './plugins/use-traffic-limits.ts';
import { useTrustedDocuments } from './plugins/use-trusted-documents.ts';
import { useVariableErrors } from './plugins/use-variable-errors.ts';
import { type ClientOf, clientByAddress } from './request/client-address.ts';
import type { OnUnexpected } from './request/mask-error.ts';
import { RequestIds } from './request/request-ids.ts';
import { RequestLocal } from './request/request-local.ts';
import type { ServerContext, ServerPlugin } from './request/server-context.ts';
import type { ServerSpans } from './server-spans.ts';
import { ManifestFile } from './trusted-documents/manifest-file.ts';

export interface EndpointOptions {
  /** What GraphiQL opens with. */
  readonly tabs: readonly { readonly query: string }[];
  /** Decides who may ask, and as whom. Default: anyone, as anyone. */
  readonly accessControl?: Authenticator;
  /** Whether `__schema`, `__type` and a router’s `_service` are answered. Default: yes, unless documents have to be trusted. */
  readonly introspection?: boolean;
  /** Whether an unknown name is answered with “Did you mean”. Default: as `introspection`. */
  readonly suggestions?: boolean;
  /** Whether browsers are given GraphiQL. Default: as `introspection`, without which it is of little use. */
  readonly graphiql?: boolean;
  /** Whether common requests go past Yoga’s adapter for Node, which answers the same. Default: yes. */
  readonly fastPath?: boolean;
  /** The operations that the fast lane runs compiled. Default: none yet. */
  readonly compiledOperations?: CompiledOperations;
  /** Limits other than those of `DEFAULT_LIMITS`. */
  readonly limits?: Partial<Limits>;
  /** Whose request it is that no credential names, for the limits per client. Default: by address, no proxy believed. */
  readonly clientOf?: ClientOf;
  /** Origins of pages on other sites that may ask the graph, such as `https://app.example.com`. Default: none. */
  readonly allowedOrigins?: readonly string[];
  /** The spans of the requests that come in. Default: nothing is traced. */
  readonly serverSpans?: ServerSpans;
  /** The manifest of the only documents that may run. Default: any document may. */
  readonly trustedDocuments?: { readonly path: string };
}

/** Answers what is sent to `/graphql`. */
export interface Endpoint extends RequestListener {
  /** Lets go of the files that it follows. */
  dispose(): Promise<void>;
}

/** The GraphQL endpoint. Throws `ManifestError` when the manifest of trusted documents cannot be used. */
export function createEndpoint(app: App, options: EndpointOptions): Endpoint {
  const services = createServices(app, options);
  const yoga = createAdapter(options, services);
  const { accessControl, serverSpans, fastPath = true } = options;
  const { manifest } = services;
  const respond: RequestListener = fastPath
    ? createFastPath({ ...services, yoga, accessControl, serverSpans, bodyBytes: services.limits.bodyBytes })
    : (req, res) => void yoga(req, res);
  const listener: RequestListener = (req, res) => {
    manifest?.refresh(); // so that no cached response outlives the revocation of its document
    respond(req, res);
  };
  return Object.assign(listener, { dispose: async () => yoga.dispose() });
}

/** What plugins and fast lane have in common. */
interface EndpointServices {
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly limits: Limits;
  readonly principals: Principals;
  readonly requestIds: RequestIds;
  readonly clientName: (request: Request) => string | undefined;
  readonly clientOf: ClientOf;
  readonly limiter: TrafficLimiter;
  readonly corsHeaders: CorsHeaders;
  readonly responseCache: ResponseCache;
  readonly compiledOperations: CompiledOperations;
  readonly generation: () => number;
  readonly checkCost: CostCheck;
  /** The only documents that may run; `undefined` when any document may. */
  readonly manifest: ManifestFile | undefined;
  readonly contextOf: (request: Request, exchange: ServerContext) => GraphContext;
}

function createServices(app: App, options: EndpointOptions): EndpointServices {
  const { logger, metrics, cache, config } = app;
  const { accessControl, serverSpans } = options;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const principals: Principals = new RequestLocal();
  const clientName = (request: Request): string | undefined => {
    const principal = principals.get(request);
    return principal === ANYONE ? undefined : principal?.name; // whom nobody asked is told apart by address
  };
  const unnamed = options.clientOf ?? clientByAddress();
  const clientOf: ClientOf = (request, exchange) => clientName(request) ?? unnamed(request, exchange);
  const contextOf: EndpointServices['contextOf'] = (request, { req, dependencies, client = request }) => {
    const span = serverSpans?.of(req);
    if (accessControl === undefined) return app.createContext(client, { span, dependencies });
    const principal = principals.get(request);
    if (principal === undefined) throw new Error('A request got past access control');
    const isAdmitted = (): boolean => accessControl.isCurrent(principal);
    return app.createContext(client, { principal, isAdmitted, span, dependencies });
  };
  const responseCache = new ResponseCache(cache, config.cacheMaxBytes * RESPONSE_CACHE_SHARE);
  const compiledOperations = options.compiledOperations ?? new CompiledOperations();
  let generation = 0;
  const forget = (): void => {
    generation += 1;
    responseCache.clear();
    compiledOperations.clear();
  };
  const { trustedDocuments } = options;
  return {
    logger,
    metrics,
    limits,
    principals,
    requestIds: new RequestIds(),
    clientName,
    clientOf,
    limiter: new TrafficLimiter({ limits, clientOf }),
    corsHeaders: createCorsHeaders(options.allowedOrigins ?? []),
    responseCache,
    compiledOperations,
    generation: () => generation,
    checkCost: createCostCheck(limits),
    manifest:
      trustedDocuments &&
      new ManifestFile({ ...trustedDocuments, logger, clock: systemClock, onChange: forget }),
    contextOf,
  };
}

/** Of the bytes for calls, how many answers made of them may take besides. */
const RESPONSE_CACHE_SHARE = 1 / 4;

function createAdapter(
  options: EndpointOptions,
  services: EndpointServices,
): YogaServerInstance<ServerContext, GraphContext> {
  const introspection = options.introspection ?? options.trustedDocuments === undefined;
  const showsGraphiql = options.graphiql ?? introspection;
  return createYoga<ServerContext, GraphContext>({
    schema,
    context: ({ request, ...exchange }) => exchange.graphContext ?? services.contextOf(request, exchange),
    graphqlEndpoint: '/graphql',
    healthCheckEndpoint: ' ', // in no URL: else any that ends in /health would be one
    landingPage: false,
    cors: false, // see useCors
    multipart: false,
    logging: false, // see useRequestLog
    maxRequestBodySize: false, // see useRequestParameters
    maskedErrors: false, // see useErrorMasking
    parserAndValidationCache: documentCaches(),
    plugins: [
      ...(options.serverSpans ? [useTracing(options.serverSpans)] : []),
      ...pluginsInOrder(services, { ...options, introspection }),
    ],
    graphiql: (request) => showsGraphiql && graphiqlOptions(options.tabs, request),
    renderGraphiQL: async (page) => {
      const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql'); // 9 MB: loaded by the first browser
      return renderGraphiQL(page);
    },
  });
}

/**
 * Every behaviour of the server that is not a resolver’s. Each hook runs in this order: the first two look at results
 * when all others are done with them, access is decided before clients are counted, and parameters are checked when
 * a hash has been replaced by its document.
 */
function pluginsInOrder(
  services: EndpointServices,
  options: EndpointOptions & { readonly introspection: boolean },
): ServerPlugin[] {
  const { introspection, suggestions = introspection, accessControl } = options;
  const { logger, limits, requestIds, principals, clientOf, manifest } = services;
  const onUnexpected: OnUnexpected = (error, requestId) =>
    logger.error({ requestId, ...describeError(error) }, 'unexpected error');
  return [
    useErrorMasking({ requestIds, onUnexpected }),
    useRequestLog(services),
    useOperationMetrics(services.metrics),
    useSecurityHeaders(),
    useCors(services.corsHeaders),
    ...(accessControl === undefined ? [] : [useAccessControl(accessControl, principals)]),
    useTrafficLimits(services.limiter),
    useCsrfPrevention(),
    manifest === undefined ? useAutomaticPersistedQueries() : useTrustedDocuments(manifest),
    useRequestParameters(limits),
    useSchemaDisclosure({ introspection, suggestions }),
    useDocumentLimits(limits),
    useOperationCost(services.checkCost),
    useSubscriptionLimit({ limits, clientOf }),
    useVariableErrors(),
    useResponseDependencies(),
  ];
}

/** Characters of source text that the parsed documents in memory may stand for; each takes 100 to 250 bytes. */
const MAX_DOCUMENT_CHARACTERS = 1_000_000;

/** Parsed documents, and the errors of those that cannot be parsed, bounded by size: they may be of any length. */
const documentCaches = (): {
  documentCache: LRUCache<string, DocumentNode>;
  errorCache: LRUCache<string, Error>;
} => ({
  documentCache: new LRUCache<string, DocumentNode>({
    maxSize: MAX_DOCUMENT_CHARACTERS,
    sizeCalculation: lengthOfText,
  }),
  errorCache: new LRUCache<string, Error>({
    maxSize: MAX_DOCUMENT_CHARACTERS,
    sizeCalculation: lengthOfText,
  }),
});

const lengthOfText = (_parsed: object, text: string): number => text.length + 1;
