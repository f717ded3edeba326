import { createHash } from 'node:crypto';
import type { WireRequest } from './endpoint-under-test.ts';

const JSON_HEADERS = ['content-type', 'application/json', 'accept', 'application/json'];
const RESPONSE_JSON = ['content-type', 'application/json', 'accept', 'application/graphql-response+json'];

const CALL = 'query One($id: ID!) { call(id: $id) { id status summary freshness { fetchedAt stale } } }';
const CALLS = 'query Many($ids: [ID!]!) { calls(ids: $ids) { id provider status raw } }';
const hash = createHash('sha256').update(CALL).digest('hex');

const post = (title: string, body: unknown, headers: readonly string[] = JSON_HEADERS): WireRequest => ({
  title,
  headers,
  body: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body),
});
const one = { query: CALL, variables: { id: 'osvi:1' } };

/** Requests of every kind: common and odd, valid and invalid. */
export const REQUESTS: readonly WireRequest[] = [
  post('one call', one),
  post('one call, as a GraphQL response', one, RESPONSE_JSON),
  post('one call, accepting anything', one, ['content-type', 'application/json', 'accept', '*/*']),
  post('one call, without an accept header', one, ['content-type', 'application/json']),
  post('one call, accepting streams too', one, [
    'content-type',
    'application/json; charset=utf-8',
    'accept',
    'application/graphql-response+json, application/json, text/event-stream, multipart/mixed',
  ]),
  post('one call, accepting an unsupported type', one, [
    'content-type',
    'application/json',
    'accept',
    'image/png',
  ]),
  post('one call, with an id of its own', one, [...JSON_HEADERS, 'x-request-id', 'request-0001']),
  post('one call, from an allowed page', one, [...JSON_HEADERS, 'origin', 'https://app.example.com']),
  post('one call, from a page that is not allowed', one, [
    ...JSON_HEADERS,
    'origin',
    'https://evil.example.com',
  ]),
  post('calls of every provider, twice over', {
    query: CALLS,
    variables: { ids: ['osvi:1', 'puretalk:2', 'synthflow:3', 'voxworks:4', 'osvi:1'] },
  }),
  post('a call of two endpoints', { query: '{ voxworksCall(callId: "9") { teamId rating raw } }' }),
  post('a call that does not exist', { query: CALL, variables: { id: 'osvi:absent' } }),
  post('a call that the provider rejects', { query: CALL, variables: { id: 'osvi:refused' } }),
  post('a list of which one fails', { query: CALLS, variables: { ids: ['osvi:1', 'osvi:refused'] } }),
  post('an invalid id', { query: CALL, variables: { id: 'nobody:1' } }),
  post('a variable of the wrong type', { query: CALL, variables: { id: { a: 1 } } }),
  post('a missing variable', { query: CALL }),
  post('more calls than one operation may need', {
    query: CALLS,
    variables: { ids: Array.from({ length: 250 }, (_, index) => `voxworks:${index}`) },
  }),
  post('the status of providers', { query: '{ providers { provider configured inFlight queued } }' }),
  post('nothing but a type name', { query: '{ __typename }' }),
  post('introspection', { query: '{ __schema { queryType { name } } }' }),
  post('a document with a syntax error', { query: '{ call(' }),
  post('an invalid document', { query: '{ cal }' }),
  post('a document too deep', { query: `{ ${'a { '.repeat(20)}b${' }'.repeat(20)} }` }),
  post('an unknown operation', { query: 'query A { __typename }', operationName: 'B' }),
  post('one of two operations', {
    query: 'query A { __typename } query B { a: __typename }',
    operationName: 'B',
  }),
  post('two operations and no name', { query: 'query A { __typename } query B { __typename }' }),
  post('a mutation', { query: 'mutation { __typename }' }),
  post('an operation with a number in its name', { query: 'query N4915123456789 { __typename }' }),
  post('a batch', [one, one]),
  post('an empty batch', []),
  post('null', 'null'),
  post('a string', '"{ __typename }"'),
  post('an empty object', {}),
  post('no JSON', '{ __typename }'),
  post('JSON with a tail', '{"query":"{ __typename }"} '),
  post('JSON and more', '{"query":"{ __typename }"}{}'),
  post('a byte order mark', '\uFEFF{"query":"{ __typename }"}'),
  post('a member twice, the last one counts', '{"query":"{ a: __typename }","query":"{ b: __typename }"}'),
  post(
    'a member twice in variables',
    `{"query":${JSON.stringify(CALL)},"variables":{"id":"osvi:1","id":"osvi:2"}}`,
  ),
  post('a prototype', `{"query":"{ __typename }","__proto__":{"query":"{ cal }"}}`),
  post('members in another order', { variables: { id: 'osvi:1' }, query: CALL }),
  post('an unknown member', { ...one, other: 1 }),
  post('a query that is a number', { query: 1 }),
  post('variables that are a list', { query: CALL, variables: [] }),
  post('extensions that are text', { ...one, extensions: 'x' }),
  post('a document by an unknown hash', {
    extensions: { persistedQuery: { version: 1, sha256Hash: 'ab'.repeat(32) } },
  }),
  post('a document with its hash', {
    ...one,
    extensions: { persistedQuery: { version: 1, sha256Hash: hash } },
  }),
  post('a document by that hash', {
    variables: { id: 'osvi:1' },
    extensions: { persistedQuery: { version: 1, sha256Hash: hash } },
  }),
  post('a document with the hash of another', {
    query: '{ __typename }',
    extensions: { persistedQuery: { version: 1, sha256Hash: hash } },
  }),
  post('bytes that are not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d])),
  post('text beyond Latin', { query: CALL, variables: { id: 'osvi:ключ-鍵' } }),
  post('a body too long', `{"query":"{ __typename }","extensions":{"a":"${'x'.repeat(5_000)}"}}`),
  post('an empty body', ''),
  post(
    'a subscription to a call that does not exist',
    { query: 'subscription { callUpdates(id: "osvi:absent") { id } }' },
    ['content-type', 'application/json', 'accept', 'text/event-stream'],
  ),
  post('a subscription, accepting no stream', {
    query: 'subscription { callUpdates(id: "osvi:absent") { id } }',
  }),
  post('another content type', one, ['content-type', 'text/plain', 'accept', 'application/json']),
  post('a content type that only begins like it', one, ['content-type', 'application/jsonp']),
  post('another charset', one, ['content-type', 'application/json; charset=utf-16']),
  post('a form', 'query=%7B__typename%7D', ['content-type', 'application/x-www-form-urlencoded']),
  post('no content type', one, ['accept', 'application/json']),
  post('a compressed body', one, [...JSON_HEADERS, 'content-encoding', 'gzip']),
  post('a body compressed by nothing', one, [...JSON_HEADERS, 'content-encoding', 'identity']),
  { ...post('a query string as well', one), path: '/graphql?query=%7Bcal%7D' },
  { ...post('a slash at the end', one), path: '/graphql/' },
  { title: 'chunks', headers: [...JSON_HEADERS, 'transfer-encoding', 'chunked'], method: 'POST' },
  {
    title: 'GET',
    method: 'GET',
    path: '/graphql?query=%7B__typename%7D',
    headers: ['accept', 'application/json'],
  },
  {
    title: 'GET with a preflight header',
    method: 'GET',
    path: '/graphql?query=%7B__typename%7D',
    headers: ['accept', 'application/json', 'graphql-require-preflight', '1'],
  },
  { title: 'OPTIONS', method: 'OPTIONS', headers: ['origin', 'https://app.example.com'] },
  { ...post('PUT', one), method: 'PUT' },
  { title: 'DELETE', method: 'DELETE' },
];

/** Requests with valid and invalid credentials. */
export const CREDENTIALS: readonly WireRequest[] = [
  post('no credential', one),
  post('a token', one, [...JSON_HEADERS, 'authorization', 'Bearer sb_whole']),
  post('a scheme in lower case', one, [...JSON_HEADERS, 'authorization', 'bearer  sb_whole']),
  post('a token with fewer scopes', one, [...JSON_HEADERS, 'authorization', 'Bearer sb_narrow']),
  post('a token with accounts of its own', one, [...JSON_HEADERS, 'authorization', 'Bearer sb_tenant']),
  post('an expired token', one, [...JSON_HEADERS, 'authorization', 'Bearer sb_past']),
  post('an unknown token', one, [...JSON_HEADERS, 'authorization', 'Bearer sb_unknown']),
  post('another scheme', one, [...JSON_HEADERS, 'authorization', 'Basic sb_whole']),
  post('two credentials', one, [
    ...JSON_HEADERS,
    'authorization',
    'Bearer sb_whole',
    'authorization',
    'Bearer sb_narrow',
  ]),
  post('no credential with a broken body', '{', JSON_HEADERS),
  post('a token with a broken body', '{', [...JSON_HEADERS, 'authorization', 'Bearer sb_whole']),
];
