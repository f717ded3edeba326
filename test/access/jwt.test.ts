import { createHmac, createPublicKey } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { exportPKCS8, exportSPKI, type JWTPayload } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { createToken } from '../../src/access/token-hash.ts';
import { Unauthenticated } from '../../src/domain/errors.ts';
import { entryFor, rejectionOf, startAccess, type TestAccess, temporaryFile } from './access-fixture.ts';
import { createSigningKey, ISSUER, jwtOptions, NOW, type SigningKey, signToken } from './issuer.ts';

let rsa: SigningKey;
let ec: SigningKey;
let ed: SigningKey;
let stranger: SigningKey;

beforeAll(async () => {
  rsa = await createSigningKey('RS256', 'rsa-1');
  ec = await createSigningKey('ES256', 'ec-1');
  ed = await createSigningKey('EdDSA', 'ed-1');
  stranger = await createSigningKey('RS256', 'rsa-1');
});

const setOf = (...keys: SigningKey[]): string => JSON.stringify({ keys: keys.map(({ jwk }) => jwk) });
const startWith = (text: string, more = {}): TestAccess =>
  startAccess({ jwt: jwtOptions({ from: 'file', path: temporaryFile('keys', text) }, more) });
const start = (more = {}): TestAccess => startWith(setOf(rsa, ec, ed), more);

describe('a client with a JWT', () => {
  it.each([['RS256'], ['ES256'], ['EdDSA']])('is authenticated with %s', async (algorithm) => {
    const key = [rsa, ec, ed].find((each) => each.algorithm === algorithm) ?? rsa;
    const { access } = start();
    const principal = await access.authenticate(`Bearer ${await signToken(key)}`);
    expect([...principal.scopes]).toEqual(['calls:read']);
    expect(principal.accounts).toBeNull();
  });

  it('has a name that tells clients apart and does not reveal the subject', async () => {
    const { access } = start();
    const nameFor = async (sub: string): Promise<string> =>
      (await access.authenticate(`Bearer ${await signToken(rsa, { sub })}`)).name;
    expect(await nameFor('anna@example.com')).toMatch(/^jwt:[\w-]{16}$/);
    expect(await nameFor('anna@example.com')).toBe(await nameFor('anna@example.com'));
    expect(await nameFor('anna@example.com')).not.toBe(await nameFor('bert@example.com'));
  });

  it.each<[string, unknown, readonly string[]]>([
    ['a string of words', 'openid calls:read calls:content x', ['calls:read', 'calls:content']],
    ['a list', ['calls:identity', 'calls:read', 7], ['calls:read', 'calls:identity']],
    ['words that only resemble scopes', 'calls:reads xcalls:read CALLS:READ', []],
    ['a number', 7, []],
    ['an object', { 'calls:read': true }, []],
    ['nothing', undefined, []],
  ])('has the scopes that it knows of %s', async (_what, scope, scopes) => {
    const { access } = start();
    const { scopes: granted } = await access.authenticate(`Bearer ${await signToken(rsa, { scope })}`);
    expect([...granted]).toEqual(scopes);
  });

  it('has its scopes in the claim that the operator names', async () => {
    const { access } = start({ scopeClaim: 'https://switchboard.example/roles' });
    const token = await signToken(rsa, {
      scope: 'calls:content',
      'https://switchboard.example/roles': ['calls:read'],
    });
    expect([...(await access.authenticate(`Bearer ${token}`)).scopes]).toEqual(['calls:read']);
  });

  it('is authenticated until 30 seconds after its token expires, because clocks differ', async () => {
    const { access, clock } = start();
    const token = await signToken(rsa, { exp: NOW + 300 });
    clock.advance(329_000);
    const principal = await access.authenticate(`Bearer ${token}`);
    expect(access.isCurrent(principal)).toBe(true);
    clock.advance(1_000);
    expect((await rejectionOf(access, `Bearer ${token}`)).message).toContain('expired');
    expect(access.isCurrent(principal)).toBe(false);
  });

  it('is authenticated from 30 seconds before its token becomes valid', async () => {
    const { access, clock } = start();
    const token = await signToken(rsa, { nbf: NOW + 31 });
    expect(await rejectionOf(access, `Bearer ${token}`)).toBeInstanceOf(Unauthenticated);
    clock.advance(1_000);
    await access.authenticate(`Bearer ${token}`);
  });

  it('may have a token for several servers, this one among them', async () => {
    const { access } = start();
    await access.authenticate(`Bearer ${await signToken(rsa, { aud: ['other', 'switchboard'] })}`);
  });
});

