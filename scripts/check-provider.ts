import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { missingProviderParts } from './missing-provider-parts.ts';

// `npm run provider:check` says what each provider still lacks; `npm run provider:check -- ID` what a new one does.
const root = fileURLToPath(new URL('..', import.meta.url));
const [given] = process.argv.slice(2);
const known = readdirSync(new URL('../schema/calls', import.meta.url)).map((name) => basename(name, '.ts'));

for (const id of given === undefined ? known : [given]) {
  const missing = missingProviderParts(id, root);
  if (missing.length > 0) process.exitCode = 1;
  const steps = missing.map((sentence, index) => `  ${index + 1}. ${sentence}\n`);
  process.stdout.write(
    missing.length === 0
      ? `${id}: nothing is missing. Run npm run check.\n`
      : `${id}: ${missing.length} parts are missing.\n${steps.join('')}`,
  );
}
