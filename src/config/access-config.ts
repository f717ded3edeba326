import {
  type AccessOptions,
  DEFAULT_ALGORITHMS,
  JWT_ALGORITHMS,
  type JwtAlgorithm,
  type JwtOptions,
} from '../access/access-options.ts';
import { validateOrigin } from '../domain/account.ts';
import type { EnvironmentReader } from './environment-reader.ts';

/**
 * Reads the ACCESS_ settings. A setting about JWTs without keys to verify them is a problem: ignoring it would leave
 * open a server that was meant to be closed.
 */
export const readAccessConfig = (reader: EnvironmentReader): AccessOptions => ({
  tokensFile: reader.text('ACCESS_TOKENS_FILE'),
  jwt: readJwtOptions(reader),
});

function readJwtOptions(reader: EnvironmentReader): JwtOptions | null {
  const { problems } = reader;
  const url = reader.text('ACCESS_JWKS_URL');
  const path = reader.text('ACCESS_JWT_KEY_FILE');
  const issuer = reader.text('ACCESS_JWT_ISSUER');
  const [audience, ...audiences] = reader.list('ACCESS_JWT_AUDIENCE');
  const algorithmNames = reader.list('ACCESS_JWT_ALGORITHMS');
  const scopeClaim = reader.text('ACCESS_JWT_SCOPE_CLAIM');
  if (url === null && path === null) {
    const details = {
      ACCESS_JWT_ISSUER: issuer !== null,
      ACCESS_JWT_AUDIENCE: audience !== undefined,
      ACCESS_JWT_ALGORITHMS: algorithmNames.length > 0,
      ACCESS_JWT_SCOPE_CLAIM: scopeClaim !== null,
    };
    for (const [name, isSet] of Object.entries(details))
      if (isSet) problems.push(`${name} is set, but neither ACCESS_JWKS_URL nor ACCESS_JWT_KEY_FILE is.`);
    return null;
  }
  if (url !== null && path !== null)
    problems.push('ACCESS_JWKS_URL and ACCESS_JWT_KEY_FILE are both set. Set one of them.');
  const urlProblem = url === null ? null : validateJwksUrl(url);
  if (urlProblem !== null) problems.push(`ACCESS_JWKS_URL ${urlProblem}.`);
  if (issuer === null)
    problems.push('ACCESS_JWT_ISSUER must be set to the `iss` claim that tokens must have.');
  if (audience === undefined)
    problems.push(
      'ACCESS_JWT_AUDIENCE must be set to the `aud` claim that tokens must have, or to several separated by commas.',
    );
  return {
    keys: url === null ? { from: 'file', path: path ?? '' } : { from: 'url', url },
    issuer: issuer ?? '',
    audiences: [audience ?? '', ...audiences],
    algorithms: readAlgorithms(algorithmNames, problems),
    scopeClaim: scopeClaim ?? 'scope',
  };
}

const validateJwksUrl = (text: string): string | null =>
  URL.canParse(text)
    ? validateOrigin(new URL(text))
    : 'must be an absolute URL, such as https://login.example.com/jwks.json';

function readAlgorithms(names: readonly string[], problems: string[]): readonly JwtAlgorithm[] {
  if (names.length === 0) return DEFAULT_ALGORITHMS;
  const known = JWT_ALGORITHMS.filter((algorithm) => names.includes(algorithm));
  if (known.length !== new Set(names).size)
    problems.push(
      `ACCESS_JWT_ALGORITHMS must list some of ${JWT_ALGORITHMS.join(', ')}, separated by commas.`,
    );
  return known;
}
