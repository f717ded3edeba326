import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { YogaServerInstance } from 'graphql-yoga';
import type { GraphContext } from '../../../schema/context.ts';
import { ANYONE, type Principal } from '../../access/principal.ts';
import { describeError, type Logger } from '../../telemetry/logger.ts';
import type { Metrics } from '../../telemetry/metrics.ts';
import { AnswerTrace } from '../answer-trace.ts';
import type { NamedOperation } from '../plugins/operation-facts.ts';
import type { RequestIds } from '../plugins/request-ids.ts';
import type { Exchange } from '../plugins/server-plugin.ts';
import { type Authenticator, authorizationOf, type Principals } from '../plugins/use-access-control.ts';
import type { CorsHeaders } from '../plugins/use-cors.ts';
import { millisecondsSince, writeRequestLine } from '../plugins/use-request-log.ts';
import { isJsonType, readStream } from '../plugins/use-request-parameters.ts';
import type { TrafficLimiter } from '../plugins/use-traffic-limits.ts';
import type { ServerSpans } from '../server-spans.ts';
import type { AnswerStore, Question, StoredAnswer } from './answer-store.ts';
import { LaneRequest } from './lane-request.ts';
import { send } from './send.ts';
import { Views } from './view.ts';

export interface FastLaneOptions {
  readonly yoga: YogaServerInstance<Exchange, GraphContext>;
  readonly store: AnswerStore;
  readonly accessControl: Authenticator | undefined;
  readonly principals: Principals;
  readonly limiter: TrafficLimiter;
  readonly requestIds: RequestIds;
  readonly clientName: (request: Request) => string | undefined;
  readonly corsHeaders: CorsHeaders;
  readonly bodyBytes: number;
  readonly logger: Logger;
  readonly metrics: Pick<Metrics, 'onOperation'>;
  readonly serverSpans: ServerSpans | undefined;
}

/** Both ends of an exchange over Node’s HTTP server. */
interface Http {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
}

/**
 * Answers the common request, a POST of JSON, past Yoga's adapter for Node: with the same plugins in the same order,
 * over a light request, or with an answer at hand that they would come to again. Anything else goes to the adapter.
 * Whoever is refused, is refused by the plugins.
 */
export function createFastLane(options: FastLaneOptions): RequestListener {
  const { yoga, store, limiter, principals, requestIds, corsHeaders, bodyBytes, logger } = options;
  const views = new Views();

  /** Who asks, let in and counted; `null` for one that the plugins have to look at, to refuse or to wait for. */
  function admit(request: Request, exchange: Exchange): Principal | null {
    try {
      const principal = authenticate(request, exchange);
      if (principal === null) return null;
      principals.set(request, principal);
      limiter.admit(request, exchange);
      return principal;
    } catch {
      return null;
    }
  }

  function authenticate(request: Request, exchange: Exchange): Principal | null {
    const { accessControl } = options;
    if (accessControl === undefined) return ANYONE;
    const principal = accessControl.authenticate(authorizationOf(request, exchange));
    if (!(principal instanceof Promise)) return principal;
    principal.catch(() => {}); // the plugin asks again, and is told the same
    return null;
  }

  async function answer(request: Request, exchange: Exchange & Http, question?: Question): Promise<void> {
    const { res, trace } = exchange;
    try {
      const response = await yoga.handleRequest(request, exchange);
      const text = await send(response, res);
      if (text !== null && question !== undefined && trace !== undefined && response.status === 200)
        keep(question, trace, response.headers, text);
    } catch (error) {
      logger.error({ requestId: requestIds.of(request), ...describeError(error) }, 'unexpected error');
      res.destroy();
    }
  }

  function keep(question: Question, trace: AnswerTrace, headers: Headers, text: string): void {
    const { copies, operation } = trace;
    if (copies === null || operation === null) return;
    const kept: string[] = [];
    headers.forEach((value, name) => {
      if (!isOfOneRequest(name)) kept.push(name, value);
    });
    const length = Buffer.byteLength(text);
    store.keep(question, {
      text,
      encoding: length === text.length ? 'latin1' : 'utf8',
      headers: [...kept, 'content-length', String(length)],
      operation,
      copies,
    });
  }

  function answerAgain(known: StoredAnswer, request: Request, { req, res }: Http, startedAt: number): void {
    const requestId = requestIds.of(request);
    const headers = [...known.headers, 'x-request-id', requestId];
    for (const [name, value] of corsHeaders(request.headers.get('origin'))) headers.push(name, value);
    res.writeHead(200, headers);
    res.end(known.text, known.encoding);
    options.metrics.onOperation('ok', (performance.now() - startedAt) / 1_000);
    options.serverSpans?.of(req)?.set(describeOperation(known.operation));
    if (!logger.isLevelEnabled('info')) return;
    writeRequestLine(logger, {
      requestId,
      client: options.clientName(request),
      ...known.operation,
      outcome: 'ok',
      status: 200,
      durationMs: millisecondsSince(startedAt),
      upstreamRequests: 0,
    });
  }

  return (req, res) => {
    if (!isCommon(req, bodyBytes)) return void yoga(req, res);
    const startedAt = performance.now();
    const request = new LaneRequest(req, res) as unknown as Request;
    const principal = admit(request, { req, res });
    if (principal === null) return void answer(request, { req, res });
    const reading = readStream(req, bodyBytes);
    const onBody = (body: Buffer): void => {
      const question = { view: views.of(principal), accept: req.headers.accept ?? '', body };
      const known = store.find(question);
      if (known !== null) answerAgain(known, request, { req, res }, startedAt);
      else void answer(request, { req, res, body: reading, trace: new AnswerTrace() }, question);
    };
    reading.then(onBody, () => void answer(request, { req, res, body: reading }));
  };
}

/** What a span says of an operation that was answered whole. */
const describeOperation = ({ operationType, operationName }: NamedOperation): Record<string, string> => ({
  'switchboard.outcome': 'ok',
  ...(operationType !== undefined && { 'graphql.operation.type': operationType }),
  ...(operationName !== undefined && { 'graphql.operation.name': operationName }),
});

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

/** Headers that say something of the one request that was answered. */
const isOfOneRequest = (name: string): boolean =>
  name === 'x-request-id' ||
  name === 'vary' ||
  name === 'content-length' ||
  name.startsWith('access-control-');
