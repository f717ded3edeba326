import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { startAccess, temporaryFile } from './access-fixture.ts';

const run = (...words: string[]) =>
  spawnSync('node_modules/.bin/tsx', ['src/access/create-token.ts', ...words], { encoding: 'utf8' });

it('create-token prints a token and its entry for the tokens file', async () => {
  const { stdout, status } = run('crm', 'calls:read,calls:identity');
  expect(status).toBe(0);
  const token = /^ {2}(sb_[\w-]{43})$/m.exec(stdout)?.[1] ?? '';
  const entry: unknown = JSON.parse(stdout.slice(stdout.indexOf('{')));
  const { access } = startAccess({ tokensFile: temporaryFile('tokens.json', JSON.stringify([entry])) });
  const principal = await access.authenticate(`Bearer ${token}`);
  expect([principal.name, ...principal.scopes]).toEqual(['crm', 'calls:read', 'calls:identity']);
  expect(stdout.slice(stdout.indexOf('{'))).not.toContain(token);
});

it('create-token prints its usage and no token for an invalid name or scope', () => {
  for (const words of [[], ['crm'], ['c r m', 'calls:read'], ['crm', 'calls:all']]) {
    const { stdout, stderr, status } = run(...words);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain('calls:read, calls:content, calls:identity');
  }
});
