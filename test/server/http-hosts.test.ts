import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entryFor, temporaryFile } from '../access/access-fixture.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

/** Sends a request as it is written here, and resolves to the whole response. */
const sendRaw = (url: string, request: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(request));
    let received = '';
    socket.on('data', (chunk) => {
      received += chunk;
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(received));
  });

const statusOf = (response: string): number => Number(/^HTTP\/1\.1 (\d+)/.exec(response)?.[1]);

const getAs = async (url: string, host: string, path = '/status'): Promise<number> =>
  statusOf(await sendRaw(url, `GET ${path} HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`));

const ACCEPTED = [
  'localhost',
  'LOCALHOST:4000',
  'localhost.',
  'switchboard.localhost:80',
  '127.0.0.1',
  '127.9.9.9:4000',
  '[::1]:4000',
  '[::ffff:127.0.0.1]',
  '[fe80::1%eth0]:4000',
  '192.168.1.20:4000',
  'switchboard.internal',
  'Switchboard.Internal:8443',
  'a.example.com',
  'a.b.example.com',
];

const REJECTED = [
  'evil.example',
  'evil.example:4000',
  'localhost.evil.example',
  'evil-localhost',
  'localhost:4000.evil.example',
  '127.0.0.1.evil.example',
  '127.0.0.1.nip.io',
  'example.com',
  'notexample.com',
  'a.switchboard.internal',
  '[evil.example]',
  '[::1].evil.example',
  'localhost@evil.example',
  'evil.example/localhost',
  '*',
  'a b',
  '2130706433', // browsers write the address 127.0.0.1 out
  '0x7f.1',
  '127.1',
  'localhost..',
  'local%68ost',
  'lоcalhost', // with a Cyrillic letter
  'localhost, evil.example',
];

describe('a server without access control', () => {
  let testServer: TestServer;
  beforeAll(async () => {
    testServer = await startTestServer({ ALLOWED_HOSTS: 'switchboard.internal, *.example.com' });
  });
  afterAll(() => testServer.stop());

  it.each(ACCEPTED)('serves the host %s', async (host) => {
    expect(await getAs(testServer.url, host)).toBe(200);
  });

  it.each(REJECTED)('rejects the host %s', async (host) => {
    expect(await getAs(testServer.url, host)).toBe(421);
  });

  it('rejects other hosts at every path except probes, with a code', async () => {
    const paths = ['/', '/graphql', '/graphql?query={__typename}', '/metrics', '/schema.graphql', '/nowhere'];
    for (const path of [...paths, '/graphiql/none.js', '/front-page/page.js'])
      expect(await getAs(testServer.url, 'evil.example', path), path).toBe(421);
    for (const path of ['/health', '/ready'])
      expect(await getAs(testServer.url, 'evil.example', path), path).toBe(200);
    const body = JSON.stringify({ query: '{ __typename }' });
    const response = await sendRaw(
      testServer.url,
      `POST /graphql HTTP/1.1\r\nhost: evil.example\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
    );
    expect(statusOf(response)).toBe(421);
    expect(response).toContain('"code":"HOST_NOT_ALLOWED"');
    expect(response).toContain('ALLOWED_HOSTS');
    expect(response).not.toContain('evil.example');
  });

  it('checks the first of two hosts, and not the URL of the request line', async () => {
    const get = async (lines: string): Promise<number> =>
      statusOf(await sendRaw(testServer.url, `${lines}connection: close\r\n\r\n`));
    expect(await get('GET /status HTTP/1.1\r\nhost: evil.example\r\nhost: localhost\r\n')).toBe(421);
    expect(await get('GET http://localhost/status HTTP/1.1\r\nhost: evil.example\r\n')).toBe(421);
    expect(await get('GET /status HTTP/1.1\r\nhost: evil.example\r\nx-forwarded-host: localhost\r\n')).toBe(
      421,
    );
  });

  it('serves HTTP/1.0 without a host to its own machine', async () => {
    expect(statusOf(await sendRaw(testServer.url, 'GET /status HTTP/1.0\r\n\r\n'))).toBe(200);
    expect(statusOf(await sendRaw(testServer.url, 'GET /status HTTP/1.1\r\nconnection: close\r\n\r\n'))).toBe(
      400,
    );
  });
});

describe('a server with access control', () => {
  it('serves every host', async () => {
    const file = temporaryFile('tokens.json', JSON.stringify([entryFor('a-token')]));
    const testServer = await startTestServer({ ACCESS_TOKENS_FILE: file });
    for (const host of ['calls.example.com', 'evil.example', 'a b'])
      expect(await getAs(testServer.url, host), host).toBe(200);
    await testServer.stop();
  });
});

describe('ALLOWED_HOSTS', () => {
  it.each(['http://a.example', 'a.example:4000', '*', 'a.*.example', '*example.com', 'a b'])(
    'cannot contain %s',
    async (host) => {
      await expect(startTestServer({ ALLOWED_HOSTS: host })).rejects.toThrow(
        'ALLOWED_HOSTS must list host names',
      );
    },
  );
});
