import type { CryptoKey, JWTVerifyGetKey } from 'jose';

/** The public keys that verify JWTs. */
export interface JwtKeys {
  /** The key that a token's header names. Rejects with an error of jose, or with `AccessUnavailable`. */
  readonly find: JWTVerifyGetKey<CryptoKey>;
  /** Whether there are any keys. */
  ready(): boolean;
  close(): void;
}
