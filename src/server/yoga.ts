import type { RequestListener } from 'node:http';
import type { DocumentNode } from 'graphql';
import { createYoga, type YogaServerInstance } from 'graphql-yoga';
import { LRUCache } from 'lru-cache';
import type { GraphContext } from '../../schema/context.ts';
import { schema } from '../../schema/index.ts';
import { ANYONE } from '../access/principal.ts';
import { describeError, type Logger } from '../telemetry/logger.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { Switchboard } from './compose.ts';
import { AnswerStore } from './fast-lane/answer-store.ts';
import { createFastLane } from './fast-lane/fast-lane.ts';
import { KnownOperations } from './fast-lane/known-operations.ts';
import { graphiqlOptions } from './graphiql.ts';
import { DEFAULT_LIMITS, type Limits } from './limits.ts';
import type { OnUnexpected } from './mask-error.ts';
import { type ClientOf, clientByAddress } from './plugins/client-address.ts';
import { PerRequest } from './plugins/per-request.ts';
import { RequestIds } from './plugins/request-ids.ts';
import type { Exchange, ServerPlugin } from './plugins/server-plugin.ts';
import { type Authenticator, type Principals, useAccessControl } from './plugins/use-access-control.ts';
import { useAnswerTrace } from './plugins/use-answer-trace.ts';
import { useAutomaticPersistedQueries } from './plugins/use-automatic-persisted-queries.ts';
import { type CorsHeaders, createCorsHeaders, useCors } from './plugins/use-cors.ts';
import { useCsrfPrevention } from './plugins/use-csrf-prevention.ts';
import { useDocumentLimits } from './plugins/use-document-limits.ts';
import { useErrorMasking } from './plugins/use-error-masking.ts';
import { createRefusalOfCost, type RefusalOfCost, useOperationCost } from './plugins/use-operation-cost.ts';
import { useOperationMetrics } from './plugins/use-operation-metrics.ts';
import { useRequestLog } from './plugins/use-request-log.ts';
import { useRequestParameters } from './plugins/use-request-parameters.ts';
import { useSchemaDisclosure } from './plugins/use-schema-disclosure.ts';
import { useSecurityHeaders } from './plugins/use-security-headers.ts';
import { useSubscriptionLimit } from './plugins/use-subscription-limit.ts';
import { useTracing } from './plugins/use-tracing.ts';
import { TrafficLimiter, useTrafficLimits } from './plugins/use-traffic-limits.ts';
import { useTrustedDocuments } from './plugins/use-trusted-documents.ts';
import { useVariableErrors } from './plugins/use-variable-errors.ts';
import type { ServerSpans } from './server-spans.ts';

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
  readonly fastLane?: boolean;
  /** The operations that the fast lane runs compiled. Default: none yet. */
  readonly knownOperations?: KnownOperations;
  /** Limits other than those of `DEFAULT_LIMITS`. */
  readonly limits?: Partial<Limits>;
  /** Whose request it is that no credential names, for the limits per client. Default: by address, no proxy believed. */
  readonly clientOf?: ClientOf;
  /** Origins of pages on other sites that may ask the graph, such as `https://app.example.com`. Default: none. */
  readonly allowedOrigins?: readonly string[];
  /** The spans of the requests that come in. Default: nothing is traced. */
  readonly serverSpans?: ServerSpans;
  /** The manifest of the only documents that may run. Default: any document may. */
  readonly trustedDocuments?: { readonly path: string; readonly intervalMs?: number };
}

/** Answers what is sent to `/graphql`. */
export interface Endpoint extends RequestListener {
  /** Lets go of the files that it follows. */
  dispose(): Promise<void>;
}

/** The GraphQL endpoint. Throws `ManifestError` when the manifest of trusted documents cannot be used. */
export function createEndpoint(switchboard: Switchboard, options: EndpointOptions): Endpoint {
  const parts = createParts(switchboard, options);
  const yoga = createAdapter(options, parts);
  const { accessControl, serverSpans, fastLane = true } = options;
  const listener: RequestListener = fastLane
    ? createFastLane({ ...parts, yoga, accessControl, serverSpans, bodyBytes: parts.limits.bodyBytes })
    : (req, res) => void yoga(req, res);
  return Object.assign(listener, { dispose: async () => yoga.dispose() });
}

