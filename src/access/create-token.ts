import { SCOPES } from '../domain/scope.ts';
import { AccessConfigError } from './access-errors.ts';
import { parseTokenFile } from './token-file.ts';
import { createToken, digestOf } from './token-hash.ts';

// `node dist/create-token.js NAME SCOPE,SCOPE` prints a token for a new client, and the client's entry for the tokens file.
const [name = '', scopes = ''] = process.argv.slice(2);
const token = createToken();
const entry = {
  name,
  tokenHash: `sha256:${digestOf(token)}`,
  scopes: scopes.split(',').map((scope) => scope.trim()),
};

try {
  parseTokenFile(JSON.stringify([entry]), []);
  process.stdout.write(
    `The token, which is shown only once:\n\n  ${token}\n\nAdd this entry to the list in ACCESS_TOKENS_FILE:\n\n${JSON.stringify(entry, null, 2)}\n`,
  );
} catch (error) {
  if (!(error instanceof AccessConfigError)) throw error;
  process.stderr.write(
    `Usage: node dist/create-token.js NAME SCOPE,SCOPE\nNAME is 1 to 64 letters, digits, dots, hyphens and underscores; the scopes are ${SCOPES.join(', ')}.\n`,
  );
  process.exitCode = 2;
}
