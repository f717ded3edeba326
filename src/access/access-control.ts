import { Unauthenticated } from '../domain/errors.ts';
import type { AccessOptions } from './access-options.ts';
import { looksLikeJwt, readBearer } from './bearer.ts';
import type { AccessDependencies } from './dependencies.ts';
import { createJwtVerifier } from './jwt-verifier.ts';
import { ANYONE, type Principal } from './principal.ts';
import { createTokenDirectory } from './token-directory.ts';

/** Decides who is asking. */
export interface AccessControl {
  /**
   * Who sent `authorization`, the value of the header as it arrived. Throws or rejects with `Unauthenticated`, and
   * with `AccessUnavailable` when this server cannot tell at present.
   */
  authenticate(authorization: string | undefined): Promise<Principal> | Principal;
  /** Whether `principal` would still be let in, as the same client: what a long-lived answer asks before it goes on. */
  isCurrent(principal: Principal): boolean;
  /** Whether credentials can be checked. False until an identity provider has handed out its keys. */
  ready(): boolean;
  close(): void;
}

/** Lets in whoever the options say. Throws `UnusableAccess` when a file that they name cannot be used. */
export function createAccessControl(options: AccessOptions, dependencies: AccessDependencies): AccessControl {
  const tokens = options.tokensFile === null ? null : createTokenDirectory(options.tokensFile, dependencies);
  const jwts = options.jwt === null ? null : createJwtVerifier(options.jwt, dependencies);
  if (tokens === null && jwts === null) return OPEN;
  return {
    authenticate(authorization) {
      const bearer = readBearer(authorization);
      if (jwts !== null && (tokens === null || looksLikeJwt(bearer))) return jwts.verify(bearer);
      if (tokens !== null) return tokens.find(bearer);
      throw new Unauthenticated('This server accepts no credentials.');
    },
    isCurrent: (principal) =>
      (tokens?.isCurrent(principal) ?? false) || (jwts?.isCurrent(principal) ?? false),
    ready: () => tokens !== null || (jwts?.ready() ?? true), // one way in suffices
    close: () => jwts?.close(),
  };
}

/** Nobody is asked who they are. */
const OPEN: AccessControl = {
  authenticate: () => ANYONE,
  isCurrent: () => true,
  ready: () => true,
  close: () => {},
};
