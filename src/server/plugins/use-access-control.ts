import { AccessUnavailable } from '../../access/access-errors.ts';
import type { Principal } from '../../access/principal.ts';
import { Unauthenticated } from '../../domain/errors.ts';
import { requestError } from '../request/request-error.ts';
import type { RequestLocal } from '../request/request-local.ts';
import type { ServerContext, ServerPlugin } from '../request/server-context.ts';

/** Says who sent an `authorization` header. Throws or rejects with `Unauthenticated` or `AccessUnavailable`. */
export interface Authenticator {
  authenticate(authorization: string | undefined): Promise<Principal> | Principal;
  /** Whether a principal would still be let in, which is asked while an answer goes on. */
  isCurrent(principal: Principal): boolean;
}

/** Who sent each request that has been let in, where that is known. */
export type Principals = RequestLocal<Principal>;

/** Lets in whom `accessControl` knows, before anything of the request but its headers has been looked at. */
export function useAccessControl(accessControl: Authenticator, principals: Principals): ServerPlugin {
  return {
    async onRequestParse({ request, serverContext }) {
      if (principals.get(request) !== undefined) return; // let in before
      try {
        principals.set(request, await accessControl.authenticate(authorizationOf(request, serverContext)));
      } catch (error) {
        throw toRequestError(error);
      }
    },
  };
}

/** All that were sent: Node drops every one but the first, and a proxy before this server may go by another. */
export function authorizationOf(
  request: Pick<Request, 'headers'>,
  { req }: ServerContext,
): string | undefined {
  const first = request.headers.get('authorization') ?? undefined;
  return req === undefined || isSentOnce(req.rawHeaders)
    ? first
    : req.headersDistinct['authorization']?.join(', ');
}

/** Names and values in turn. */
function isSentOnce(rawHeaders: readonly string[]): boolean {
  let count = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index];
    if (name?.length === AUTHORIZATION.length && name.toLowerCase() === AUTHORIZATION) count += 1;
  }
  return count === 1;
}

const AUTHORIZATION = 'authorization';

function toRequestError(error: unknown): unknown {
  if (error instanceof Unauthenticated)
    return requestError('UNAUTHENTICATED', error.message, { headers: { 'www-authenticate': 'Bearer' } });
  if (!(error instanceof AccessUnavailable)) return error;
  const { retryAfterSeconds } = error;
  return requestError(
    'ACCESS_UNAVAILABLE',
    `Whether your credential is good cannot be told at present. Try again in ${retryAfterSeconds} s.`,
    { headers: { 'retry-after': String(retryAfterSeconds) }, details: { retryAfterSeconds } },
  );
}
