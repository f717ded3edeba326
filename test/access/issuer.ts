import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';
import type { JwtOptions } from '../../src/access/access-options.ts';

export const ISSUER = 'https://login.example';
export const AUDIENCE = 'switchboard';

/** Seconds since the epoch at which the test clock stands at first. */
export const NOW = Date.parse('2026-06-01T12:00:00Z') / 1000;

/** A key pair that an issuer signs with. */
export interface SigningKey {
  readonly algorithm: string;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
  /** The public half, with its `kid`. */
  readonly jwk: JWK;
}

export async function createSigningKey(algorithm: string, kid?: string): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), ...(kid !== undefined && { kid }) };
  return { algorithm, privateKey, publicKey, jwk };
}

/** A token as a well-behaved issuer makes it, but for what `claims` and `header` say otherwise. */
export const signToken = (key: SigningKey, claims: JWTPayload = {}, header: object = {}): Promise<string> =>
  new SignJWT({
    iss: ISSUER,
    aud: AUDIENCE,
    sub: 'user-1',
    exp: NOW + 300,
    scope: 'calls:read',
    ...claims,
  })
    .setProtectedHeader({
      alg: key.algorithm,
      ...(key.jwk.kid !== undefined && { kid: key.jwk.kid }),
      ...header,
    })
    .sign(key.privateKey, { crit: { 'urn:x': true } }); // lets a test demand what no verifier knows

/** The access options that trust the issuer. */
export const jwtOptions = (keys: JwtOptions['keys'], more: Partial<JwtOptions> = {}): JwtOptions => ({
  keys,
  issuer: ISSUER,
  audiences: [AUDIENCE],
  algorithms: ['RS256', 'ES256', 'EdDSA'],
  scopeClaim: 'scope',
  ...more,
});

/** A local server that publishes keys, and counts its requests. */
export interface KeyServer {
  readonly url: string;
  readonly requestCount: number;
  /** The body of every response from now on; `null` for status 503. */
  body: { keys: unknown } | string | null;
  close(): Promise<void>;
}

export async function startKeyServer(keys: readonly SigningKey[]): Promise<KeyServer> {
  let requestCount = 0;
  const server: Server = createServer((_request, response) => {
    requestCount += 1;
    const { body } = keyServer;
    response.writeHead(body === null ? 503 : 200, { 'content-type': 'application/json' });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const keyServer: KeyServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`,
    get requestCount() {
      return requestCount;
    },
    body: { keys: keys.map(({ jwk }) => jwk) },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return keyServer;
}
