import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';

const ajv = new Ajv({ strict: false, allErrors: true });
addFormats.default(ajv);

/** Validates by the working group's JSON schema. */
export const isVcon = ajv.compile(
  JSON.parse(readFileSync(new URL('./vcon-json-schema.json', import.meta.url), 'utf8')) as object,
);
