import type { IncomingMessage, RequestListener } from 'node:http';
import type { GraphQLParams, YogaServerInstance } from 'graphql-yoga';
import type { GraphContext } from '../../../schema/context.ts';
import { schema } from '../../../schema/index.ts';
import { ANYONE, type Principal } from '../../access/principal.ts';
import { describeError } from '../../telemetry/logger.ts';
import { type Authenticator, authorizationOf, type Principals } from '../plugins/use-access-control.ts';
import type { CostCheck } from '../plugins/use-operation-cost.ts';
import { isJsonType, readParameters, readStream } from '../plugins/use-request-parameters.ts';
import type { TrafficLimiter } from '../plugins/use-traffic-limits.ts';
import { ResponseDependencies } from '../request/response-dependencies.ts';
import type { ServerContext } from '../request/server-context.ts';
import type { CompiledOperation, CompiledOperations } from './compiled-operations.ts';
import { ConnectionSignal } from './connection-signal.ts';
import { LightRequest } from './light-request.ts';
import type { ResponseCache, ResponseKey } from './response-cache.ts';
import { ResponsePartitions } from './response-partition.ts';
import { sendResponse } from './send-response.ts';
import {
  commonHeaders,
  createSendSuccess,
  type FastPathRequest,
  type SuccessResponseOptions,
  toSuccessResponse,
} from './success-response.ts';

export interface FastPathOptions extends SuccessResponseOptions {
  readonly yoga: YogaServerInstance<ServerContext, GraphContext>;
  readonly responseCache: ResponseCache;
  readonly compiledOperations: CompiledOperations;
  /** Changes when what has been learnt of answers so far holds no longer. */
  readonly generation: () => number;
  readonly contextOf: (request: Request, exchange: ServerContext) => GraphContext;
  readonly checkCost: CostCheck;
  readonly accessControl: Authenticator | undefined;
  readonly principals: Principals;
  readonly limiter: TrafficLimiter;
  readonly bodyBytes: number;
}

/** What a visitor asks, as far as it is known before the document has been looked at. */
interface ParsedRequest {
  readonly responseKey: ResponseKey;
  /** `null` of a body that the plugins have to look at, to refuse it. */
  readonly params: GraphQLParams | null;
  /** The one in which it was asked. */
  readonly generation: number;
}

/**
 * Answers the common request, a POST of JSON, past Yoga's adapter for Node: with an answer at hand, by an operation
 * that is known, or with the same plugins in the same order over a light request. Anything else goes to the adapter.
 * Whoever is refused, and whatever is not answered whole, is left to the plugins.
 */
