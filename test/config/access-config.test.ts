import { describe, expect, it } from 'vitest';
import { isOpen, OPEN_ACCESS } from '../../src/access/access-options.ts';
import { validateOpenAccess } from '../../src/access/open-access.ts';
import { ANONYMOUS } from '../../src/access/principal.ts';
import { readAccessConfig } from '../../src/config/access-config.ts';
import { type Environment, EnvironmentReader } from '../../src/config/environment-reader.ts';
import { startAccess } from '../access/access-fixture.ts';
import { jwtOptions } from '../access/issuer.ts';

const readAccess = (environment: Environment) => {
  const reader = new EnvironmentReader(environment);
  return { options: readAccessConfig(reader), problems: reader.problems };
};

const JWT = {
  ACCESS_JWKS_URL: 'https://login.example/jwks.json',
  ACCESS_JWT_ISSUER: 'https://login.example',
  ACCESS_JWT_AUDIENCE: 'switchboard',
};

describe('the access settings', () => {
  it.each([{}, { ACCESS_TOKENS_FILE: ' ', ACCESS_JWKS_URL: '' }])(
    'without a value leave access open',
    (environment) => {
      const { options, problems } = readAccess(environment);
      expect(problems).toEqual([]);
      expect(isOpen(options)).toBe(true);
    },
  );

  it('name tokens and JWTs, apart or together', () => {
    const { options, problems } = readAccess({
      ...JWT,
      ACCESS_TOKENS_FILE: '/etc/tokens.json',
      ACCESS_JWT_AUDIENCE: 'switchboard, other',
      ACCESS_JWT_ALGORITHMS: 'ES256,PS256',
      ACCESS_JWT_SCOPE_CLAIM: 'permissions',
    });
    expect(problems).toEqual([]);
    expect(options).toEqual({
      tokensFile: '/etc/tokens.json',
      jwt: {
        keys: { from: 'url', url: 'https://login.example/jwks.json' },
        issuer: 'https://login.example',
        audiences: ['switchboard', 'other'],
        algorithms: ['PS256', 'ES256'],
        scopeClaim: 'permissions',
      },
    });
    expect(isOpen(options)).toBe(false);
  });

  it('have defaults for algorithms and scope claim, and every default algorithm is asymmetric', () => {
    expect(readAccess(JWT).options.jwt).toMatchObject({
      algorithms: ['RS256', 'ES256', 'EdDSA', 'Ed25519'],
      scopeClaim: 'scope',
    });
  });

  it.each<[Record<string, string>, readonly string[]]>([
    [{ ACCESS_JWKS_URL: 'https://login.example/' }, ['ACCESS_JWT_ISSUER', 'ACCESS_JWT_AUDIENCE']],
    [
      { ACCESS_JWT_KEY_FILE: 'keys.pem', ACCESS_JWT_AUDIENCE: ' , ' },
      ['ACCESS_JWT_ISSUER', 'ACCESS_JWT_AUDIENCE'],
    ],
    [{ ACCESS_JWT_ISSUER: 'x', ACCESS_JWT_AUDIENCE: 'y' }, ['ACCESS_JWT_ISSUER', 'ACCESS_JWT_AUDIENCE']],
    [{ ...JWT, ACCESS_JWT_KEY_FILE: 'keys.pem' }, ['ACCESS_JWKS_URL']],
    [{ ...JWT, ACCESS_JWKS_URL: 'login.example' }, ['ACCESS_JWKS_URL']],
    [{ ...JWT, ACCESS_JWKS_URL: 'http://login.example/' }, ['ACCESS_JWKS_URL']],
    [{ ...JWT, ACCESS_JWKS_URL: 'https://u:p@login.example/' }, ['ACCESS_JWKS_URL']],
    [{ ...JWT, ACCESS_JWKS_URL: 'file:///etc/keys' }, ['ACCESS_JWKS_URL']],
    [{ ...JWT, ACCESS_JWT_ALGORITHMS: 'RS256,HS256' }, ['ACCESS_JWT_ALGORITHMS']],
    [{ ...JWT, ACCESS_JWT_ALGORITHMS: 'none' }, ['ACCESS_JWT_ALGORITHMS']],
  ])('%o has a problem with each of %j', (environment, names) => {
    expect(readAccess(environment).problems.map((problem) => problem.split(' ')[0])).toEqual(names);
  });

  it.each(['http://127.0.0.1:9/jwks', 'http://localhost/jwks', 'https://login.example/jwks?policy=a'])(
    'may name %s for keys',
    (url) => {
      expect(readAccess({ ...JWT, ACCESS_JWKS_URL: url }).problems).toEqual([]);
    },
  );
});

describe('open access', () => {
  it('accepts every request, whatever credential it carries', async () => {
    const { access } = startAccess({});
    for (const authorization of [undefined, 'Bearer x', 'nonsense'])
      expect(await access.authenticate(authorization)).toBe(ANONYMOUS);
    expect([access.ready(), access.isCurrent(ANONYMOUS)]).toEqual([true, true]);
  });

  const open = { host: '0.0.0.0', hasProviderKeys: true, access: OPEN_ACCESS };

  it.each(['0.0.0.0', '::', '192.168.1.5', 'gateway.internal', '127.0.0.1.example.com'])(
    'is refused on %s with a real provider key',
    (host) => {
      expect(validateOpenAccess({ ...open, host })).toContain('ACCESS_TOKENS_FILE');
    },
  );

  it.each(['127.0.0.1', '127.8.8.8', '::1', 'localhost'])('is allowed on %s', (host) => {
    expect(validateOpenAccess({ ...open, host })).toBeNull();
  });

  it('is allowed anywhere with the sandbox, and is not open once access is configured', () => {
    expect(validateOpenAccess({ ...open, hasProviderKeys: false })).toBeNull();
    const jwt = jwtOptions({ from: 'url', url: 'https://login.example' });
    expect(validateOpenAccess({ ...open, access: { tokensFile: 'tokens.json', jwt: null } })).toBeNull();
    expect(validateOpenAccess({ ...open, access: { tokensFile: null, jwt } })).toBeNull();
  });
});
