import type { CryptoKey, JWTVerifyGetKey } from 'jose';

/** The public keys that JWTs are checked with. */
export interface JwtKeys {
  /** The key that a token's header asks for. Rejects with an error of jose's, or with `AccessUnavailable`. */
  readonly find: JWTVerifyGetKey<CryptoKey>;
  /** Whether there are keys at all. */
  ready(): boolean;
  close(): void;
}
