import { renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { AccessConfigError } from '../../src/access/access-errors.ts';
import { createToken } from '../../src/access/token-hash.ts';
import { createAccount } from '../../src/domain/account.ts';
import { Unauthenticated } from '../../src/domain/errors.ts';
import { entryFor, rejectionOf, startAccess, temporaryFile } from './access-fixture.ts';

const token = createToken();
const fileOf = (...entries: object[]): string => temporaryFile('tokens.json', JSON.stringify(entries));

describe('a client with a token', () => {
  it('has the name and the scopes of its entry in the file', async () => {
    const { access } = startAccess({
      tokensFile: fileOf(
        entryFor(createToken(), { name: 'other' }),
        entryFor(token, { scopes: ['calls:identity'] }),
      ),
    });
    const principal = await access.authenticate(`Bearer ${token}`);
    expect(principal.name).toBe('crm');
    expect([...principal.scopes]).toEqual(['calls:identity']);
    expect(principal.accounts).toBeNull();
  });

  it('has the accounts of its entry and no others', async () => {
    const { access } = startAccess({
      tokensFile: fileOf(
        entryFor(token, { providers: { osvi: { apiKey: 'k1', baseUrl: 'https://eu.osvi.example/' } } }),
      ),
    });
    const { accounts } = await access.authenticate(`Bearer ${token}`);
    expect([...(accounts ?? [])]).toEqual([
      ['osvi', createAccount({ apiKey: 'k1', baseUrl: 'https://eu.osvi.example' })],
    ]);
  });

  it('uses the documented base URL when its account has none', async () => {
    const { access } = startAccess({
      tokensFile: fileOf(entryFor(token, { providers: { osvi: { apiKey: 'k1' } } })),
    });
    const { accounts } = await access.authenticate(`Bearer ${token}`);
    expect(accounts?.get('osvi')?.baseUrl).toBe('https://osvi.example');
  });

  it.each(['Bearer', 'bearer', 'BEARER', 'bEaReR'])('may write the scheme as %s', async (scheme) => {
    const { access } = startAccess({ tokensFile: fileOf(entryFor(token)) });
    expect((await access.authenticate(`${scheme} ${token}`)).name).toBe('crm');
    expect((await access.authenticate(`  ${scheme}   ${token}  `)).name).toBe('crm');
  });

  it('is authenticated until its token expires, and not from then on', async () => {
    const { access, clock } = startAccess({
      tokensFile: fileOf(entryFor(token, { expiresAt: '2026-06-01T14:00:10+02:00' })),
    });
    const principal = await access.authenticate(`Bearer ${token}`);
    clock.advance(9_999);
    expect(await access.authenticate(`Bearer ${token}`)).toBe(principal);
    expect(access.isCurrent(principal)).toBe(true);
    clock.advance(1);
    expect((await rejectionOf(access, `Bearer ${token}`)).message).toContain('expired');
    expect(access.isCurrent(principal)).toBe(false);
  });
});

describe('a client without a valid token', () => {
  it.each([
    ['no header', undefined],
    ['an empty header', ''],
    ['the scheme alone', 'Bearer'],
    ['the scheme and a space', 'Bearer '],
    ['another scheme', `Basic ${token}`],
    ['no scheme', token],
    ['no space', `Bearer${token}`],
    ['two tokens', `Bearer ${token} ${token}`],
    ['the header twice, joined as HTTP joins them', `Bearer ${token}, Bearer ${token}`],
    ['a tab for the space', `Bearer\t${token}`],
    ['a line break inside', `Bearer ${token}\nx`],
    ['a token that is unknown', `Bearer ${createToken()}`],
    ['a token cut short', `Bearer ${token.slice(0, -1)}`],
    ['a token with a letter more', `Bearer ${token}A`],
    ['a token in other case', `Bearer ${token.toUpperCase()}`],
    ['the hash in place of the token', `Bearer ${(entryFor(token) as { tokenHash: string }).tokenHash}`],
    ['the bare hash', `Bearer ${(entryFor(token) as { tokenHash: string }).tokenHash.slice(7)}`],
    ['more than 8 KB', `Bearer ${'a'.repeat(8193)}`],
    ['a megabyte', `Bearer ${'a '.repeat(500_000)}`],
  ])('is rejected with %s, and its words are not repeated', async (_what, authorization) => {
    const { access, lines } = startAccess({ tokensFile: fileOf(entryFor(token)) });
    const error = await rejectionOf(access, authorization);
    expect(error).toBeInstanceOf(Unauthenticated);
    expect((error as Unauthenticated).code).toBe('UNAUTHENTICATED');
    expect(error.message.length).toBeGreaterThan(20);
    expect(`${error.message}${JSON.stringify(lines)}`).not.toContain(token.slice(4, 20));
    expect(error.message).not.toContain('aaaa');
  });

  it('gets the same error for every unknown token', async () => {
    const { access } = startAccess({ tokensFile: fileOf(entryFor(token)) });
    const one = await rejectionOf(access, `Bearer ${createToken()}`);
    const other = await rejectionOf(access, 'Bearer x');
    expect(one.message).toBe(other.message);
  });
});

describe('the tokens file', () => {
  const next = createToken();

  it('accepts a new token and drops an old one by the next turn of the event loop, without a restart', async () => {
    const path = fileOf(entryFor(token));
    const { access } = startAccess({ tokensFile: path });
    const principal = await access.authenticate(`Bearer ${token}`);
    writeFileSync(path, JSON.stringify([entryFor(next, { name: 'crm-2' })]));
    await nextTurn();
    expect((await access.authenticate(`Bearer ${next}`)).name).toBe('crm-2');
    expect(await rejectionOf(access, `Bearer ${token}`)).toBeInstanceOf(Unauthenticated);
    expect(access.isCurrent(principal)).toBe(false);
  });

  it('is read again each time another file is renamed into its place', async () => {
    const path = fileOf(entryFor(token));
    const { access } = startAccess({ tokensFile: path });
    for (let round = 0; round < 50; round += 1) {
      const fresh = createToken();
      writeFileSync(`${path}.new`, JSON.stringify([entryFor(fresh)]));
      renameSync(`${path}.new`, path);
      await nextTurn();
      expect((await access.authenticate(`Bearer ${fresh}`)).name).toBe('crm');
      expect(await rejectionOf(access, `Bearer ${token}`)).toBeInstanceOf(Unauthenticated);
    }
  });

  it('is read again when a symbolic link is switched, as Kubernetes switches secrets', async () => {
    const first = fileOf(entryFor(token));
    const second = fileOf(entryFor(next));
    const link = temporaryFile('link.json');
    symlinkSync(first, link);
    const { access } = startAccess({ tokensFile: link });
    await access.authenticate(`Bearer ${token}`);
    symlinkSync(second, `${link}.new`);
    renameSync(`${link}.new`, link);
    await nextTurn();
    await access.authenticate(`Bearer ${next}`);
    expect(await rejectionOf(access, `Bearer ${token}`)).toBeInstanceOf(Unauthenticated);
  });

  it('stays in force while the new version is unusable, which is logged once', async () => {
    const path = fileOf(entryFor(token));
    const { access, lines } = startAccess({ tokensFile: path });
    for (const broken of ['[{', '{}', JSON.stringify([{ name: token }])]) {
      writeFileSync(path, broken);
      await nextTurn();
      for (let request = 0; request < 5; request += 1) await access.authenticate(`Bearer ${token}`);
    }
    rmSync(path);
    await nextTurn();
    for (let request = 0; request < 5; request += 1) await access.authenticate(`Bearer ${token}`);
    expect(lines.map(({ level }) => level)).toEqual(['error', 'error', 'error', 'error']);
    expect(JSON.stringify(lines)).not.toContain(token);
    writeFileSync(path, JSON.stringify([entryFor(next)]));
    await nextTurn();
    await access.authenticate(`Bearer ${next}`);
    expect(await rejectionOf(access, `Bearer ${token}`)).toBeInstanceOf(Unauthenticated);
  });

  it('is checked once in a turn of the event loop, but again after a millisecond', async () => {
    const path = fileOf(entryFor(token));
    const { access, clock } = startAccess({ tokensFile: path });
    await access.authenticate(`Bearer ${token}`);
    writeFileSync(path, JSON.stringify([]));
    for (let request = 0; request < 50; request += 1) await access.authenticate(`Bearer ${token}`);
    clock.advance(1);
    expect(await rejectionOf(access, `Bearer ${token}`)).toBeInstanceOf(Unauthenticated);
    writeFileSync(path, JSON.stringify([entryFor(token)]));
    expect(await rejectionOf(access, `Bearer ${token}`)).toBeInstanceOf(Unauthenticated);
    await nextTurn();
    await access.authenticate(`Bearer ${token}`);
  });

  it('rejects every client when it is an empty list', async () => {
    const { access } = startAccess({ tokensFile: fileOf() });
    expect(await rejectionOf(access, `Bearer ${token}`)).toBeInstanceOf(Unauthenticated);
  });

  it('keeps the principal of an unchanged client, and replaces that of a changed one', async () => {
    const path = fileOf(entryFor(token), entryFor(next, { name: 'other' }));
    const { access } = startAccess({ tokensFile: path });
    const kept = await access.authenticate(`Bearer ${token}`);
    const changed = await access.authenticate(`Bearer ${next}`);
    writeFileSync(path, JSON.stringify([entryFor(token), entryFor(next, { name: 'other', scopes: [] })]));
    await nextTurn();
    expect(await access.authenticate(`Bearer ${token}`)).toBe(kept);
    expect([access.isCurrent(kept), access.isCurrent(changed)]).toEqual([true, false]);
  });

  it('stops the start with every problem, at its place and without a secret', () => {
    const secret = 'sk-live-do-not-print';
    const path = fileOf(
      { name: '', tokenHash: secret, scopes: ['calls:everything'], expiresAt: '2027-01-31', token: secret },
      entryFor(token, {
        providers: { osvi: { apiKey: `${secret} x`, baseUrl: 'http://osvi.example' }, [secret]: {} },
      }),
      entryFor(token, { providers: { osvi: { baseUrl: `https://u:${secret}@osvi.example` } } }),
      { ...entryFor(next), scopes: secret, providers: secret },
    );
    const problems = (() => {
      try {
        startAccess({ tokensFile: path });
        return [];
      } catch (error) {
        return error instanceof AccessConfigError ? error.problems : [];
      }
    })();
    expect(problems.map((problem) => /^ACCESS_TOKENS_FILE (\S+) /.exec(problem)?.[1])).toEqual([
      '[0]',
      '[0].name',
      '[0].tokenHash',
      '[0].expiresAt',
      '[0].scopes',
      '[1].providers',
      '[1].providers.osvi.apiKey',
      '[1].providers.osvi.baseUrl',
      '[2].providers.osvi.apiKey',
      '[2].providers.osvi.baseUrl',
      '[3].scopes',
      '[3].providers',
      '[2].name',
      '[2].tokenHash',
      '[3].name',
    ]);
    expect(problems.join()).not.toContain(secret);
  });

  it.each([
    ['is absent', temporaryFile('absent.json')],
    ['is a directory', '/tmp'],
  ])('stops the start when it %s', (_what, path) => {
    expect(() => startAccess({ tokensFile: path })).toThrow(
      /^ACCESS_TOKENS_FILE cannot be read \(E[A-Z]+\)\.$/,
    );
  });
});
