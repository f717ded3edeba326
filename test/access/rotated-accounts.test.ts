import { renameSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sendJson } from '../support/mock-server.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';
import { entryFor, temporaryFile } from './access-fixture.ts';

const TOKENS = { north: 'swb_token-of-north', south: 'swb_token-of-south' };
const QUERY = 'query ($id: ID!) { osviCall(callId: $id) { id } }';

let provider: Server;
/** The provider's open connections, by the API key that their requests carried. */
let connections: Map<Socket, string>;
/** A response that the provider holds back; `null` while it responds at once. */
let held: ServerResponse[] | null;
let testServer: TestServer;
let file: string;

const connectionsOf = (key: string): number =>
  [...connections.values()].filter((each) => each === key).length;

const fileWith = (keys: Readonly<Record<string, string>>): string => {
  const { port } = provider.address() as AddressInfo;
  const baseUrl = `http://127.0.0.1:${port}`;
  return JSON.stringify(
    Object.entries(keys).map(([name, apiKey]) =>
      entryFor(TOKENS[name as keyof typeof TOKENS], { name, providers: { osvi: { apiKey, baseUrl } } }),
    ),
  );
};

/** Replaces the tokens file as operators are told to. */
function replaceTokens(keys: Readonly<Record<string, string>>): void {
  writeFileSync(`${file}.new`, fileWith(keys));
  renameSync(`${file}.new`, file);
}

const read = (client: keyof typeof TOKENS, id: string): Promise<unknown> =>
  testServer.query(QUERY, { id }, { authorization: `Bearer ${TOKENS[client]}` });
const found = (id: string): object => ({ data: { osviCall: { id: `osvi:${id}` } } });

beforeEach(async () => {
  connections = new Map();
  held = null;
  provider = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    const { socket } = request;
    connections.set(socket, String(request.headers['api-token']));
    socket.once('close', () => connections.delete(socket));
    if (held === null) sendJson(response, 200, { success: true, data: {} });
    else held.push(response);
  });
  await new Promise<void>((resolve) => {
    provider.listen(0, '127.0.0.1', resolve);
  });
  file = temporaryFile('tokens.json', fileWith({ north: 'first-key', south: 'other-key' }));
  testServer = await startTestServer({ ACCESS_TOKENS_FILE: file });
});

afterEach(async () => {
  await testServer.stop();
  await new Promise((resolve) => {
    provider.close(resolve);
    provider.closeAllConnections();
  });
});

describe('an account that is rotated out of the tokens file', () => {
  it('loses its connections at the next request, and no other account does', async () => {
    expect(await read('north', '1')).toEqual(found('1'));
    expect(await read('south', '1')).toEqual(found('1'));
    expect([connectionsOf('first-key'), connectionsOf('other-key')]).toEqual([1, 1]);
    replaceTokens({ north: 'second-key', south: 'other-key' });
    expect(await read('north', '2')).toEqual(found('2'));
    await expect.poll(() => connectionsOf('first-key')).toBe(0);
    expect([connectionsOf('second-key'), connectionsOf('other-key')]).toEqual([1, 1]);
  });

  it('keeps them until its last request has ended', async () => {
    held = [];
    const late = read('north', 'late');
    await expect.poll(() => held?.length).toBe(1);
    replaceTokens({ north: 'second-key', south: 'other-key' });
    const [response] = held;
    held = null;
    expect(await read('south', '1')).toEqual(found('1'));
    expect(connectionsOf('first-key')).toBe(1);
    if (response !== undefined) sendJson(response, 200, { success: true, data: {} });
    expect(await late).toEqual(found('late'));
    await expect.poll(() => connectionsOf('first-key'), { timeout: 5_000 }).toBe(0);
  });

  it('is connected anew when the file names it again', async () => {
    await read('north', '1');
    replaceTokens({ north: 'second-key' });
    await read('north', '2');
    replaceTokens({ north: 'first-key' });
    expect(await read('north', '3')).toEqual(found('3'));
    expect(connectionsOf('first-key')).toBe(1);
  });
});
