import type { IncomingMessage, RequestListener } from 'node:http';
import type { GraphQLParams, YogaServerInstance } from 'graphql-yoga';
import type { GraphContext } from '../../../schema/context.ts';
import { schema } from '../../../schema/index.ts';
import { ANYONE, type Principal } from '../../access/principal.ts';
import { describeError } from '../../telemetry/logger.ts';
import { AnswerTrace } from '../answer-trace.ts';
import type { Exchange } from '../plugins/server-plugin.ts';
import { type Authenticator, authorizationOf, type Principals } from '../plugins/use-access-control.ts';
import type { RefusalOfCost } from '../plugins/use-operation-cost.ts';
import { isJsonType, readParameters, readStream } from '../plugins/use-request-parameters.ts';
import type { TrafficLimiter } from '../plugins/use-traffic-limits.ts';
import type { AnswerStore, Question } from './answer-store.ts';
import type { KnownOperation, KnownOperations } from './known-operations.ts';
import { LaneClient } from './lane-client.ts';
import { LaneRequest } from './lane-request.ts';
import { send } from './send.ts';
import { Views } from './view.ts';
import {
  commonHeaders,
  createSendWhole,
  toWholeAnswer,
  type Visit,
  type WholeAnswersOptions,
} from './whole-answer.ts';

export interface FastLaneOptions extends WholeAnswersOptions {
  readonly yoga: YogaServerInstance<Exchange, GraphContext>;
  readonly store: AnswerStore;
  readonly knownOperations: KnownOperations;
  /** Changes when what has been learnt of answers so far holds no longer. */
  readonly generation: () => number;
  readonly contextOf: (request: Request, exchange: Exchange) => GraphContext;
  readonly refusalOfCost: RefusalOfCost;
  readonly accessControl: Authenticator | undefined;
  readonly principals: Principals;
  readonly limiter: TrafficLimiter;
  readonly bodyBytes: number;
}

/** What a visitor asks, as far as it is known before the document has been looked at. */
interface Asked {
  readonly question: Question;
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
export function createFastLane(options: FastLaneOptions): RequestListener {
  const { yoga, store, knownOperations, limiter, principals, requestIds, bodyBytes, logger } = options;
  const views = new Views();
  const sendWhole = createSendWhole(options);

  /** Who asks, let in; `null` for one that the plugins have to look at, to refuse. */
  function authenticate(visit: Visit): Principal | null | Promise<Principal | null> {
    const { accessControl } = options;
    if (accessControl === undefined) return ANYONE;
    try {
      const principal = accessControl.authenticate(authorizationOf(visit.request, visit));
      return principal instanceof Promise ? principal.catch(() => null) : principal;
    } catch {
      return null;
    }
  }

  /** Counts whoever was let in; false for one that the plugins have to look at, to turn away. */
  function admit(principal: Principal, visit: Visit): boolean {
    principals.set(visit.request, principal);
    try {
      limiter.admit(visit.request, visit);
      return true;
    } catch {
      return false;
    }
  }

  /** Leaves the request to Yoga and its plugins, and learns from what they make of it. */
  async function ask({ request, ...exchange }: Visit, asked?: Asked): Promise<void> {
    const response = await yoga.handleRequest(request, exchange);
    const text = await send(response, exchange.res);
    if (text === null || asked === undefined || response.status !== 200) return;
    learn(asked, exchange.trace, commonHeaders(response.headers), text);
  }

  function learn(
    { question, params, generation }: Asked,
    trace: AnswerTrace | undefined,
    headers: string[],
    text: string,
  ): void {
    const operation = trace?.operation ?? null;
    if (trace === undefined || operation === null || generation !== options.generation()) return;
    if (params !== null)
      knownOperations.learn({ accept: question.accept, params }, { ...operation, headers });
    if (trace.copies !== null)
      store.keep(question, { ...toWholeAnswer(text, headers, operation.name), copies: trace.copies });
  }

  /** Runs what is known. An answer that is not whole is made again by Yoga, of what has been loaded for it by then. */
  async function run(operation: KnownOperation, visit: Visit, asked: Asked): Promise<void> {
    const trace = new AnswerTrace();
    visit.trace = trace;
    const context = options.contextOf(visit.request, visit);
    const text = await wholeTextOf(operation, asked, context);
    if (text === null) {
      visit.resolved = context;
      return ask(visit);
    }
    const answer = toWholeAnswer(text, operation.headers, operation.name);
    sendWhole(visit, answer, context.metrics.upstreamRequests);
    if (trace.copies !== null && asked.generation === options.generation())
      store.keep(asked.question, { ...answer, copies: trace.copies });
  }

  /** `null` when Yoga has to say what is wrong. */
  async function wholeTextOf(
    operation: KnownOperation,
    { params }: Asked,
    context: GraphContext,
  ): Promise<string | null> {
    const { document } = operation;
    const { operationName, variables } = params ?? {};
    const cost = { schema, document, operationName, variableValues: variables };
    if (options.refusalOfCost(cost, context) !== null) return null;
    try {
      const result = await operation.run(context, variables);
      return result.errors === undefined ? JSON.stringify(result) : null;
    } catch {
      return null;
    }
  }

  async function proceed(whoAsks: Principal | null | Promise<Principal | null>, visit: Visit): Promise<void> {
    const principal = whoAsks instanceof Promise ? await whoAsks : whoAsks;
    if (principal === null || !admit(principal, visit)) return ask(visit);
    const { req } = visit;
    visit.body = readStream(req, bodyBytes);
    let bytes: Buffer;
    try {
      bytes = await visit.body;
    } catch {
      return ask(visit);
    }
    const question = { view: views.of(principal), accept: req.headers.accept ?? '', body: bytes };
    const answer = store.find(question);
    if (answer !== null) return sendWhole(visit, answer, 0);
    const params = parametersIn(bytes);
    const asked = { question, params, generation: options.generation() };
    const operation = params === null ? undefined : knownOperations.find({ accept: question.accept, params });
    if (operation !== undefined) return run(operation, visit, asked);
    visit.trace = new AnswerTrace();
    return ask(visit, asked);
  }

  function giveUp({ request, res }: Visit, error: unknown): void {
    logger.error({ requestId: requestIds.of(request), ...describeError(error) }, 'unexpected error');
    res.destroy();
  }

  return (req, res) => {
    if (!isCommon(req, bodyBytes)) return void yoga(req, res);
    const request = new LaneRequest(req) as unknown as Request;
    const startedAt = performance.now();
    const visit: Visit = {
      request,
      req,
      res,
      client: new LaneClient(res),
      startedAt,
      body: undefined,
      trace: undefined,
      resolved: undefined,
    };
    proceed(authenticate(visit), visit).catch((error: unknown) => giveUp(visit, error));
  };
}

/** What `body` asks; `null` when that has to be refused, or is nothing that an operation can be known by. */
function parametersIn(body: Buffer): GraphQLParams | null {
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
function isCommon({ method, url, headers }: IncomingMessage, bodyBytes: number): boolean {
  if (method !== 'POST' || url !== '/graphql') return false;
  const length = Number(headers['content-length']);
  return (
    length > 0 &&
    length <= bodyBytes &&
    headers['content-encoding'] === undefined &&
    isJsonType(headers['content-type'] ?? '')
  );
}