/** What plugins and fast lane have in common. */
interface Parts {
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly limits: Limits;
  readonly principals: Principals;
  readonly requestIds: RequestIds;
  readonly clientName: (request: Request) => string | undefined;
  readonly clientOf: ClientOf;
  readonly limiter: TrafficLimiter;
  readonly corsHeaders: CorsHeaders;
  readonly store: AnswerStore;
  readonly knownOperations: KnownOperations;
  readonly generation: () => number;
  /** Forgets what has been learnt of answers. */
  readonly forget: () => void;
  readonly refusalOfCost: RefusalOfCost;
  readonly contextOf: (request: Request, exchange: Exchange) => GraphContext;
}

function createParts(switchboard: Switchboard, options: EndpointOptions): Parts {
  const { logger, metrics, cache, config } = switchboard;
  const { accessControl, serverSpans } = options;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const principals: Principals = new PerRequest();
  const clientName = (request: Request): string | undefined => {
    const principal = principals.get(request);
    return principal === ANYONE ? undefined : principal?.name; // whom nobody asked is told apart by address
  };
  const unnamed = options.clientOf ?? clientByAddress();
  const clientOf: ClientOf = (request, exchange) => clientName(request) ?? unnamed(request, exchange);
  const contextOf: Parts['contextOf'] = (request, { req, trace, client = request }) => {
    const span = serverSpans?.of(req);
    if (accessControl === undefined) return switchboard.createContext(client, { span, trace });
    const principal = principals.get(request);
    if (principal === undefined) throw new Error('A request got past access control');
    const isAdmitted = (): boolean => accessControl.isCurrent(principal);
    return switchboard.createContext(client, { principal, isAdmitted, span, trace });
  };
  const store = new AnswerStore(cache, config.cacheMaxBytes * SHARE_OF_ANSWERS);
  const knownOperations = options.knownOperations ?? new KnownOperations();
  let generation = 0;
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
    store,
    knownOperations,
    generation: () => generation,
    forget: () => {
      generation += 1;
      store.clear();
      knownOperations.clear();
    },
    refusalOfCost: createRefusalOfCost(limits),
    contextOf,
  };
}

/** Of the bytes for calls, how many answers made of them may take besides. */
const SHARE_OF_ANSWERS = 1 / 4;

function createAdapter(options: EndpointOptions, parts: Parts): YogaServerInstance<Exchange, GraphContext> {
  const introspection = options.introspection ?? options.trustedDocuments === undefined;
  const showsGraphiql = options.graphiql ?? introspection;
  return createYoga<Exchange, GraphContext>({
    schema,
    context: ({ request, ...exchange }) => exchange.resolved ?? parts.contextOf(request, exchange),
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
      ...pluginsInOrder(parts, { ...options, introspection }),
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
  parts: Parts,
  options: EndpointOptions & { readonly introspection: boolean },
): ServerPlugin[] {
  const { introspection, suggestions = introspection, accessControl, trustedDocuments } = options;
  const { logger, limits, requestIds, principals, clientOf, forget } = parts;
  const onUnexpected: OnUnexpected = (error, requestId) =>
    logger.error({ requestId, ...describeError(error) }, 'unexpected error');
  return [
    useErrorMasking({ requestIds, onUnexpected }),
    useRequestLog(parts),
    useOperationMetrics(parts.metrics),
    useSecurityHeaders(),
    useCors(parts.corsHeaders),
    ...(accessControl === undefined ? [] : [useAccessControl(accessControl, principals)]),
    useTrafficLimits(parts.limiter),
    useCsrfPrevention(),
    trustedDocuments === undefined
      ? useAutomaticPersistedQueries()
      : useTrustedDocuments({ ...trustedDocuments, logger, onChange: forget }),
    useRequestParameters(limits),
    useSchemaDisclosure({ introspection, suggestions }),
    useDocumentLimits(limits),
    useOperationCost(parts.refusalOfCost),
    useSubscriptionLimit({ limits, clientOf }),
    useVariableErrors(),
    useAnswerTrace(),
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
