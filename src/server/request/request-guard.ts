import type { GraphQLParams } from 'graphql-yoga';
import { ANYONE } from '../../access/principal.ts';
import { type Authenticator, authenticate } from './authentication.ts';
import type { ClientOf } from './client-address.ts';
import { countFailures } from './count-failures.ts';
import { checkCsrf } from './csrf-prevention.ts';
import { readBody } from './request-body.ts';
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
  readonly bodyBytes: number;
}

/**
 * Checks and reads a request up to its parameters, for the fast path and for Yoga's plugins alike. Access control comes
 * before the traffic limits, which count named clients by name and rejected ones by IP address; both come before anything but the headers is read.
 */
export class RequestGuard {
  readonly #checks: readonly Check[];
  readonly #bodyBytes: number;

  constructor({ accessControl, limiter, clientOf, bodyBytes }: RequestGuardOptions) {
    this.#bodyBytes = bodyBytes;
    this.#checks = [
      accessControl === undefined
        ? admitAnyone
        : (request, state) =>
            countFailures(
              () => authenticate(accessControl, request, state),
              () => limiter.admit(clientOf(request, state), state.res),
            ),
      (request, state) => limiter.admit(clientOf(request, state), state.res),
      checkCsrf,
      (request) => checkFormat(request, bodyBytes),
    ];
  }

  /** Runs the checks in their order, once a request. Synchronous unless authentication has to wait. Never throws. */
  check(request: ServerRequest, state: RequestState): GuardResult | Promise<GuardResult> {
    if (state.guardResult === undefined) state.guardResult = this.#checkFrom(0, request, state);
    return state.guardResult;
  }

  /** The body, which is read once. Rejects with a request error when it is too long or incomplete. */
  readBody(state: RequestState): Promise<Buffer> {
    state.body ??= readBody(state.req, this.#bodyBytes);
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

const rejection = (error: unknown): GuardResult => ({ error });

function admitAnyone(_request: ServerRequest, state: RequestState): void {
  state.principal = ANYONE;
}
