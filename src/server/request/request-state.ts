import type { IncomingMessage, ServerResponse } from 'node:http';
import type { GraphContext } from '../../../schema/context.ts';
import { ANONYMOUS, type Principal } from '../../access/principal.ts';
import type { Span } from '../../domain/span.ts';
import { ConnectionSignal } from './connection-signal.ts';
import { requestIdFrom } from './request-id.ts';
import type { ResponseDependencies } from './response-dependencies.ts';

/** The result of the guard's checks: `null` for a request that passed, otherwise the error it is rejected with. */
export type GuardResult = { readonly error: unknown } | null;

/** A client's share of the rate limit. */
export interface ClientRate {
  /** Counts work beyond the operation itself, in operations. */
  charge(operations: number): void;
}

/**
 * Everything the server knows about one request, from its headers to its response. The guard, the fast path and the
 * plugins fill in each member once and read it from here, so that no step depends on which of them ran first.
 */
export class RequestState {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  /** `undefined` when requests are not traced. */
  readonly span: Span | undefined;
  /** When the headers had arrived, in milliseconds by `performance.now()`. */
  readonly startedAt = performance.now();
  readonly requestId: string;
  readonly connection: ConnectionSignal;
  /** `undefined` until the guard's checks have started. */
  guardResult: GuardResult | Promise<GuardResult> | undefined = undefined;
  /** The client; `undefined` until it has been authenticated. */
  principal: Principal | undefined = undefined;
  /** The reason why the credential was not accepted, in one word; `null` when it was accepted or has not been checked. */
  unauthenticatedReason: string | null = null;
  /** The client's share of the rate limit; `undefined` without such a limit, and until the request has been counted. */
  rate: ClientRate | undefined = undefined;
  /** Requests to providers that have been charged to `rate`. */
  chargedRequests = 0;
  /** The body; `undefined` until reading has started. */
  body: Promise<Buffer> | undefined = undefined;
  /** Records the cache entries that the response is built from; `undefined` when the response cannot be cached. */
  dependencies: ResponseDependencies | undefined = undefined;
  /** The context of the resolvers; `undefined` until the operation is about to run. */
  graphContext: GraphContext | undefined = undefined;

  constructor(req: IncomingMessage, res: ServerResponse, span: Span | undefined) {
    this.req = req;
    this.res = res;
    this.span = span;
    this.requestId = requestIdFrom(req.headers['x-request-id']);
    this.connection = new ConnectionSignal(req, res);
  }

  /** Counts further work of this request towards the rate limit of its client, in operations. */
  charge(operations: number): void {
    if (operations > 0) this.rate?.charge(operations);
  }

  /** The name of the client's credential, which is no secret; `undefined` for a client without a credential. */
  get clientName(): string | undefined {
    return this.principal === ANONYMOUS ? undefined : this.principal?.name;
  }
}
