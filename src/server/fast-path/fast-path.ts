import type { ServerResponse } from 'node:http';
import type { GraphQLError } from 'graphql';
import type { GraphQLParams, YogaServerInstance } from 'graphql-yoga';
import type { GraphContext } from '../../../schema/context.ts';
import { schema } from '../../../schema/index.ts';
import type { Limits } from '../../config/limits.ts';
import { describeError } from '../../telemetry/logger.ts';
import type { CostCheck } from '../request/cost-check.ts';
import { UNEXPECTED } from '../request/mask-error.ts';
import { requestError } from '../request/request-error.ts';
import type { RequestGuard } from '../request/request-guard.ts';
import { parametersOfBody } from '../request/request-parameters.ts';
import type { RequestState } from '../request/request-state.ts';
import { chargeResult } from '../request/request-work.ts';
import { countBytes } from '../request/response-bytes.ts';
import { ResponseDependencies } from '../request/response-dependencies.ts';
import { hasResponseEnded } from '../request/response-end.ts';
import type { ResponseMemory } from '../request/response-memory.ts';
import type { ServerContext } from '../request/server-context.ts';
import type { ServerRequest } from '../request/server-request.ts';
import { countValues } from '../request/variable-values.ts';
import type { CompiledOperation } from './compiled-operations.ts';
import type { FastPathCaches } from './fast-path-caches.ts';
import { LightRequest } from './light-request.ts';
import type { ResponseKey } from './response-cache.ts';
import { ResponsePartitions } from './response-partition.ts';
import { sendResponse } from './send-response.ts';
import {
  commonHeaders,
  createSendSuccess,
  type SuccessResponseOptions,
  toSuccessResponse,
} from './success-response.ts';

export interface FastPathOptions extends SuccessResponseOptions {
  readonly yoga: YogaServerInstance<ServerContext, GraphContext>;
  readonly guard: RequestGuard;
  readonly caches: FastPathCaches;
  readonly contextOf: (state: RequestState) => GraphContext;
  readonly checkCost: CostCheck;
  readonly limits: Pick<Limits, 'responseBytes'>;
  readonly responseMemory: ResponseMemory;
  /** Sends a request error outside GraphQL. */
  readonly sendError: (response: ServerResponse, error: GraphQLError) => void;
}

/** The most values of variables that a compiled operation reads: it collects the errors of all of them. */
const MAX_COMPILED_VALUES = 500;

/** The properties of a request that are known before its document has been parsed. */
interface ParsedRequest {
  readonly responseKey: ResponseKey;
  /** `null` when the plugins have to reject the parameters, or when they cannot identify an operation. */
  readonly params: GraphQLParams | null;
  /** The generation of the caches when the request began. */
  readonly generation: number;
}

/**
 * Serves an eligible request without Yoga's adapter for Node: from the response cache, by a compiled operation, or by
 * Yoga and its plugins over a light request. Yoga words every response that is not a complete success.
 */
