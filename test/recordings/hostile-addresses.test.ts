import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { Agent, request } from 'node:http';
import { createServer, type Server } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { KEY_HEADERS, type RecordingsUnderTest, startRecordings } from './recordings-fixture.ts';

/** What the host names of these tests resolve to. Every one of them has an address that must not be reached. */
const HOSTS: Readonly<Record<string, readonly string[]>> = {
  'loopback.example': ['127.0.0.1'],
  'loopback6.example': ['::1'],
  'private.example': ['10.1.2.3'],
  'metadata.example': ['169.254.169.254'],
  'metadata6.example': ['fd00:ec2::254'],
  'mapped.example': ['::ffff:10.0.0.1'],
  'one-of-two.example': ['93.184.215.14', '10.0.0.1'],
  'one-of-three.example': ['2606:2800:21f:cb07::1', '93.184.215.14', '::1'],
  'zone.example': ['fe80::1%eth0'],
  'garbage.example': ['not an address'],
  'nothing.example': [],
  'public.example': ['93.184.215.14'],
  localhost: ['127.0.0.1', '::1'],
  'kubernetes.default.svc.cluster.local': ['10.96.0.1'],
  'metadata.google.internal': ['169.254.169.254'],
};

let recordings: RecordingsUnderTest;
/** Listens where a wrong address would lead, and counts what arrives. */
let listener: Server;
let arrived = 0;
let resolved: string[] = [];
let opened = 0;
const onSocket = (): void => {
  opened += 1;
};
/** One connection, opened before anything is counted. */
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

function play(link: string): Promise<{ readonly status: number | undefined; readonly text: string }> {
  return new Promise((resolve, reject) => {
    request(link, { agent })
      .on('response', (response) => {
        let text = '';
        response.on('data', (chunk) => {
          text += String(chunk);
        });
        response.on('end', () => resolve({ status: response.statusCode, text }));
      })
      .on('error', reject)
      .end();
  });
}

beforeAll(async () => {
  recordings = await startRecordings({
    resolveHost: async (hostname) => {
      resolved.push(hostname);
      const addresses = HOSTS[hostname];
      if (addresses === undefined) throw Object.assign(new Error('No such host'), { code: 'ENOTFOUND' });
      return addresses;
    },
  });
  listener = createServer((socket) => {
    arrived += 1;
    socket.destroy();
  });
  await new Promise<void>((done) => {
    listener.listen(443, '127.0.0.1', done).on('error', () => done()); // without the right to, other checks remain
  });
  recordings.resolveWith(async () => 'gone');
  await play(recordings.link());
});
afterAll(async () => {
  agent.destroy();
  listener.close();
  await recordings.close();
});
beforeEach(() => {
  [arrived, opened, resolved] = [0, 0, []];
  subscribe('net.client.socket', onSocket);
});
afterEach(() => {
  unsubscribe('net.client.socket', onSocket);
});

/** Plays a recording at `url` with an account whose base URL is public, as in production. */
async function playFrom(
  url: string,
): Promise<{ readonly status: number | undefined; readonly text: string }> {
  const source = { url, baseUrl: 'https://api.acme.example', headers: KEY_HEADERS, followRedirect: true };
  recordings.resolveWith(async () => source);
  return play(recordings.link());
}

it('a connection to a recording is counted, where there is one', async () => {
  recordings.resolveWith(async () => recordings.mediaSource());
  expect((await play(recordings.link())).status).toBe(200);
  expect({ resolved, opened }).toEqual({ resolved: [], opened: 1 });
});

const UNSAFE = /"code":"RECORDING_UNSAFE_ADDRESS"/;