describe('a JWT', () => {
  it.each<[string, JWTPayload]>([
    ['for another server', { aud: 'billing' }],
    ['for no server', { aud: [] }],
    ['from another issuer', { iss: 'https://evil.example' }],
    ['from an issuer that begins alike', { iss: `${ISSUER}.evil.example` }],
    ['without an end', { exp: undefined } as unknown as JWTPayload],
    ['with a text for an end', { exp: '9999999999' } as unknown as JWTPayload],
    ['without a subject', { sub: '' }],
    ['of a number', { sub: 7 } as unknown as JWTPayload],
    ['with a text for a beginning', { nbf: 'now' } as unknown as JWTPayload],
  ])('%s is rejected without a reason', async (_what, claims) => {
    const { access, lines } = start();
    const error = await rejectionOf(access, `Bearer ${await signToken(rsa, claims)}`);
    expect(error).toBeInstanceOf(Unauthenticated);
    expect(error.message).toBe(
      'This server does not accept the token. Get one that was issued for this server.',
    );
    expect(lines.every(({ level }) => level === 'debug')).toBe(true);
    expect(JSON.stringify(lines)).not.toContain('evil');
  });

  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { iss: ISSUER, aud: 'switchboard', sub: 'user-1', exp: NOW + 300, scope: 'calls:read' };
  const hmac = (header: object, secret: string | Buffer): string => {
    const input = `${encode(header)}.${encode(claims)}`;
    return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
  };

  it.each<[string, () => Promise<string> | string]>([
    ['unsigned, with algorithm none', () => `${encode({ alg: 'none' })}.${encode(claims)}.`],
    ['with algorithm None in other letters', () => `${encode({ alg: 'nOnE' })}.${encode(claims)}.`],
    [
      'signed with the public key as a shared secret, in PEM',
      async () => hmac({ alg: 'HS256', kid: 'rsa-1' }, await exportSPKI(rsa.publicKey)),
    ],
    [
      'signed with the public key as a shared secret, in DER',
      () =>
        hmac(
          { alg: 'HS256', kid: 'rsa-1' },
          createPublicKey({ key: rsa.jwk as never, format: 'jwk' }).export({ type: 'spki', format: 'der' }),
        ),
    ],
    ['that brings its own key', () => signToken(stranger, {}, { jwk: stranger.jwk })],
    ['that says where its key is', () => signToken(stranger, {}, { jku: 'http://127.0.0.1:1/keys' })],
    ['signed by a stranger under a known key id', () => signToken(stranger)],
    ['with a key id that is unknown', () => signToken(rsa, {}, { kid: 'other' })],
    ['that demands an extension', () => signToken(rsa, {}, { crit: ['urn:x'], 'urn:x': 1 })],
    [
      'that says another algorithm than it was signed with',
      async () => {
        const [, payload, signature] = (await signToken(rsa)).split('.');
        return `${encode({ alg: 'ES256', kid: 'rsa-1' })}.${payload}.${signature}`;
      },
    ],
    [
      'with claims changed after signing',
      async () => {
        const [header, , signature] = (await signToken(rsa)).split('.');
        return `${header}.${encode({ ...claims, scope: 'calls:content' })}.${signature}`;
      },
    ],
    ['without a signature', async () => `${(await signToken(rsa)).split('.').slice(0, 2).join('.')}.`],
    ['in five parts', () => `${encode({ alg: 'RSA-OAEP', enc: 'A256GCM' })}.a.b.c.d`],
    ['that is no JSON', () => 'eyJ.eyJ.eyJ'],
    ['that holds a list', () => `${encode({ alg: 'RS256' })}.${encode([])}.AAAA`],
  ])('%s is rejected', async (_what, forge) => {
    const { access } = start();
    expect(await rejectionOf(access, `Bearer ${await forge()}`)).toBeInstanceOf(Unauthenticated);
  });

  it('of an algorithm that the operator does not allow is rejected', async () => {
    const { access } = start({ algorithms: ['ES256'] });
    await access.authenticate(`Bearer ${await signToken(ec)}`);
    expect(await rejectionOf(access, `Bearer ${await signToken(rsa)}`)).toBeInstanceOf(Unauthenticated);
  });

  it('of more than 8 KB is rejected without being parsed', async () => {
    const { access, lines } = start();
    const error = await rejectionOf(access, `Bearer ${await signToken(rsa, { pad: 'x'.repeat(8_000) })}`);
    expect(error.message).toContain('8192');
    expect(lines).toEqual([]);
  });
});

