import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type MockProviders, startMockProviders } from '../support/mock-providers.ts';
import { type LimitedServer, POD_MEGABYTES, startLimitedServer } from './limited-server.ts';

let providers: MockProviders;
let server: LimitedServer;
let sockets: Socket[];

beforeEach(async () => {
  sockets = [];
  providers = await startMockProviders();
  server = await startLimitedServer(providers.environment);
});
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await server.stop();
  await providers.close();
});

const head = (framing: string): string =>
  `POST /graphql HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n${framing}\r\n\r\n`;
const bodyOf = (bytes: number): string =>
  JSON.stringify({ query: '{ __typename }', variables: { padding: 'x'.repeat(bytes - 60) } });
const inChunksOf = (bytes: number, body: string): string =>
  body.replaceAll(
    new RegExp(`.{1,${bytes}}`, 'g'),
    (chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`,
  );

/** Opens a connection that sends `text` and no more. `address` is the client's own. */
async function send(text: string, address: string): Promise<void> {
  const port = Number(new URL(server.url).port);
  const socket = connect({ port, host: '127.0.0.1', localAddress: address });
  socket.on('error', () => {}).resume();
  sockets.push(socket);
  await once(socket, 'connect');
  socket.write(text);
}

const ATTACKS: readonly (readonly [string, number, () => string])[] = [
  ['bodies of a megabyte that do not end', 600, () => head('content-length: 999999') + 'x'.repeat(990_000)],
  [
    'bodies in large chunks that do not end',
    600,
    () => `${head('transfer-encoding: chunked')}${inChunksOf(60_000, 'x'.repeat(990_000))}`,
  ],
  [
    'bodies in chunks of a byte',
    20,
    () => `${head('transfer-encoding: chunked')}${inChunksOf(1, bodyOf(900_000))}`,
  ],
  [
    'bodies in chunks of a byte, each with an extension',
    20,
    () =>
      `${head('transfer-encoding: chunked')}${inChunksOf(1, bodyOf(300_000)).replaceAll('1\r\n', '1;a=b\r\n')}`,
  ],
  [
    'short bodies in chunks of a byte',
    50,
    () => `${head('transfer-encoding: chunked')}${inChunksOf(1, bodyOf(30_000))}`,
  ],
  [
    'bodies of empty lists',
    60,
    () => {
      const body = `{"query":"{ __typename }","variables":{"a":[${'[],'.repeat(320_000)}[]]}}`;
      return head(`content-length: ${body.length}`) + body;
    },
  ],
];

it.each(ATTACKS)('%s from %d connections fit the memory of a pod', async (_what, connections, make) => {
  const text = make();
  let most = 0;
  const watch = setInterval(() => {
    most = Math.max(most, server.process.megabytes ?? 0);
  }, 20);
  for (let count = 0; count < connections; count += 1) await send(text, `127.0.0.${1 + (count % 5)}`);
  const until = performance.now() + 4_000;
  while (performance.now() < until) {
    const began = performance.now();
    expect((await server.ask({ query: '{ __typename }' })).status).toBe(200);
    expect(performance.now() - began).toBeLessThan(5_000);
    await sleep(50);
  }
  clearInterval(watch);
  expect(most).toBeLessThan(POD_MEGABYTES);
  for (const socket of sockets) socket.destroy();
  const long = { query: '{ __typename }', variables: { padding: 'x'.repeat(900_000) } };
  await expect.poll(async () => (await server.ask(long)).status, { timeout: 20_000 }).toBe(200);
});
