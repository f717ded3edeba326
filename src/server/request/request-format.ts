import type { GraphQLError } from 'graphql';
import { bodyTooLong } from './request-body.ts';
import { requestError } from './request-error.ts';
import type { ServerRequest } from './server-request.ts';

/** Rejects by its headers a request that is not GraphQL over HTTP, or whose body exceeds `bodyBytes`. */
export function checkFormat({ method, headers }: ServerRequest, bodyBytes: number): void {
  if (method !== 'GET' && method !== 'POST')
    throw requestError('METHOD_NOT_ALLOWED', 'The GraphQL endpoint accepts GET and POST only.', {
      headers: { allow: 'GET, POST' },
    });
  checkAccept(headers.get('accept'));
  if (method === 'GET') return;
  checkMediaType(headers);
  if (Number(headers.get('content-length')) > bodyBytes) throw bodyTooLong(bodyBytes);
}

const ACCEPTABLE =
  /\*\/\*|application\/(?:\*|json|graphql-response\+json)|text\/(?:\*|event-stream)|multipart\/(?:\*|mixed)/i;

function checkAccept(accept: string | null): void {
  if (accept === null || accept === '' || ACCEPTABLE.test(accept)) return;
  throw notAcceptable();
}

export const notAcceptable = (): GraphQLError =>
  requestError(
    'NOT_ACCEPTABLE',
    'Responses are application/graphql-response+json or application/json, and those of a subscription text/event-stream. Name one of them in the accept header.',
  );

const JSON_TYPE = /^application\/json[ \t]*(?:;|$)/i;
const OTHER_CHARSET = /;[ \t]*charset=(?!"?utf-?8"?[ \t]*(?:;|$))/i;

function checkMediaType(headers: ServerRequest['headers']): void {
  const type = headers.get('content-type') ?? '';
  if (!JSON_TYPE.test(type) || OTHER_CHARSET.test(type))
    throw requestError(
      'UNSUPPORTED_MEDIA_TYPE',
      'The body of a POST must be JSON in UTF-8. Send content-type application/json.',
    );
  const encoding = headers.get('content-encoding');
  if (encoding !== null && encoding !== '' && encoding !== 'identity')
    throw requestError(
      'UNSUPPORTED_MEDIA_TYPE',
      'Compressed bodies are not supported. Send the body without content-encoding.',
    );
}