export function createFastPath(options: FastPathOptions): (state: RequestState) => void {
  const { yoga, guard, caches, contextOf, checkCost, logger, metrics } = options;
  const { responseMemory, sendError } = options;
  const { responseBytes } = options.limits;
  const partitions = new ResponsePartitions();
  const sendSuccess = createSendSuccess(options);

  async function serve(request: ServerRequest, state: RequestState): Promise<void> {
    const result = guard.check(request, state);
    const rejection = result instanceof Promise ? await result : result;
    const { principal } = state;
    if (rejection !== null || principal === undefined) return runYoga(request, state);
    let body: Buffer;
    try {
      body = await guard.readBody(state);
    } catch {
      return runYoga(request, state);
    }
    const responseKey = {
      partition: partitions.of(principal),
      accept: state.req.headers.accept ?? '',
      body,
    };
    const cached = caches.responses.get(responseKey);
    if (cached !== null) {
      metrics.onFastPathResponse('cached');
      return sendSuccess(state, cached, 0);
    }
    const params = parseParameters(body);
    const parsed = { responseKey, params, generation: caches.generation };
    state.dependencies = new ResponseDependencies();
    const operation =
      params === null ? undefined : caches.operations.find({ accept: responseKey.accept, params });
    return operation === undefined || operation.backoff.skips()
      ? runYoga(request, state, parsed)
      : runCompiled(operation, request, state, parsed);
  }

  /** Leaves the request to Yoga and its plugins, and learns from their response when the request was `parsed`. */
  async function runYoga(request: ServerRequest, state: RequestState, parsed?: ParsedRequest): Promise<void> {
    // Yoga's type asks for a whole `Request`, of which it reads no more than `LightRequest` has.
    const response = await yoga.handleRequest(request as Request, { state });
    const text = await sendResponse(response, state);
    if (text === null || parsed === undefined || response.status !== 200) return;
    metrics.onFastPathResponse('executed');
    learn(parsed, state.dependencies, commonHeaders(response.headers), text);
  }

  function learn(
    { responseKey, params, generation }: ParsedRequest,
    dependencies: ResponseDependencies | undefined,
    headers: string[],
    text: string,
  ): void {
    const operation = dependencies?.operation ?? null;
    if (dependencies === undefined || operation === null || generation !== caches.generation) return;
    if (params !== null)
      caches.operations.record({ accept: responseKey.accept, params }, { ...operation, headers });
    if (dependencies.calls !== null)
      caches.responses.set(responseKey, {
        ...toSuccessResponse(text, headers, operation.name),
        calls: dependencies.calls,
      });
  }

  /** Runs a compiled operation. When its result is not a complete success, Yoga runs it again on what has been loaded. */
  async function runCompiled(
    operation: CompiledOperation,
    request: ServerRequest,
    state: RequestState,
    parsed: ParsedRequest,
  ): Promise<void> {
    const context = contextOf(state);
    const text = await successTextOf(operation, parsed, { context, state });
    if (text === null) {
      operation.backoff.onFailure();
      return runYoga(request, state);
    }
    operation.backoff.onSuccess();
    const response = toSuccessResponse(text, operation.headers, operation.name);
    sendSuccess(state, response, context.metrics.upstreamRequests);
    metrics.onFastPathResponse('compiled');
    const calls = state.dependencies?.calls ?? null;
    if (calls !== null && parsed.generation === caches.generation)
      caches.responses.set(parsed.responseKey, { ...response, calls });
  }

  /** `null` when the response has errors, which Yoga words, or when only Yoga may run the operation. */
  async function successTextOf(
    operation: CompiledOperation,
    { params }: ParsedRequest,
    { context, state }: { readonly context: GraphContext; readonly state: RequestState },
  ): Promise<string | null> {
    const { document } = operation;
    const { operationName, variables } = params ?? {};
    if (countValues(variables, MAX_COMPILED_VALUES) > MAX_COMPILED_VALUES) return null;
    const costed = { schema, document, operationName, variableValues: variables };
    if (checkCost(costed, context) !== null) return null;
    try {
      const result = await operation.run(context, variables);
      const bytes = countBytes(result.data, responseBytes);
      chargeResult(state, { bytes, errors: result.errors?.length ?? 0 });
      if (result.errors !== undefined) return null;
      return bytes <= responseBytes && responseMemory.hold(state, bytes) ? JSON.stringify(result) : null;
    } catch {
      return null;
    }
  }

  return (state) => {
    const { req, res, requestId } = state;
    serve(new LightRequest(req), state).catch((error: unknown) => {
      logger.error({ requestId, ...describeError(error) }, 'unexpected error');
      metrics.onRequestError('INTERNAL_SERVER_ERROR');
      if (res.headersSent || hasResponseEnded(req, res)) res.destroy();
      else sendError(res, requestError('INTERNAL_SERVER_ERROR', UNEXPECTED, { details: { requestId } }));
    });
  };
}

/** `null` when the plugins have to reject the parameters, or when they cannot identify an operation. */
function parseParameters(body: Buffer): GraphQLParams | null {
  try {
    const params = parametersOfBody(body);
    const { variables } = params;
    return variables === undefined || (typeof variables === 'object' && !Array.isArray(variables))
      ? params
      : null;
  } catch {
    return null;
  }
}
