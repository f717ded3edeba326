import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import type { GraphQLParams } from 'graphql-yoga';
import { requestError } from '../request/request-error.ts';
import type { ServerPlugin } from '../request/server-context.ts';

/** The parameters that name a document in place of its text: of GraphQL over HTTP, of Relay, and of both. */
export const DOCUMENT_ID_PARAMETERS = ['documentId', 'doc_id', 'id'] as const;

/**
 * Reads what a request asks: the query string of a GET, the JSON body of a POST, and nothing else. Yoga’s own
 * readers answer 500 to broken JSON in a query string, and copy a body through two streams to limit its size.
 */
export function useRequestParameters({ bodyBytes }: { readonly bodyBytes: number }): ServerPlugin {
  return {
    onRequestParse({ request, serverContext, setRequestParser }) {
      const { method } = request;
      if (method !== 'GET' && method !== 'POST')
        throw requestError('METHOD_NOT_ALLOWED', 'The graph is asked with GET or POST.', {
          headers: { allow: 'GET, POST' },
        });
      rejectUnacceptable(request.headers.get('accept'));
      if (method === 'GET') return setRequestParser(() => parametersOfUrl(request.url));
      rejectMediaType(request.headers);
      if (Number(request.headers.get('content-length')) > bodyBytes) throw tooLarge(bodyBytes);
      setRequestParser(async () => {
        const body = await (serverContext.body ?? readBody(request, serverContext.req, bodyBytes));
        return readParameters(body);
      });
    },
    onParams({ params }) {
      rejectParameters(params);
    },
  };
}

const ACCEPTABLE =
  /\*\/\*|application\/(?:\*|json|graphql-response\+json)|text\/(?:\*|event-stream)|multipart\/(?:\*|mixed)/i;

function rejectUnacceptable(accept: string | null): void {
  if (accept === null || accept === '' || ACCEPTABLE.test(accept)) return;
  throw requestError('NOT_ACCEPTABLE', 'Answers are application/graphql-response+json or application/json.');
}

/** Whether `type` is JSON in UTF-8. */
export const isJsonType = (type: string): boolean => JSON_TYPE.test(type) && !OTHER_CHARSET.test(type);

const JSON_TYPE = /^application\/json[ \t]*(?:;|$)/i;
const OTHER_CHARSET = /;[ \t]*charset=(?!"?utf-?8"?[ \t]*(?:;|$))/i;

function rejectMediaType(headers: Headers): void {
  const type = headers.get('content-type') ?? '';
  if (!isJsonType(type))
    throw requestError(
      'UNSUPPORTED_MEDIA_TYPE',
      'The body of a POST is JSON in UTF-8: send content-type application/json.',
    );
  const encoding = headers.get('content-encoding');
  if (encoding !== null && encoding !== '' && encoding !== 'identity')
    throw requestError(
      'UNSUPPORTED_MEDIA_TYPE',
      'Compressed bodies are not read: send it without content-encoding.',
    );
}

const tooLarge = (bodyBytes: number): Error =>
  requestError(
    'LIMIT_EXCEEDED',
    `A request’s body may have ${bodyBytes} bytes at most. Send fewer ids or fields at once.`,
    {
      status: 413,
      details: { limit: 'bodyBytes', allowed: bodyBytes },
    },
  );

async function readBody(request: Request, req: IncomingMessage | undefined, limit: number): Promise<Buffer> {
  if (req !== undefined) return readStream(req, limit);
  const body = Buffer.from(await request.arrayBuffer());
  if (body.length > limit) throw tooLarge(limit);
  return body;
}

/** The whole body of `req`. Rejects with the refusal of one that is longer than `limit`, or that is broken off. */
export function readStream(req: IncomingMessage, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const onData = (chunk: Buffer): void => {
      length += chunk.length;
      if (length <= limit) return void chunks.push(chunk);
      req.off('data', onData); // the rest is read into nothing, for the client to hear the answer
      req.resume();
      reject(tooLarge(limit));
    };
    const onBroken = (): void =>
      reject(requestError('BAD_REQUEST', 'The body ended before it was complete.'));
    if (req.destroyed) return onBroken(); // while somebody found out who sends it
    req.on('data', onData);
    req.on('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
    req.on('error', onBroken);
    req.on('aborted', onBroken);
  });
}

/** What the JSON in `body` asks. Throws the refusal of a body that asks nothing. */
export function readParameters(body: Buffer): GraphQLParams {
  if (body.length === 0) throw requestError('BAD_REQUEST', 'The body is empty: send {"query": "…"}.');
  if (!isUtf8(body)) throw requestError('BAD_REQUEST', 'The body is not well-formed UTF-8.');
  const value = parseJson(body.toString('utf8'), 'The body');
  if (Array.isArray(value))
    throw requestError('BAD_REQUEST', 'Batches are not read: send one operation a request, as an object.');
  if (typeof value !== 'object' || value === null)
    throw requestError('BAD_REQUEST', 'The body is a JSON object with the member "query".');
  return value;
}

function parametersOfUrl(url: string): GraphQLParams {
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

function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw requestError('BAD_REQUEST', `${what} is not JSON.`); // V8's message quotes the text
  }
}

/** What any request may name, whoever reads it. */
const KNOWN = new Set(['query', 'operationName', 'variables', 'extensions']);

function rejectParameters(parameters: GraphQLParams): void {
  const { query, operationName, variables, extensions } = parameters;
  if (query === undefined || query === null || query === '')
    throw requestError('BAD_REQUEST', 'There is no "query": send the text of an operation.');
  if (typeof query !== 'string')
    throw requestError('BAD_REQUEST', '"query" is a string: the text of an operation.');
  if (operationName !== undefined && operationName !== null && typeof operationName !== 'string')
    throw requestError('BAD_REQUEST', '"operationName" is a string: the name of one operation of the query.');
  if (!isObjectOrAbsent(variables))
    throw requestError('BAD_REQUEST', '"variables" is an object of values by name.');
  if (!isObjectOrAbsent(extensions)) throw requestError('BAD_REQUEST', '"extensions" is an object.');
  for (const name in parameters)
    if (!KNOWN.has(name))
      throw requestError('BAD_REQUEST', `A request has the members ${[...KNOWN].join(', ')}, and no others.`);
}

const isObjectOrAbsent = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === 'object' && !Array.isArray(value));
