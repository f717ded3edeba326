/** The ways in which clients are authenticated. With both members `null` every request is accepted. */
export interface AccessOptions {
  /** Path of the file of opaque tokens. */
  readonly tokensFile: string | null;
  readonly jwt: JwtOptions | null;
}

/** The conditions under which a JWT is accepted. */
export interface JwtOptions {
  readonly keys:
    | { readonly from: 'url'; readonly url: string }
    | { readonly from: 'file'; readonly path: string };
  /** The `iss` claim that a token must have. */
  readonly issuer: string;
  /** A token's `aud` claim must contain one of these. */
  readonly audiences: readonly [string, ...string[]];
  readonly algorithms: readonly JwtAlgorithm[];
  /** Name of the claim that lists the token's scopes. */
  readonly scopeClaim: string;
}

/** Asymmetric algorithms: a verification key cannot sign. `none` and the HS family are absent and cannot be allowed. */
export const JWT_ALGORITHMS = [
  ...(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'] as const),
  ...(['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'] as const),
] as const;
export type JwtAlgorithm = (typeof JWT_ALGORITHMS)[number];

/** The algorithms that are accepted unless `ACCESS_JWT_ALGORITHMS` names others. */
export const DEFAULT_ALGORITHMS: readonly JwtAlgorithm[] = ['RS256', 'ES256', 'EdDSA', 'Ed25519'];

/** No access control. */
export const OPEN_ACCESS: AccessOptions = { tokensFile: null, jwt: null };

/** Whether every request is accepted, without a credential. */
export const isOpen = ({ tokensFile, jwt }: AccessOptions): boolean => tokensFile === null && jwt === null;
