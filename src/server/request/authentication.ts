import { AccessUnavailable } from '../../access/access-errors.ts';
import type { Principal } from '../../access/principal.ts';
import { Unauthenticated } from '../../domain/errors.ts';
import { requestError } from './request-error.ts';
import type { RequestState } from './request-state.ts';
import type { ServerRequest } from './server-request.ts';

/** Finds the principal of an `authorization` header. Throws or rejects with `Unauthenticated` or `AccessUnavailable`. */
export interface Authenticator {
  authenticate(authorization: string | undefined): Promise<Principal> | Principal;
  /** Whether a principal would still be admitted. Subscriptions check this again and again. */
  isCurrent(principal: Principal): boolean;
}

/** Sets the request's principal. Throws or rejects with a request error when the credential is not accepted. */
export function authenticate(
  accessControl: Authenticator,
  request: ServerRequest,
  state: RequestState,
): void | Promise<void> {
  try {
    const principal = accessControl.authenticate(authorizationOf(request, state));
    if (!(principal instanceof Promise)) {
      state.principal = principal;
      return;
    }
    return principal.then(
      (resolved) => {
        state.principal = resolved;
      },
      (error: unknown) => {
        throw toRequestError(error, state);
      },
    );
  } catch (error) {
    throw toRequestError(error, state);
  }
}

/** Every `Authorization` value sent, joined by commas. Node keeps only the first; a proxy in front may have checked another. */
function authorizationOf(request: ServerRequest, { req }: Pick<RequestState, 'req'>): string | undefined {
  return isSentOnce(req.rawHeaders)
    ? (request.headers.get(AUTHORIZATION) ?? undefined)
    : req.headersDistinct[AUTHORIZATION]?.join(', ');
}

/** `rawHeaders` alternates names and values. */
function isSentOnce(rawHeaders: readonly string[]): boolean {
  let count = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index];
    if (name?.length === AUTHORIZATION.length && name.toLowerCase() === AUTHORIZATION) count += 1;
  }
  return count === 1;
}

const AUTHORIZATION = 'authorization';

function toRequestError(error: unknown, state: RequestState): unknown {
  if (error instanceof Unauthenticated) {
    state.unauthenticatedReason = error.reason;
    return requestError('UNAUTHENTICATED', error.message, { headers: { 'www-authenticate': 'Bearer' } });
  }
  if (!(error instanceof AccessUnavailable)) return error;
  const { retryAfterSeconds } = error;
  return requestError(
    'ACCESS_UNAVAILABLE',
    `This server cannot check your credential at present. Try again in ${retryAfterSeconds} s.`,
    { headers: { 'retry-after': String(retryAfterSeconds) }, details: { retryAfterSeconds } },
  );
}
