import { createHash } from 'node:crypto';
import { errors, type JWTPayload, type JWTVerifyOptions, jwtVerify } from 'jose';
import { Unauthenticated } from '../domain/errors.ts';
import { SCOPES, type Scope } from '../domain/scope.ts';
import { AccessUnavailable } from './access-errors.ts';
import type { JwtOptions } from './access-options.ts';
import type { AccessDependencies } from './dependencies.ts';
import { fetchKeys } from './jwks-url.ts';
import { openKeyFile } from './jwt-key-file.ts';
import type { JwtKeys } from './jwt-keys.ts';
import type { Principal } from './principal.ts';

/** Authenticates clients by the JWTs of an identity provider. */
export interface JwtVerifier {
  /** The client that `token` was issued for. Rejects with `Unauthenticated`, or with `AccessUnavailable` while there are no keys. */
  verify(token: string): Promise<Principal>;
  /** Whether the token of `principal` has not expired. */
  isCurrent(principal: Principal): boolean;
  ready(): boolean;
  close(): void;
}

/** Largest accepted difference between the clocks of issuer and server. */
const TOLERANCE_SECONDS = 30;

/** Throws `AccessConfigError` when the key file that the options name is unusable. */
export function createJwtVerifier(options: JwtOptions, dependencies: AccessDependencies): JwtVerifier {
  const { clock, logger } = dependencies;
  const keys =
    options.keys.from === 'url'
      ? fetchKeys(options.keys.url, dependencies)
      : openKeyFile(options.keys.path, dependencies);
  const expirations = new WeakMap<Principal, number>();
  const rules = (): JWTVerifyOptions => ({
    algorithms: [...options.algorithms],
    issuer: options.issuer,
    audience: [...options.audiences],
    requiredClaims: ['exp', 'sub'],
    clockTolerance: TOLERANCE_SECONDS,
    currentDate: new Date(clock.now()),
  });

  return {
    async verify(token) {
      let claims: JWTPayload;
      try {
        claims = await verifyWith(keys, token, rules());
      } catch (error) {
        if (error instanceof AccessUnavailable) throw error;
        const reason = reasonOf(error);
        logger.debug(reason, 'JWT rejected');
        throw error instanceof errors.JWTExpired ? expired() : invalid(reason.code);
      }
      const { sub, exp } = claims;
      if (typeof sub !== 'string' || sub === '' || exp === undefined)
        throw invalid('ERR_JWT_CLAIM_VALIDATION_FAILED');
      const principal: Principal = {
        name: nameOf(options.issuer, sub),
        scopes: readScopes(claims[options.scopeClaim]),
        accounts: null,
      };
      expirations.set(principal, (exp + TOLERANCE_SECONDS) * 1000);
      return principal;
    },
    isCurrent: (principal) => clock.now() < (expirations.get(principal) ?? 0),
    ready: () => keys.ready(),
    close: () => keys.close(),
  };
}

const expired = (): Unauthenticated =>
  new Unauthenticated('The token has expired. Get a new one from its issuer.', 'ERR_JWT_EXPIRED');
const invalid = (reason: string): Unauthenticated =>
  new Unauthenticated(
    'This server does not accept the token. Get one that was issued for this server.',
    reason,
  );

/** Verifies the token with the key that it names, or with every key that fits when it names none. */
async function verifyWith(keys: JwtKeys, token: string, rules: JWTVerifyOptions): Promise<JWTPayload> {
  try {
    return (await jwtVerify(token, keys.find, rules)).payload;
  } catch (error) {
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
    for await (const key of error) {
      try {
        return (await jwtVerify(token, key, rules)).payload;
      } catch (failure) {
        if (isOfClaims(failure)) throw failure; // the key fits, and the token is invalid all the same
      }
    }
    throw error;
  }
}

const isOfClaims = (error: unknown): boolean =>
  error instanceof errors.JWTClaimValidationFailed ||
  error instanceof errors.JWTExpired ||
  error instanceof errors.JWTInvalid;

/** The check that failed, for the log. Neither member can contain a value from the token. */
function reasonOf(error: unknown): { readonly code: string; readonly claim?: string } {
  if (error instanceof errors.JWTClaimValidationFailed || error instanceof errors.JWTExpired)
    return { code: error.code, claim: error.claim };
  return { code: error instanceof errors.JOSEError ? error.code : 'UNREADABLE' };
}

/** The scopes of this server in `claim`; scopes of other servers are ignored. */
function readScopes(claim: unknown): ReadonlySet<Scope> {
  const words: unknown = typeof claim === 'string' ? claim.split(' ') : claim;
  return new Set(Array.isArray(words) ? SCOPES.filter((scope) => words.includes(scope)) : []);
}

/** A name that is the same on every server and does not reveal the subject. It cannot equal a name of the tokens file, which has no colon. */
const nameOf = (issuer: string, subject: string): string =>
  `jwt:${createHash('sha256').update(`${issuer}\n${subject}`).digest('base64url').slice(0, 16)}`;