describe("a recording's URL that names a place in the network by number", () => {
  it.each([
    ['loopback', 'https://127.0.0.1/a'],
    ['loopback, elsewhere in its block', 'https://127.8.8.8/a'],
    ['loopback in decimal', 'https://2130706433/a'],
    ['loopback in hexadecimal', 'https://0x7f000001/a'],
    ['loopback in octal', 'https://0177.0.0.1/a'],
    ['loopback in a short form', 'https://127.1/a'],
    ['loopback in mixed notations', 'https://0x7f.0.01/a'],
    ['loopback in full-width digits', 'https://１２７.０.０.１/a'],
    ['loopback in percent escapes', 'https://%31%32%37.0.0.1/a'],
    ['loopback with ideographic dots', 'https://127。0。0。1/a'],
    ['no address', 'https://0.0.0.0/a'],
    ['no address, short', 'https://0/a'],
    ['this network', 'https://0.1.2.3/a'],
    ['private 10', 'https://10.0.0.1/a'],
    ['private 172.16', 'https://172.16.0.1/a'],
    ['private 172.31', 'https://172.31.255.254/a'],
    ['private 192.168', 'https://192.168.1.1/a'],
    ['private 192.168 in hexadecimal', 'https://0xc0a80101/a'],
    ['carrier-grade NAT', 'https://100.64.0.1/a'],
    ["a cloud's metadata within carrier-grade NAT", 'https://100.100.100.200/latest/meta-data'],
    ['link-local metadata', 'https://169.254.169.254/latest/meta-data'],
    ['link-local metadata in decimal', 'https://2852039166/latest/meta-data'],
    ['metadata of another cloud', 'https://192.0.0.192/opc/v2'],
    ["a platform's public-looking address", 'https://168.63.129.16/machine'],
    ['documentation 1', 'https://192.0.2.1/a'],
    ['documentation 2', 'https://198.51.100.1/a'],
    ['documentation 3', 'https://203.0.113.1/a'],
    ['benchmarking', 'https://198.18.0.1/a'],
    ['benchmarking, upper half', 'https://198.19.255.255/a'],
    ['the 6to4 relay', 'https://192.88.99.1/a'],
    ['multicast', 'https://224.0.0.1/a'],
    ['multicast, source-specific', 'https://232.1.2.3/a'],
    ['reserved', 'https://240.0.0.1/a'],
    ['broadcast', 'https://255.255.255.255/a'],
    ['IPv6 loopback', 'https://[::1]/a'],
    ['IPv6 no address', 'https://[::]/a'],
    ['IPv6 link-local', 'https://[fe80::1]/a'],
    ['IPv6 site-local', 'https://[fec0::1]/a'],
    ['IPv6 unique local', 'https://[fc00::1]/a'],
    ['IPv6 metadata', 'https://[fd00:ec2::254]/latest/meta-data'],
    ['IPv6 multicast', 'https://[ff02::1]/a'],
    ['IPv6 documentation', 'https://[2001:db8::1]/a'],
    ['IPv6 documentation, newer', 'https://[3fff::1]/a'],
    ['IPv6 benchmarking', 'https://[2001:2::1]/a'],
    ['IPv6 ORCHID', 'https://[2001:20::1]/a'],
    ['IPv6 discard', 'https://[100::1]/a'],
    ['IPv6 segment routing', 'https://[5f00::1]/a'],
    ['IPv6 unallocated', 'https://[4000::1]/a'],
    ['IPv4-mapped loopback', 'https://[::ffff:127.0.0.1]/a'],
    ['IPv4-mapped loopback in hexadecimal', 'https://[::ffff:7f00:1]/a'],
    ['IPv4-mapped public', 'https://[::ffff:93.184.215.14]/a'],
    ['IPv4-compatible loopback', 'https://[::127.0.0.1]/a'],
    ['IPv4-translated', 'https://[::ffff:0:10.0.0.1]/a'],
    ['6to4 around a private address', 'https://[2002:a00:1::1]/a'],
    ['6to4 around a public address', 'https://[2002:5db8:d70e::1]/a'],
    ['NAT64 around loopback', 'https://[64:ff9b::7f00:1]/a'],
    ['NAT64 around metadata', 'https://[64:ff9b::a9fe:a9fe]/a'],
    ["NAT64 around a platform's address", 'https://[64:ff9b::168.63.129.16]/a'],
    ['NAT64 with a local prefix', 'https://[64:ff9b:1::a00:1]/a'],
    ['Teredo', 'https://[2001:0:5ef5:79fd::1]/a'],
  ])('%s is rejected: no name is resolved and no connection opened', async (_title, url) => {
    const { status, text } = await playFrom(url);
    expect(status).toBe(502);
    expect(text).toMatch(UNSAFE);
    expect(text).not.toContain(new URL(url).hostname);
    expect({ resolved, opened, arrived }).toEqual({ resolved: [], opened: 0, arrived: 0 });
  });
});

describe("a recording's URL that is rejected by its form", () => {
  it.each([
    ['plain http', 'http://public.example/a'],
    ['plain http on the port of https', 'http://public.example:443/a'],
    ['a file', 'file:///etc/passwd'],
    ['data', 'data:audio/wav;base64,UklGRg=='],
    ['ftp', 'ftp://public.example/a.mp3'],
    ['gopher', 'gopher://public.example/a'],
    ['a script', 'javascript:alert(1)'],
    ['a blob', 'blob:https://public.example/1'],
    ['a WebSocket', 'wss://public.example/a'],
    ['a user name', 'https://user@public.example/a'],
    ['a user name and password', 'https://user:secret@public.example/a'],
    ['a host disguised as a user name', 'https://public.example@127.0.0.1/a'],
    ['a trailing dot', 'https://public.example./a'],
    ['a trailing dot after loopback', 'https://localhost./a'],
    ['a zone', 'https://[fe80::1%25eth0]/a'],
    ['a relative path', '/v1/calls'],
    ['a relative host', '//public.example/a'],
    ['no host', 'https:///'],
    ['nothing', ''],
    ['a port beyond all', 'https://public.example:65536/a'],
    ['a null byte in the host', 'https://public.example\u0000.evil.example/a'],
  ])('%s: no name is resolved and no connection opened', async (_title, url) => {
    const { status, text } = await playFrom(url);
    expect(status).toBe(502);
    expect(text).toMatch(UNSAFE);
    expect({ resolved, opened, arrived }).toEqual({ resolved: [], opened: 0, arrived: 0 });
  });
});

describe("a recording's host", () => {
  it.each([
    'https://loopback.example/a',
    'https://LOOPBACK.example/a',
    'https://loopback6.example/a',
    'https://private.example/a',
    'https://metadata.example/latest/meta-data',
    'https://metadata6.example/latest/meta-data',
    'https://mapped.example/a',
    'https://one-of-two.example/a',
    'https://one-of-three.example/a',
    'https://zone.example/a',
    'https://garbage.example/a',
    'https://nothing.example/a',
    'https://localhost/a',
    'https://kubernetes.default.svc.cluster.local/api',
    'https://metadata.google.internal/computeMetadata/v1',
    'https://public.example:8443/a',
    'https://public.example:22/a',
    'https://public.example:80/a',
    'https://localhost:6379/a',
  ])('%s is resolved once, rejected, and not connected to', async (url) => {
    const { status, text } = await playFrom(url);
    expect(status).toBe(502);
    expect(text).toMatch(UNSAFE);
    expect({ resolved, opened, arrived }).toEqual({
      resolved: [new URL(url).hostname],
      opened: 0,
      arrived: 0,
    });
  });

  it('that has no address is unavailable', async () => {
    const { text } = await playFrom('https://unknown.example/a');
    expect(text).toMatch(/"code":"RECORDING_UNAVAILABLE"/);
    expect(opened).toBe(0);
  });
});
