import { Unauthenticated } from '../domain/errors.ts';
import type { AccessOptions } from './access-options.ts';
import { looksLikeJwt, readBearer } from './bearer.ts';
import type { AccessDependencies } from './dependencies.ts';
import { createJwtVerifier } from './jwt-verifier.ts';
import { ANONYMOUS, type Principal } from './principal.ts';
import { createTokenDirectory } from './token-directory.ts';

/** Authenticates clients. */
export interface AccessControl {
  /**
   * The client that sent `authorization`, the value of the header as it arrived. Throws or rejects with
   * `Unauthenticated`, and with `AccessUnavailable` while this server cannot check the credential.
   */
  authenticate(authorization: string | undefined): Promise<Principal> | Principal;
  /** Whether `principal` would still be authenticated as the same client. Subscriptions ask before each event. */
  isCurrent(principal: Principal): boolean;
  /** Whether credentials can be checked. False until the identity provider's keys have been fetched. */
  ready(): boolean;
  close(): void;
}

/** Creates the access control that `options` describe. Throws `AccessConfigError` when a file that they name is unusable. */
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
    ready: () => tokens !== null || (jwts?.ready() ?? true), // tokens can be checked even while there are no JWT keys
    close: () => jwts?.close(),
  };
}

/** Accepts every request, without a credential. */
const OPEN: AccessControl = {
  authenticate: () => ANONYMOUS,
  isCurrent: () => true,
  ready: () => true,
  close: () => {},
};
