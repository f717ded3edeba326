import type { GraphQLParams } from 'graphql-yoga';
import { ANONYMOUS } from '../../access/principal.ts';
import { type Authenticator, authenticate } from './authentication.ts';
import type { ClientOf } from './client-address.ts';
import { checkCsrf } from './csrf-prevention.ts';
import { type BodyLimits, readBody } from './request-body.ts';
import { requestError } from './request-error.ts';
import { checkFormat } from './request-format.ts';
import { parametersOfBody, parametersOfUrl } from './request-parameters.ts';
import type { GuardResult, RequestState } from './request-state.ts';
import type { ServerRequest } from './server-request.ts';
import type { TrafficLimiter } from './traffic-limiter.ts';

/** One check of a request's headers. Throws, or rejects with, the error that the request is rejected with. */
type Check = (request: ServerRequest, state: RequestState) => void | Promise<void>;

export interface RequestGuardOptions {
  /** `undefined` when every client is admitted without a credential. */
  readonly accessControl: Authenticator | undefined;
  readonly limiter: TrafficLimiter;
  readonly clientOf: ClientOf;
  readonly body: BodyLimits;
}

/**
 * Checks and reads a request up to its parameters, for the fast path and for Yoga's plugins alike. Access control comes
 * before the traffic limits, which count named clients by name and rejected ones by IP address; both come before anything but the headers is read.
 */
export class RequestGuard {
  readonly #checks: readonly Check[];
  readonly #body: BodyLimits;

  constructor({ accessControl, limiter, clientOf, body }: RequestGuardOptions) {
    this.#body = body;
    const count: Check = (request, state) => limiter.admit(clientOf(request, state), state);
    this.#checks = [
      checkHeaderCount,
      accessControl === undefined
        ? admitAnyone
        : (request, state) => authenticateCounted(accessControl, count, { request, state }),
      count,
      checkCsrf,
      (request) => checkFormat(request, body.maxBytes),
    ];
  }

  /** Runs the checks in their order, once a request. Synchronous unless authentication has to wait. Never throws. */
  check(request: ServerRequest, state: RequestState): GuardResult | Promise<GuardResult> {
    if (state.guardResult === undefined) state.guardResult = this.#checkFrom(0, request, state);
    return state.guardResult;
  }

  /** The body, which is read once. Rejects with a request error when it is too long or incomplete. */
  readBody(state: RequestState): Promise<Buffer> {
    state.body ??= readBody(state, this.#body);
    return state.body;
  }

  /** The parameters in a GET's query string or a POST's body. Rejects with a request error when they cannot be read. */
  async readParameters({ method, url }: ServerRequest, state: RequestState): Promise<GraphQLParams> {
    return method === 'GET' ? parametersOfUrl(url) : parametersOfBody(await this.readBody(state));
  }

  #checkFrom(first: number, request: ServerRequest, state: RequestState): GuardResult | Promise<GuardResult> {
    try {
      for (let index = first; index < this.#checks.length; index += 1) {
        const pending = this.#checks[index]?.(request, state);
        if (pending !== undefined)
          return pending.then(() => this.#checkFrom(index + 1, request, state), rejection);
      }
      return null;
    } catch (error) {
      return { error };
    }
  }
}

/**
 * Node drops headers after the 2,000th, and with them the address that a proxy appends. No client needs half as many.
 * `rawHeaders` alternates names and values.
 */
function checkHeaderCount(_request: ServerRequest, { req }: RequestState): void {
  if (req.rawHeaders.length / 2 < MAX_HEADERS) return;
  throw requestError('BAD_REQUEST', `A request may have fewer than ${MAX_HEADERS} headers.`, { status: 431 });
}

const MAX_HEADERS = 1_000;

/** Authenticates a client. A request that fails counts towards the limits of its address, for it has no other name. */
function authenticateCounted(
  accessControl: Authenticator,
  count: Check,
  { request, state }: { readonly request: ServerRequest; readonly state: RequestState },
): void | Promise<void> {
  const onFailure = (error: unknown): never => {
    void count(request, state);
    throw error;
  };
  try {
    return authenticate(accessControl, request, state)?.catch(onFailure);
  } catch (error) {
    return onFailure(error);
  }
}

const rejection = (error: unknown): GuardResult => ({ error });

function admitAnyone(_request: ServerRequest, state: RequestState): void {
  state.principal = ANONYMOUS;
}
