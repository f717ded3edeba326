import { validateOrigin } from '../domain/account.ts';

/** How strangers are told from clients. Both members `null`: not at all. */
export interface AccessOptions {
  /** Path of the file of opaque tokens. */
  readonly tokensFile: string | null;
  readonly jwt: JwtOptions | null;
}

/** Which JWTs are believed. */
export interface JwtOptions {
  readonly keys:
    | { readonly from: 'url'; readonly url: string }
    | { readonly from: 'file'; readonly path: string };
  /** What `iss` has to be. */
  readonly issuer: string;
  /** One of these has to be in `aud`. */
  readonly audiences: readonly [string, ...string[]];
  readonly algorithms: readonly JwtAlgorithm[];
  /** Name of the claim that lists scopes. */
  readonly scopeClaim: string;
}

/** Algorithms whose verifier cannot sign. `none` and the HS family are not among them, and cannot be allowed. */
export const JWT_ALGORITHMS = [
  ...(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'] as const),
  ...(['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'] as const),
] as const;
export type JwtAlgorithm = (typeof JWT_ALGORITHMS)[number];

const DEFAULT_ALGORITHMS: readonly JwtAlgorithm[] = ['RS256', 'ES256', 'EdDSA', 'Ed25519'];

/** No access control. */
export const OPEN_ACCESS: AccessOptions = { tokensFile: null, jwt: null };

/** True when anyone may ask. */
export const isOpen = ({ tokensFile, jwt }: AccessOptions): boolean => tokensFile === null && jwt === null;

/**
 * Reads the `ACCESS_` variables; an empty one counts as unset. `problems` has a sentence for each thing wrong. A
 * variable about JWTs without keys to check them with is a problem, for it would leave open what was meant to be shut.
 */
export function readAccessOptions(environment: Readonly<Record<string, string | undefined>>): {
  readonly options: AccessOptions;
  readonly problems: readonly string[];
} {
  const read = (name: string): string | null => environment[name]?.trim() || null;
  const problems: string[] = [];
  const jwt = readJwtOptions(read, problems);
  return { options: { tokensFile: read('ACCESS_TOKENS_FILE'), jwt }, problems };
}

type Read = (name: string) => string | null;

const JWT_DETAILS = [
  'ACCESS_JWT_ISSUER',
  'ACCESS_JWT_AUDIENCE',
  'ACCESS_JWT_ALGORITHMS',
  'ACCESS_JWT_SCOPE_CLAIM',
] as const;

function readJwtOptions(read: Read, problems: string[]): JwtOptions | null {
  const url = read('ACCESS_JWKS_URL');
  const path = read('ACCESS_JWT_KEY_FILE');
  if (url === null && path === null) {
    for (const name of JWT_DETAILS.filter((each) => read(each) !== null))
      problems.push(`${name} is set, but neither ACCESS_JWKS_URL nor ACCESS_JWT_KEY_FILE is.`);
    return null;
  }
  if (url !== null && path !== null)
    problems.push('ACCESS_JWKS_URL and ACCESS_JWT_KEY_FILE are both set; keys come from one of them.');
  if (url !== null) {
    const fault = URL.canParse(url)
      ? validateOrigin(new URL(url))
      : 'must be an absolute address, such as https://login.example.com/jwks.json';
    if (fault !== null) problems.push(`ACCESS_JWKS_URL ${fault}.`);
  }
  const issuer = read('ACCESS_JWT_ISSUER');
  const [audience, ...audiences] = readList(read('ACCESS_JWT_AUDIENCE'));
  if (issuer === null) problems.push('ACCESS_JWT_ISSUER must be set to what the `iss` of a token has to be.');
  if (audience === undefined)
    problems.push(
      'ACCESS_JWT_AUDIENCE must be set to what the `aud` of a token has to be, or to several with commas.',
    );
  return {
    keys: url === null ? { from: 'file', path: path ?? '' } : { from: 'url', url },
    issuer: issuer ?? '',
    audiences: [audience ?? '', ...audiences],
    algorithms: readAlgorithms(read, problems),
    scopeClaim: read('ACCESS_JWT_SCOPE_CLAIM') ?? 'scope',
  };
}

function readAlgorithms(read: Read, problems: string[]): readonly JwtAlgorithm[] {
  const names = readList(read('ACCESS_JWT_ALGORITHMS'));
  if (names.length === 0) return DEFAULT_ALGORITHMS;
  const known = JWT_ALGORITHMS.filter((algorithm) => names.includes(algorithm));
  if (known.length !== new Set(names).size)
    problems.push(`ACCESS_JWT_ALGORITHMS must list some of ${JWT_ALGORITHMS.join(', ')}, with commas.`);
  return known;
}

const readList = (text: string | null): readonly string[] =>
  (text ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
