import { GraphQLError } from 'graphql';
import { afterEach, describe, expect, it } from 'vitest';
import type { GraphContext } from '../../../schema/context.ts';
import { providers } from '../../../schema/providers.ts';
import { type EndpointTestServer, startTestServer } from '../../support/test-server.ts';

const SECRET = 'sk-secret +15551234567 Dear Jane';

let server: EndpointTestServer;
afterEach(() => server.stop());

/** A server on which reading a provider's status calls `fail`. */
const startFailing = async (fail: () => never): Promise<void> => {
  server = await startTestServer(
    {},
    {
      endpoint: {},
      changeApp: (switchboard) => ({
        ...switchboard,
        createContext: (...args) => ({ ...switchboard.createContext(...args), providerStatus: fail }),
      }),
    },
  );
};
const startWithoutContext = async (thrown: unknown): Promise<void> => {
  server = await startTestServer(
    {},
    {
      endpoint: {},
      changeApp: (switchboard) => ({
        ...switchboard,
        createContext: (): GraphContext => {
          throw thrown;
        },
      }),
    },
  );
};
const lineOf = (message: string): unknown => server.log.find(({ msg }) => msg === message);
const ID = { 'x-request-id': 'request-0001' };

describe('an unexpected error', () => {
  it("is masked at its path, logged once, and identified by the request's id", async () => {
    await startFailing(() => {
      throw new TypeError(SECRET);
    });
    const { status, headers, body } = await server.ask({ query: '{ providers { healthy } }' }, ID);
    expect(status).toBe(200);
    expect(headers.get('x-request-id')).toBe('request-0001');
    expect(await server.app.metrics.registry.metrics()).toContain(
      `switchboard_request_errors_total{code="INTERNAL_SERVER_ERROR"} ${providers.length}`,
    );
    expect(body.errors?.[0]).toMatchObject({
      path: expect.arrayContaining(['providers']),
      extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: 'request-0001' },
    });
    expect(lineOf('unexpected error')).toMatchObject({ requestId: 'request-0001', type: 'TypeError' });
    expect(JSON.stringify([body, server.log])).not.toContain(SECRET);
  });

  it('is masked when it is no Error, or is wrapped in a GraphQLError', async () => {
    for (const thrown of [SECRET, { message: SECRET, toString: () => SECRET }, 7, null]) {
      await startWithoutContext(thrown);
      const { status, body } = await server.ask({ query: '{ providers { name } }' }, ID);
      expect(status).toBe(500);
      expect(body.errors?.[0]?.extensions).toEqual({
        code: 'INTERNAL_SERVER_ERROR',
        requestId: 'request-0001',
      });
      expect(JSON.stringify([body, server.log])).not.toContain(SECRET);
      await server.stop();
    }
    await startWithoutContext(new GraphQLError('outer', { originalError: new Error(SECRET) }));
    expect(JSON.stringify((await server.ask({ query: '{ providers { name } }' })).body)).not.toContain(
      SECRET,
    );
  });

  it('has a new request id when the one sent is not safe to log', async () => {
    await startFailing(() => {
      throw new Error(SECRET);
    });
    for (const sent of ['short', 'x'.repeat(65), 'two words!', '<script>alert(1)</script>']) {
      const { headers } = await server.ask({ query: '{ __typename }' }, { 'x-request-id': sent });
      expect(headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/);
    }
  });
});

describe('a request error', () => {
  it("does not quote a variable's value", async () => {
    server = await startTestServer({}, { endpoint: {} });
    const query = 'query Q($ids: [ID!]!, $id: ID!) { calls(ids: $ids) { id } call(id: $id) { id } }';
    const cases = [
      [
        { ids: ['osvi:1', { name: SECRET }, null], id: 'osvi:1' },
        'The variable "$ids" is of type "[ID!]!"; what was sent does not fit at $ids[1], $ids[2].',
      ],
      [
        { ids: [], id: { [SECRET]: SECRET } },
        'The variable "$id" is of type "ID!"; what was sent does not fit.',
      ],
      [{ ids: [], id: null }, 'The variable "$id" is of type "ID!" and cannot be null.'],
      [{ ids: [] }, 'The variable "$id" is of type "ID!" and has to be sent.'],
    ] as const;
    for (const [variables, message] of cases) {
      const { status, body } = await server.ask({ query, variables });
      expect(status).toBe(400);
      expect(body).toEqual({ errors: [{ message, extensions: { code: 'BAD_USER_INPUT' } }] });
    }
  });

  it('does not quote a body that is not JSON', async () => {
    server = await startTestServer({}, { endpoint: {} });
    const headers = { 'content-type': 'application/json', 'graphql-require-preflight': '1' };
    for (const response of [
      await server.send({ method: 'POST', headers, body: `{"query": ${SECRET}` }),
      await server.send({ headers }, `/graphql?query={__typename}&variables=${encodeURIComponent(SECRET)}`),
      await server.send({
        method: 'POST',
        headers,
        body: JSON.stringify({ query: '{ __typename }', [SECRET]: 1 }),
      }),
      await server.send({
        method: 'POST',
        headers,
        body: JSON.stringify({ query: '{ __typename }', variables: SECRET }),
      }),
    ]) {
      expect(response.status).toBe(400);
      expect(response.body.errors?.[0]?.extensions).toEqual({ code: 'BAD_REQUEST' });
      expect(JSON.stringify(response.body)).not.toContain('Jane');
    }
  });

  it('has a code for a syntax error, a validation error and an unknown operation', async () => {
    server = await startTestServer({}, { endpoint: {} });
    const codeOf = async (body: object): Promise<unknown> =>
      (await server.ask(body)).body.errors?.[0]?.extensions?.['code'];
    expect(await codeOf({ query: '{' })).toBe('GRAPHQL_PARSE_FAILED');
    expect(await codeOf({ query: '{ nothing }' })).toBe('GRAPHQL_VALIDATION_FAILED');
    expect(await codeOf({ query: '{ __typename }', operationName: 'Other' })).toBe(
      'OPERATION_RESOLUTION_FAILURE',
    );
    expect(await codeOf({ query: '{ call(id: "nobody") { id } }' })).toBe('BAD_USER_INPUT');
  });
});
