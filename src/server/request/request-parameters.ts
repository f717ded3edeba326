import { isUtf8 } from 'node:buffer';
import type { GraphQLParams } from 'graphql-yoga';
import { nestsTooDeep } from '../../domain/json-nesting.ts';
import { countJsonValues } from '../../domain/json-values.ts';
import { DOCUMENT_ID_PARAMETERS } from './document-id.ts';
import { requestError } from './request-error.ts';
import { countValues } from './variable-values.ts';

/** The parameters in a JSON `body`. Throws a request error when it is not a JSON object. */
export function parametersOfBody(body: Buffer): GraphQLParams {
  if (body.length === 0) throw requestError('BAD_REQUEST', 'The body is empty. Send {"query": "..."}.');
  if (!isUtf8(body)) throw requestError('BAD_REQUEST', 'The body is not well-formed UTF-8.');
  const text = body.toString('utf8');
  if (text.length > MAX_VALUES && countJsonValues(text, MAX_VALUES) > MAX_VALUES) throw tooManyValues();
  const value = parseJson(text, 'The body');
  if (Array.isArray(value))
    throw requestError(
      'BAD_REQUEST',
      'Batches are not supported. Send one operation a request, as an object.',
    );
  if (typeof value !== 'object' || value === null)
    throw requestError('BAD_REQUEST', 'The body must be a JSON object with the member "query".');
  return value;
}

/** The parameters in the query string of `url`. Throws a request error when one of them is not JSON but has to be. */
export function parametersOfUrl(url: string): GraphQLParams {
  const start = url.indexOf('?');
  const given = new URLSearchParams(start < 0 ? '' : url.slice(start + 1));
  const parameters: Record<string, unknown> = {};
  for (const name of ['query', 'operationName', ...DOCUMENT_ID_PARAMETERS]) {
    const value = given.get(name);
    if (value) parameters[name] = value;
  }
  for (const name of ['variables', 'extensions']) {
    const value = given.get(name);
    if (value) parameters[name] = parseJson(value, `The parameter "${name}"`);
  }
  return parameters;
}

function parseJson(text: string, subject: string): unknown {
  if (nestsTooDeep(text)) throw requestError('BAD_REQUEST', `${subject} nests lists and objects too deeply.`);
  try {
    return JSON.parse(text);
  } catch {
    throw requestError('BAD_REQUEST', `${subject} is not JSON.`); // V8's message quotes the text
  }
}

/** The parameters that a request may have once a document id has been replaced by its document. */
const KNOWN = new Set(['query', 'operationName', 'variables', 'extensions']);

/** Far more than the lists of one operation may name. Reading this many takes 80 ms, and a body of 1 MB holds 500,000. */
const MAX_VARIABLE_VALUES = 10_000;

/** Values of a whole body: those of its variables, and as many again of the other members as clients need. */
const MAX_VALUES = MAX_VARIABLE_VALUES + 1_000;

const tooManyValues = (): Error =>
  requestError(
    'LIMIT_EXCEEDED',
    `The variables of a request may hold ${MAX_VARIABLE_VALUES} values at most. Request fewer calls at once.`,
    { details: { limit: 'variableValues', allowed: MAX_VARIABLE_VALUES } },
  );

/** Throws a request error when a parameter is unknown, missing or of the wrong type. */
export function checkParameters(parameters: GraphQLParams): void {
  const { query, operationName, variables, extensions } = parameters;
  if (query === undefined || query === null || query === '')
    throw requestError('BAD_REQUEST', '"query" is missing. Send the text of an operation.');
  if (typeof query !== 'string')
    throw requestError('BAD_REQUEST', '"query" must be a string: the text of an operation.');
  if (operationName !== undefined && operationName !== null && typeof operationName !== 'string')
    throw requestError(
      'BAD_REQUEST',
      '"operationName" must be a string: the name of one operation of the query.',
    );
  if (!isObjectOrAbsent(variables))
    throw requestError('BAD_REQUEST', '"variables" must be an object of values by name.');
  if (countValues(variables, MAX_VARIABLE_VALUES) > MAX_VARIABLE_VALUES) throw tooManyValues();
  if (!isObjectOrAbsent(extensions)) throw requestError('BAD_REQUEST', '"extensions" must be an object.');
  for (const name in parameters)
    if (!KNOWN.has(name))
      throw requestError('BAD_REQUEST', `A request may have the members ${[...KNOWN].join(', ')} only.`);
}

const isObjectOrAbsent = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === 'object' && !Array.isArray(value));
