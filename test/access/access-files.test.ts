import { describe, expect, it } from 'vitest';
import { inspectAccessFiles } from '../../src/access/access-files.ts';
import { OPEN_ACCESS } from '../../src/access/access-options.ts';
import { createToken } from '../../src/access/token-hash.ts';
import { createTestClock } from '../support/test-clock.ts';
import { createTestLog, entryFor, PROVIDERS, temporaryFile } from './access-fixture.ts';
import { createSigningKey, jwtOptions } from './issuer.ts';

const dependencies = { logger: createTestLog(), clock: createTestClock(), providers: PROVIDERS };
const tokensFile = (entry: object): string => temporaryFile('tokens.json', JSON.stringify([entry]));

describe('the inspection of the access files', () => {
  it('reports the problems of all of them at once', () => {
    const jwt = jwtOptions({ from: 'file', path: temporaryFile('keys', '{"keys":[]}') });
    const { problems } = inspectAccessFiles({ tokensFile: tokensFile({}), jwt }, dependencies);
    expect(problems.map((problem) => problem.split(' ')[0])).toEqual([
      ...['ACCESS_TOKENS_FILE', 'ACCESS_TOKENS_FILE', 'ACCESS_TOKENS_FILE'],
      'ACCESS_JWT_KEY_FILE',
    ]);
  });

  it('reports no problem with usable files, and none without files', async () => {
    const { jwk } = await createSigningKey('ES256');
    const path = temporaryFile('keys', JSON.stringify(jwk));
    const options = {
      tokensFile: tokensFile(entryFor(createToken())),
      jwt: jwtOptions({ from: 'file', path }),
    };
    expect(inspectAccessFiles(options, dependencies)).toEqual({ problems: [], hasAccounts: false });
    expect(inspectAccessFiles(OPEN_ACCESS, dependencies)).toEqual({ problems: [], hasAccounts: false });
  });

  it('reports whether clients have accounts of their own', () => {
    const entry = entryFor(createToken(), { providers: { osvi: { apiKey: 'k' } } });
    expect(
      inspectAccessFiles({ ...OPEN_ACCESS, tokensFile: tokensFile(entry) }, dependencies).hasAccounts,
    ).toBe(true);
  });
});