describe('a key file', () => {
  it('may be PEM, with several keys of one type during a key rotation', async () => {
    const pems = await Promise.all([rsa, stranger, ec].map(({ publicKey }) => exportSPKI(publicKey)));
    const { access } = startWith(pems.join('\n'));
    for (const key of [rsa, stranger, ec])
      await access.authenticate(`Bearer ${await signToken(key, {}, { kid: undefined })}`);
    expect(await rejectionOf(access, `Bearer ${await signToken(ed, {}, { kid: undefined })}`)).toBeInstanceOf(
      Unauthenticated,
    );
  });

  it('may be one JWK', async () => {
    const { access } = startWith(JSON.stringify(ec.jwk));
    await access.authenticate(`Bearer ${await signToken(ec)}`);
  });

  it('is read again when it changes, and an unusable version is ignored', async () => {
    const path = temporaryFile('keys', setOf(rsa));
    const { access, lines } = startAccess({ jwt: jwtOptions({ from: 'file', path }) });
    const [old, fresh] = await Promise.all([signToken(rsa), signToken(ec)]);
    await access.authenticate(`Bearer ${old}`);
    writeFileSync(path, '{"keys":');
    await access.authenticate(`Bearer ${old}`);
    await access.authenticate(`Bearer ${old}`);
    expect(lines.filter(({ level }) => level === 'error')).toHaveLength(1);
    writeFileSync(path, setOf(ec));
    await access.authenticate(`Bearer ${fresh}`);
    expect(await rejectionOf(access, `Bearer ${old}`)).toBeInstanceOf(Unauthenticated);
  });

  it.each<[string, () => Promise<string> | string, string]>([
    ['a private key in PEM', () => exportPKCS8(rsa.privateKey), 'private or shared key'],
    ['a private JWK', () => JSON.stringify({ ...rsa.jwk, d: 'AQAB' }), 'private or shared key'],
    ['a shared secret', () => '{"keys":[{"kty":"oct","k":"c2VjcmV0"}]}', 'private or shared key'],
    ['no key', () => '{"keys":[]}', 'no public key'],
    ['nothing', () => '', 'no public key'],
    ['a torn key', () => '{"keys":[{"kty":"RSA","n":"AQAB"}]}', 'cannot be read'],
    ['a torn PEM', () => '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----', 'cannot be read'],
    ['text', () => '{hello', 'neither PEM nor JSON'],
    ['a null for a key', () => '{"keys":[null]}', 'not a JWK'],
  ])('of %s stops the start', async (_what, write, problem) => {
    const text = await write();
    expect(() => startWith(text)).toThrow(problem);
  });
});

describe('tokens and JWTs together', () => {
  it('are told apart by their form', async () => {
    const token = createToken();
    const { access } = startAccess({
      tokensFile: temporaryFile('tokens.json', JSON.stringify([entryFor(token)])),
      jwt: jwtOptions({ from: 'file', path: temporaryFile('keys', setOf(rsa)) }),
    });
    expect((await access.authenticate(`Bearer ${token}`)).name).toBe('crm');
    const principal = await access.authenticate(`Bearer ${await signToken(rsa)}`);
    expect(principal.name).toMatch(/^jwt:/);
    expect(access.isCurrent(principal)).toBe(true);
    expect(await rejectionOf(access, `Bearer ${createToken()}`)).toBeInstanceOf(Unauthenticated);
    expect(await rejectionOf(access, `Bearer ${await signToken(stranger)}`)).toBeInstanceOf(Unauthenticated);
  });
});
