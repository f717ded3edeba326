import { afterAll, beforeAll, expect, it } from 'vitest';
import { type MockProviders, startMockProviders } from '../support/mock-providers.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';
import { createApolloClient } from './apollo.ts';
import { CallUpdates } from './documents.ts';
import { createUrqlClient } from './urql.ts';

/** Records by call id, one a request: a live call that settles, whose status changes on the way. */
const RECORDS = [{ status: 'in-progress' }, { status: 'completed', end_time: '2026-05-01T10:00:00Z' }];

let providers: MockProviders;
let server: TestServer;
const requests = new Map<string, number>();
beforeAll(async () => {
  providers = await startMockProviders((callId) => {
    const count = requests.get(callId) ?? 0;
    requests.set(callId, count + 1);
    return RECORDS[Math.min(count, RECORDS.length - 1)];
  });
  server = await startTestServer(providers.environment, {
    wait: () => new Promise((resolve) => setTimeout(resolve, 20)),
  });
});
afterAll(async () => {
  await server.stop();
  await providers.close();
});

it('Apollo Client follows a call over server-sent events until it has settled', async () => {
  const client = createApolloClient(`${server.url}/graphql`);
  const statuses: unknown[] = [];
  await new Promise<void>((resolve, reject) => {
    client.subscribe({ query: CallUpdates, variables: { id: 'puretalk:apollo' } }).subscribe({
      next: ({ data }) => statuses.push(data?.callUpdates?.status),
      error: reject,
      complete: resolve,
    });
  });
  expect(statuses).toEqual(['IN_PROGRESS', 'COMPLETED']);
});

it('urql follows a call over server-sent events until it has settled', async () => {
  const client = createUrqlClient(`${server.url}/graphql`);
  const statuses: unknown[] = [];
  await new Promise<void>((resolve) => {
    client.subscription(CallUpdates, { id: 'puretalk:urql' }).subscribe(({ data, hasNext }) => {
      const { status } = data?.callUpdates ?? {};
      if (statuses.at(-1) !== status) statuses.push(status);
      if (status === 'COMPLETED' || hasNext === false) resolve();
    });
  });
  expect(statuses).toEqual(['IN_PROGRESS', 'COMPLETED']);
});

it('tells a proxy not to hold back the events of a stream, and only of a stream', async () => {
  const send = (query: string, accept: string): Promise<Response> =>
    fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept },
      body: JSON.stringify({ query }),
    });
  const stream = await send('subscription { callUpdates(id: "puretalk:proxy") { id } }', 'text/event-stream');
  expect(stream.headers.get('x-accel-buffering')).toBe('no');
  await stream.text();
  const response = await send('{ __typename }', 'application/json');
  expect(response.headers.has('x-accel-buffering')).toBe(false);
});
