import { AccessUnavailable } from '../../access/access-errors.ts';
import { ANYONE, type Principal } from '../../access/principal.ts';
import { Unauthenticated } from '../../domain/errors.ts';
import { refusal } from './refusal.ts';
import type { ServerPlugin } from './server-plugin.ts';

/** Says who sent an `authorization` header. Throws or rejects with `Unauthenticated` or `AccessUnavailable`. */
export interface Authenticator {
  authenticate(authorization: string | undefined): Promise<Principal> | Principal;
}

/** Who sent each request that has been let in, where that is known. */
export type Principals = Pick<WeakMap<Request, Principal>, 'get' | 'set'>;

/** Lets in whom `accessControl` knows, before anything of the request but its headers has been looked at. */
export function useAccessControl(accessControl: Authenticator, principals: Principals): ServerPlugin {
  return {
    async onRequestParse({ request }) {
      try {
        const authorization = request.headers.get('authorization') ?? undefined;
        const principal = await accessControl.authenticate(authorization);
        if (principal !== ANYONE) principals.set(request, principal); // whom nobody asked is told apart by address
      } catch (error) {
        throw toRefusal(error);
      }
    },
  };
}

function toRefusal(error: unknown): unknown {
  if (error instanceof Unauthenticated)
    return refusal('UNAUTHENTICATED', error.message, { headers: { 'www-authenticate': 'Bearer' } });
  if (!(error instanceof AccessUnavailable)) return error;
  const { retryAfterSeconds } = error;
  return refusal(
    'ACCESS_UNAVAILABLE',
    `Whether your credential is good cannot be told at present. Try again in ${retryAfterSeconds} s.`,
    { headers: { 'retry-after': String(retryAfterSeconds) }, details: { retryAfterSeconds } },
  );
}
