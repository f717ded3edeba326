import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, expect, it } from 'vitest';
import { type MockProviders, startMockProviders } from '../support/mock-providers.ts';
import { type LimitedServer, POD_MEGABYTES, startLimitedServer } from './limited-server.ts';

let providers: MockProviders;
let server: LimitedServer;

afterEach(async () => {
  await server.stop();
  await providers.close();
});

async function start(respond: Parameters<typeof startMockProviders>[0] = () => ({})): Promise<void> {
  providers = await startMockProviders(respond);
  server = await startLimitedServer(providers.environment);
}

/** The server is alive, serves, and stands within the memory of a pod. */
async function expectAlive(): Promise<void> {
  expect(await server.ask({ query: '{ __typename }' })).toMatchObject({ status: 200 });
  expect(server.process.megabytes ?? 0).toBeLessThan(POD_MEGABYTES);
}

const DOCUMENTS: readonly (readonly [string, (index: number) => string])[] = [
  ['invalid', (index) => `query Q${index} { ${'a{b}'.repeat(980)} }`],
  ['broken', (index) => `query Q${index} { ${'a{b}'.repeat(980)} `],
  ['valid', (index) => `query Q${index} { providers { ${'name#\n'.repeat(300)} } }`],
  ['comment-laden', (index) => `query Q${index} { __typename ${'#\n'.repeat(400_000)} }`],
];

it.each(DOCUMENTS)('2,000 distinct %s documents fit the memory of a pod', async (_name, document) => {
  await start();
  for (let index = 0; index < 2_000; index += 50) {
    const texts = Array.from({ length: 50 }, (_, offset) => document(index + offset));
    if ((texts[0]?.length ?? 0) < 100_000 || index === 0)
      await Promise.all(texts.map((query) => server.ask({ query })));
  }
  await expectAlive();
});

/** A record of half a megabyte, with a transcript of 2,000 lines. */
const LONG_RECORD = {
  transcript_json: Array.from({ length: 2_000 }, (_, line) => ({
    role: 'agent',
    content: `line ${line} `.repeat(10),
  })),
  summary: 'words '.repeat(20_000),
  call_summary: 'words '.repeat(20_000),
  custom: 'x'.repeat(300_000),
};

const aliases = (count: number, field: string): string =>
  Array.from({ length: count }, (_, index) => `a${index}: ${field}`).join(' ');

const LARGE_RESPONSES: readonly (readonly [string, string])[] = [
  ['aliases of `raw`', `query Q($ids: [ID!]!) { calls(ids: $ids) { ${aliases(100, 'raw')} } }`],
  ['aliases of a text', `query Q($ids: [ID!]!) { calls(ids: $ids) { ${aliases(100, 'summary')} } }`],
  [
    'aliases in a list',
    `query Q($ids: [ID!]!) { nodes(ids: $ids) { ... on Call { transcript { turns { ${aliases(100, 'text')} } } } } }`,
  ],
  [
    'aliases of a list',
    `query Q($ids: [ID!]!) { callResults(ids: $ids) { call { transcript { ${aliases(100, 'turns { text }')} } } } }`,
  ],
  ['aliases at the root', `query Q($ids: [ID!]!) { ${aliases(50, 'calls(ids: $ids) { raw }')} }`],
];

it.each(LARGE_RESPONSES)(
  'one call 250 times with %s is rejected within the memory of a pod',
  async (_name, query) => {
    await start(() => LONG_RECORD);
    for (let time = 0; time < 12; time += 1) {
      const ids = Array<string>(250).fill('voxworks:one');
      const responses = await Promise.all(
        Array.from({ length: 4 }, () => server.ask({ query, variables: { ids } })),
      );
      for (const { text } of responses)
        expect(text).toMatch(/"code":"LIMIT_EXCEEDED","limit":"response(?:Fields|Bytes)"/);
    }
    await expectAlive();
  },
);

it.each(['POST', 'GET'])(
  'clients that read no response of a %s cannot fill the memory of a pod',
  async (method) => {
    await start(() => LONG_RECORD);
    const query = 'query Q($ids: [ID!]!) { calls(ids: $ids) { raw } }';
    const variables = { ids: Array<string>(20).fill('voxworks:one') };
    const body = JSON.stringify({ query, variables });
    const parameters = new URLSearchParams({ query, variables: JSON.stringify(variables) });
    const text =
      method === 'POST'
        ? `POST /graphql HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`
        : `GET /graphql?${parameters} HTTP/1.1\r\nhost: 127.0.0.1\r\nx-requested-with: a\r\n\r\n`;
    const sockets: Socket[] = [];
    for (let count = 0; count < 60; count += 1) {
      const socket = connect(Number(new URL(server.url).port), '127.0.0.1').pause();
      socket.on('error', () => {});
      await once(socket, 'connect');
      socket.write(text);
      sockets.push(socket);
    }
    await expect
      .poll(async () => (await server.ask({ query, variables })).status, { timeout: 30_000 })
      .toBe(503);
    await expectAlive();
    for (const socket of sockets) socket.destroy();
    await expect
      .poll(async () => (await server.ask({ query, variables })).status, { timeout: 30_000 })
      .toBe(200);
  },
);

it('one operation that reads many records of 8 MB of text fits the memory of a pod', async () => {
  const text = 'plain '.repeat((8 * 1_048_576) / 6 - 200);
  const body = gzipSync(`{"success":true,"call":{"status":"completed","custom":"${text}"}}`);
  providers = await startMockProviders((_id, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(body);
    return undefined;
  });
  server = await startLimitedServer({
    ...providers.environment,
    UPSTREAM_DEADLINE_MS: '60000',
    UPSTREAM_TIMEOUT_MS: '50000',
  });
  const ids = Array.from({ length: 80 }, (_, index) => `voxworks:long-${index}`);
  const { status, text: sent } = await server.ask({
    query: 'query Q($ids: [ID!]!) { calls(ids: $ids) { id status } }',
    variables: { ids },
  });
  expect(status).toBe(200);
  expect(sent).toContain('"code":"PROVIDER_UNAVAILABLE"');
  expect(sent).toContain('"status":"COMPLETED"');
  await expectAlive();
  const after = await server.ask({ query: '{ call(id: "voxworks:later") { status } }' });
  expect(after.text).toContain('COMPLETED');
});