export function createFastPath(options: FastPathOptions): RequestListener {
  const { yoga, responseCache, compiledOperations, limiter, principals, requestIds, bodyBytes, logger } =
    options;
  const partitions = new ResponsePartitions();
  const sendWhole = createSendSuccess(options);

  /** Who asks, let in; `null` for one that the plugins have to look at, to refuse. */
  function authenticate(exchange: FastPathRequest): Principal | null | Promise<Principal | null> {
    const { accessControl } = options;
    if (accessControl === undefined) return ANYONE;
    try {
      const principal = accessControl.authenticate(authorizationOf(exchange.request, exchange));
      return principal instanceof Promise ? principal.catch(() => null) : principal;
    } catch {
      return null;
    }
  }

  /** Counts whoever was let in; false for one that the plugins have to look at, to turn away. */
  function admit(principal: Principal, exchange: FastPathRequest): boolean {
    principals.set(exchange.request, principal);
    try {
      limiter.admit(exchange.request, exchange);
      return true;
    } catch {
      return false;
    }
  }

  /** Leaves the request to Yoga and its plugins, and learns from what they make of it. */
  async function ask({ request, ...exchange }: FastPathRequest, asked?: ParsedRequest): Promise<void> {
    const response = await yoga.handleRequest(request, exchange);
    const text = await sendResponse(response, exchange.res);
    if (text === null || asked === undefined || response.status !== 200) return;
    options.metrics.onFastPathResponse('executed');
    learn(asked, exchange.dependencies, commonHeaders(response.headers), text);
  }

  function learn(
    { responseKey, params, generation }: ParsedRequest,
    dependencies: ResponseDependencies | undefined,
    headers: string[],
    text: string,
  ): void {
    const operation = dependencies?.operation ?? null;
    if (dependencies === undefined || operation === null || generation !== options.generation()) return;
    if (params !== null)
      compiledOperations.record({ accept: responseKey.accept, params }, { ...operation, headers });
    if (dependencies.calls !== null)
      responseCache.set(responseKey, {
        ...toSuccessResponse(text, headers, operation.name),
        calls: dependencies.calls,
      });
  }

  /** Runs what is known. An answer that is not whole is made again by Yoga, of what has been loaded for it by then. */
  async function run(
    operation: CompiledOperation,
    exchange: FastPathRequest,
    asked: ParsedRequest,
  ): Promise<void> {
    const dependencies = new ResponseDependencies();
    exchange.dependencies = dependencies;
    const context = options.contextOf(exchange.request, exchange);
    const text = await wholeTextOf(operation, asked, context);
    if (text === null) {
      exchange.graphContext = context;
      return ask(exchange);
    }
    const answer = toSuccessResponse(text, operation.headers, operation.name);
    sendWhole(exchange, answer, context.metrics.upstreamRequests);
    options.metrics.onFastPathResponse('compiled');
    if (dependencies.calls !== null && asked.generation === options.generation())
      responseCache.set(asked.responseKey, { ...answer, calls: dependencies.calls });
  }

  /** `null` when Yoga has to say what is wrong. */
  async function wholeTextOf(
    operation: CompiledOperation,
    { params }: ParsedRequest,
    context: GraphContext,
  ): Promise<string | null> {
    const { document } = operation;
    const { operationName, variables } = params ?? {};
    const cost = { schema, document, operationName, variableValues: variables };
    if (options.checkCost(cost, context) !== null) return null;
    try {
      const result = await operation.run(context, variables);
      return result.errors === undefined ? JSON.stringify(result) : null;
    } catch {
      return null;
    }
  }

  async function proceed(
    whoAsks: Principal | null | Promise<Principal | null>,
    exchange: FastPathRequest,
  ): Promise<void> {
    const principal = whoAsks instanceof Promise ? await whoAsks : whoAsks;
    if (principal === null || !admit(principal, exchange)) return ask(exchange);
    const { req } = exchange;
    exchange.body = readStream(req, bodyBytes);
    let bytes: Buffer;
    try {
      bytes = await exchange.body;
    } catch {
      return ask(exchange);
    }
    const responseKey = {
      partition: partitions.of(principal),
      accept: req.headers.accept ?? '',
      body: bytes,
    };
    const answer = responseCache.get(responseKey);
    if (answer !== null) {
      options.metrics.onFastPathResponse('cached');
      return sendWhole(exchange, answer, 0);
    }
    const params = parseParameters(bytes);
    const asked = { responseKey, params, generation: options.generation() };
    const operation =
      params === null ? undefined : compiledOperations.find({ accept: responseKey.accept, params });
    if (operation !== undefined) return run(operation, exchange, asked);
    exchange.dependencies = new ResponseDependencies();
    return ask(exchange, asked);
  }

  function giveUp({ request, res }: FastPathRequest, error: unknown): void {
    logger.error({ requestId: requestIds.of(request), ...describeError(error) }, 'unexpected error');
    res.destroy();
  }

  return (req, res) => {
    if (!isEligible(req, bodyBytes)) return void yoga(req, res);
    const request = new LightRequest(req) as unknown as Request;
    const startedAt = performance.now();
    const exchange: FastPathRequest = {
      request,
      req,
      res,
      client: new ConnectionSignal(res),
      startedAt,
      body: undefined,
      dependencies: undefined,
      graphContext: undefined,
    };
    proceed(authenticate(exchange), exchange).catch((error: unknown) => giveUp(exchange, error));
  };
}

/** What `body` asks; `null` when that has to be refused, or is nothing that an operation can be known by. */
function parseParameters(body: Buffer): GraphQLParams | null {
  try {
    const params = readParameters(body);
    const { variables } = params;
    return variables === undefined || (typeof variables === 'object' && !Array.isArray(variables))
      ? params
      : null;
  } catch {
    return null;
  }
}

/** A POST whose body can be read as it comes, and is not too long. */
function isEligible({ method, url, headers }: IncomingMessage, bodyBytes: number): boolean {
  if (method !== 'POST' || url !== '/graphql') return false;
  const length = Number(headers['content-length']);
  return (
    length > 0 &&
    length <= bodyBytes &&
    headers['content-encoding'] === undefined &&
    isJsonType(headers['content-type'] ?? '')
  );
}
