import { generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { AccessUnavailable } from '../../src/access/access-errors.ts';
import { Unauthenticated } from '../../src/domain/errors.ts';
import { rejectionOf, startAccess, type TestAccess } from './access-fixture.ts';
import {
  createSigningKey,
  jwtOptions,
  type KeyServer,
  NOW,
  type SigningKey,
  signToken,
  startKeyServer,
} from './issuer.ts';

let first: SigningKey;
let second: SigningKey;
let server: KeyServer;

beforeAll(async () => {
  first = await createSigningKey('ES256', 'key-1');
  second = await createSigningKey('ES256', 'key-2');
});

beforeEach(async () => {
  server = await startKeyServer([first]);
});

afterEach(() => server.close());

const HOUR_MS = 3_600_000;
const start = (): TestAccess => startAccess({ jwt: jwtOptions({ from: 'url', url: server.url }) });
/** Good for longer than any test here goes on. */
const tokenOf = (key: SigningKey, header = {}): Promise<string> =>
  signToken(key, { exp: NOW + 100_000 }, header);

describe('an identity provider', () => {
  it('receives one request for its keys, however many clients connect at once', async () => {
    const { access } = start();
    const token = await tokenOf(first);
    await Promise.all(Array.from({ length: 200 }, () => access.authenticate(`Bearer ${token}`)));
    expect(server.requestCount).toBe(1);
  });

  it('may add a key: it is fetched when a token first names it', async () => {
    const { access, clock } = start();
    await access.authenticate(`Bearer ${await tokenOf(first)}`);
    server.body = { keys: [first.jwk, second.jwk] };
    clock.advance(31_000);
    await access.authenticate(`Bearer ${await tokenOf(second)}`);
    await access.authenticate(`Bearer ${await tokenOf(first)}`);
    expect(server.requestCount).toBe(2);
  });

  it('may withdraw a key: it is accepted for ten more minutes at most', async () => {
    const { access, clock } = start();
    const token = await tokenOf(first);
    await access.authenticate(`Bearer ${token}`);
    server.body = { keys: [second.jwk] };
    clock.advance(600_000);
    expect(await rejectionOf(access, `Bearer ${token}`)).toBeInstanceOf(Unauthenticated);
  });

  it('receives no request per token with an unknown key id', async () => {
    const { access, clock } = start();
    await access.authenticate(`Bearer ${await tokenOf(first)}`);
    for (let second = 0; second < 90; second += 1) {
      clock.advance(1_000);
      const forged = await Promise.all(
        Array.from({ length: 5 }, (_, index) => tokenOf(first, { kid: `forged-${second}-${index}` })),
      );
      await Promise.all(forged.map((token) => rejectionOf(access, `Bearer ${token}`)));
    }
    expect(server.requestCount).toBe(4); // at the start, and once in each half minute
  });

  it.each([
    ['back', -HOUR_MS],
    ['forward', HOUR_MS],
  ])('is asked again as if the clock had not been set %s by an hour', async (_direction, milliseconds) => {
    const { access, clock } = start();
    const withdrawn = await tokenOf(first);
    await access.authenticate(`Bearer ${withdrawn}`);
    clock.set(milliseconds);
    server.body = { keys: [second.jwk] };
    clock.advance(29_000);
    await access.authenticate(`Bearer ${withdrawn}`);
    expect(await rejectionOf(access, `Bearer ${await tokenOf(second)}`)).toBeInstanceOf(Unauthenticated);
    expect(server.requestCount).toBe(1);
    clock.advance(2_000);
    await access.authenticate(`Bearer ${await tokenOf(second)}`);
    expect(await rejectionOf(access, `Bearer ${withdrawn}`)).toBeInstanceOf(Unauthenticated);
    expect(server.requestCount).toBe(2);
    server.body = { keys: [first.jwk] };
    clock.advance(600_000);
    expect(await rejectionOf(access, `Bearer ${await tokenOf(second)}`)).toBeInstanceOf(Unauthenticated);
  });

  it('that is down receives one request in ten seconds, and clients are told to retry', async () => {
    server.body = null;
    const { access, clock, lines } = start();
    const token = await tokenOf(first);
    for (let request = 0; request < 50; request += 1) {
      const error = await rejectionOf(access, `Bearer ${token}`);
      expect(error).toBeInstanceOf(AccessUnavailable);
      expect((error as AccessUnavailable).retryAfterSeconds).toBe(10);
    }
    expect(server.requestCount).toBe(1);
    expect(access.ready()).toBe(false);
    server.body = { keys: [first.jwk] };
    clock.advance(10_000);
    await access.authenticate(`Bearer ${token}`);
    expect(access.ready()).toBe(true);
    expect(lines.map(({ level }) => level)).toEqual(['error', 'info']);
  });

  it('that goes down later locks no client out within an hour, and every client after it', async () => {
    const { access, clock } = start();
    const token = await tokenOf(first);
    await access.authenticate(`Bearer ${token}`);
    server.body = null;
    for (let minute = 0; minute < 59; minute += 1) {
      clock.advance(60_000);
      await access.authenticate(`Bearer ${token}`);
    }
    clock.advance(660_000);
    expect(await rejectionOf(access, `Bearer ${token}`)).toBeInstanceOf(AccessUnavailable);
  });

  it.each<[string, KeyServer['body']]>([
    ['HTML', '<html>Log in</html>'],
    ['no list of keys', '{"keys":{}}'],
    ['more than a megabyte', JSON.stringify({ keys: [], pad: 'x'.repeat(1_100_000) })],
  ])('that responds with %s counts as down', async (_what, body) => {
    server.body = body;
    const { access } = start();
    expect(await rejectionOf(access, `Bearer ${await tokenOf(first)}`)).toBeInstanceOf(AccessUnavailable);
  });

  it('is asked again by the readiness probe once the pause is over', async () => {
    server.body = null;
    const { access, clock } = start();
    await vi.waitFor(() => expect(server.requestCount).toBe(1));
    server.body = { keys: [first.jwk] };
    expect(access.ready()).toBe(false);
    clock.advance(10_000);
    await vi.waitFor(() => expect(access.ready()).toBe(true));
    expect(server.requestCount).toBe(2);
  });

  it('cannot publish a shared or a private key', async () => {
    server.body = {
      keys: [
        { kty: 'oct', k: 'c2VjcmV0', kid: 'key-1' },
        { ...first.jwk, d: 'AQAB', kid: 'p' },
      ],
    };
    const { access } = start();
    expect(await rejectionOf(access, `Bearer ${await tokenOf(first)}`)).toBeInstanceOf(Unauthenticated);
    expect(await rejectionOf(access, `Bearer ${await tokenOf(first, { kid: 'p' })}`)).toBeInstanceOf(
      Unauthenticated,
    );
  });

  it.each<[string, (key: SigningKey, other: SigningKey) => unknown[]]>([
    ['a key twice', ({ jwk }) => [jwk, jwk]],
    [
      'a key twice, its members in another order',
      ({ jwk: { kty, ...jwk } }) => [
        { kty, ...jwk },
        { ...jwk, kty },
      ],
    ],
    ['a key under two ids', ({ jwk }) => [jwk, { ...jwk, kid: 'again' }]],
    ['a key that is broken', ({ jwk }) => [{ ...jwk, x: 'zebra' }, jwk]],
    ['a key without members', ({ jwk }) => [{ kty: 'EC', crv: 'P-256' }, jwk]],
    ['what is no key', ({ jwk }) => [null, 'zebra', 1, [], {}, jwk]],
    ['a shared key', ({ jwk }) => [{ kty: 'oct', k: 'emVicmE' }, jwk]],
    ['another key of the kind before it', ({ jwk }, other) => [other.jwk, jwk]],
  ])('may publish %s: a token without a key id is accepted', async (_what, keysOf) => {
    server.body = { keys: keysOf(first, second) };
    const { access } = start();
    const token = await tokenOf(first, { kid: undefined });
    expect(await access.authenticate(`Bearer ${token}`)).toMatchObject({ scopes: new Set(['calls:read']) });
  });

  it('may not publish a weak key, which verifies nothing and costs no other key', async () => {
    const weak = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'jwk' });
    const strong = await createSigningKey('RS256');
    server.body = { keys: [weak, strong.jwk] };
    const { access } = start();
    await access.authenticate(`Bearer ${await tokenOf(strong)}`);
  });
});
