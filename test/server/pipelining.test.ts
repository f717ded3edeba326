import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { type MockProviders, startMockProviders } from '../support/mock-providers.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

let providers: MockProviders;
let server: TestServer;
let silent: { aborted: number };

/** Providers that respond only about a call whose id is `soon`. */
async function startSilentProviders(): Promise<void> {
  const upstream = { aborted: 0 };
  silent = upstream;
  providers = await startMockProviders((id, response) => {
    if (id === 'soon') return { status: 'in-progress' };
    response.once('close', () => {
      upstream.aborted += response.writableEnded ? 0 : 1;
    });
    return new Promise(() => {});
  });
}

afterEach(async () => {
  await server.stop({ graceMs: 0 });
  await providers.close();
});

const QUERY = 'query One($id: ID!) { call(id: $id) { id status } }';
const SUBSCRIPTION = 'subscription Watch($id: ID!) { callUpdates(id: $id) { id status } }';

const post = (query: string, id: string, accept = 'application/json'): string => {
  const body = JSON.stringify({ query, variables: { id } });
  const headers = `host: localhost\r\ncontent-type: application/json\r\naccept: ${accept}\r\n`;
  return `POST /graphql HTTP/1.1\r\n${headers}content-length: ${body.length}\r\n\r\n${body}`;
};

const get = (query: string, id: string): string => {
  const parameters = new URLSearchParams({ query, variables: JSON.stringify({ id }) });
  return `GET /graphql?${parameters} HTTP/1.1\r\nhost: localhost\r\ngraphql-require-preflight: 1\r\n\r\n`;
};

/** Ten requests in one write, so that nine of their responses wait for the first. */
const pipeline = (request: (index: number) => string): string =>
  Array.from({ length: 10 }, (_, index) => request(index)).join('');

async function send(text: string): Promise<Socket> {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  socket.on('error', () => {});
  socket.resume();
  await once(socket, 'connect');
  socket.write(text);
  return socket;
}

const CHUNKED = 'transfer-encoding: chunked\r\n';

/** The same request with its body in one chunk. */
const chunked = (text: string): string =>
  text.replace(
    /content-length: (\d+)\r\n\r\n(.*)$/s,
    (_all, length: string, body: string) =>
      `${CHUNKED}\r\n${Number(length).toString(16)}\r\n${body}\r\n0\r\n\r\n`,
  );
const withHeader = (header: string, text: string): string => text.replace('\r\n', `\r\n${header}\r\n`);

const REQUESTS = [
  ['POST', (index: number) => post(QUERY, `osvi:late-${index}`)],
  ['GET', (index: number) => get(QUERY, `puretalk:late-${index}`)],
  ['HEAD', (index: number) => get(QUERY, `puretalk:late-${index}`).replace('GET', 'HEAD')],
  ['chunked POST', (index: number) => chunked(post(QUERY, `osvi:late-${index}`))],
  [
    'POST to /graphql/',
    (index: number) => post(QUERY, `osvi:late-${index}`).replace('/graphql', '/graphql/'),
  ],
  ['POST for events', (index: number) => post(QUERY, `osvi:late-${index}`, 'text/event-stream')],
  ['POST for parts', (index: number) => post(QUERY, `osvi:late-${index}`, 'multipart/mixed')],
  [
    'POST for gzip',
    (index: number) => withHeader('accept-encoding: gzip', post(QUERY, `osvi:late-${index}`)),
  ],
  [
    'POST that expects 100-continue',
    (index: number) => withHeader('expect: 100-continue', post(QUERY, `osvi:late-${index}`)),
  ],
] as const;

const ENDINGS: readonly (readonly [string, (socket: Socket) => unknown])[] = [
  ['a reset', (socket) => socket.resetAndDestroy()],
  ['a close', (socket) => socket.destroy()],
  ['a half-close', (socket) => socket.end()],
];

it.each(
  REQUESTS.flatMap(([method, request]) => ENDINGS.map(([name, end]) => ({ method, request, name, end }))),
)(
  'pipelined requests by $method give back every place, and abort their upstream requests, after $name',
  async ({ request, end }) => {
    await startSilentProviders();
    const limits = { concurrentPerClient: 10, concurrentInTotal: 10 };
    server = await startTestServer(
      {
        UPSTREAM_RETRIES: '0',
        UPSTREAM_DEADLINE_MS: '60000',
        UPSTREAM_TIMEOUT_MS: '50000',
        ...providers.environment,
      },
      { endpoint: { limits } },
    );
    const socket = await send(pipeline(request));
    await expect.poll(() => providers.requestCount).toBe(10);
    expect((await server.ask({ query: '{ __typename }' })).status).toBe(503);
    end(socket);
    await expect.poll(async () => (await server.ask({ query: '{ __typename }' })).status).toBe(200);
    await expect.poll(() => silent.aborted).toBe(10);
    const held = await send(pipeline(request));
    await expect.poll(() => providers.requestCount).toBe(20);
    held.destroy();
  },
);

it.each([
  ['POST', () => post(SUBSCRIPTION, 'osvi:soon', 'text/event-stream')],
  ['chunked POST', () => chunked(post(SUBSCRIPTION, 'osvi:soon', 'text/event-stream'))],
  ['GET', () => withHeader('accept: text/event-stream', get(SUBSCRIPTION, 'osvi:soon'))],
])('a subscription by a pipelined %s gives back its place after a reset', async (_method, request) => {
  await startSilentProviders();
  server = await startTestServer(providers.environment, {
    endpoint: { limits: { subscriptionsPerClient: 1 } },
  });
  const stateOfOne = async (): Promise<unknown> => {
    const controller = new AbortController();
    const response = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({ query: SUBSCRIPTION, variables: { id: 'osvi:soon' } }),
      signal: controller.signal,
    });
    const { value } = (await response.body?.getReader().read()) ?? {};
    controller.abort();
    return Buffer.from(value ?? [])
      .toString()
      .includes('LIMIT_EXCEEDED')
      ? 'rejected'
      : 'admitted';
  };
  const socket = await send(post(QUERY, 'osvi:late') + request());
  await expect.poll(stateOfOne).toBe('rejected');
  socket.resetAndDestroy();
  await expect.poll(stateOfOne).toBe('admitted');
});

it('a shutdown waits for no request of a connection that was reset', async () => {
  await startSilentProviders();
  server = await startTestServer({
    UPSTREAM_RETRIES: '0',
    SHUTDOWN_TIMEOUT_MS: '60000',
    ...providers.environment,
  });
  const socket = await send(pipeline((index) => post(QUERY, `osvi:late-${index}`)));
  await expect.poll(() => providers.requestCount).toBe(10);
  socket.resetAndDestroy();
  await expect.poll(() => silent.aborted).toBe(10);
  const stopped = server.stop({ graceMs: 0 }).then(() => 'stopped');
  expect(await Promise.race([stopped, sleep(3_000, 'still waiting')])).toBe('stopped');
});
