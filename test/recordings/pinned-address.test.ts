import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { isPublicAddress } from '../../src/recordings/public-address.ts';
import { resolveSafely, UnsafeAddress } from '../../src/recordings/safe-address.ts';
import { MEDIA_CERTIFICATE, MEDIA_KEY } from './media-certificate.ts';
import { sendMedia, sendStatus } from './media-host.ts';
import { type FixtureOptions, type RecordingsUnderTest, startRecordings } from './recordings-fixture.ts';

describe('a public address', () => {
  it.each([
    '93.184.215.14',
    '1.1.1.1',
    '172.15.255.255',
    '172.32.0.0',
    '100.63.255.255',
    '100.128.0.0',
    '198.17.255.255',
    '223.255.255.255',
    '2606:4700:4700::1111',
    '2a00:1450:4001::1',
    '64:ff9b::93.184.215.14', // how a network without IPv4 reaches hosts that have only that
  ])('%s is accepted', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it('is connected to with every other public address of the host, and with nothing else', async () => {
    const addresses = ['93.184.215.14', '2606:4700::1'];
    const { lookup, url } = await resolveSafely('https://media.example/a', false, async () => addresses);
    expect(url.hostname).toBe('media.example');
    const all = await new Promise((resolve) =>
      lookup('media.example', { all: true }, (_error, found) => resolve(found)),
    );
    expect(all).toEqual([
      { address: '93.184.215.14', family: 4 },
      { address: '2606:4700::1', family: 6 },
    ]);
    const one = await new Promise((resolve) => lookup('x', {}, (_error, ...found) => resolve(found)));
    expect(one).toEqual(['93.184.215.14', 4]);
  });
});

describe('where the provider is on this machine', () => {
  it.each([
    ['http://127.0.0.1:8080/a', []],
    ['https://[::1]:8443/a', []],
    ['http://localhost:1/a', ['127.0.0.1', '::1']],
    ['https://media.example/a', ['93.184.215.14']],
  ])('%s is accepted', async (url, addresses) => {
    await expect(resolveSafely(url, true, async () => addresses)).resolves.toBeDefined();
  });

  it.each([
    ['http://media.example/a', ['93.184.215.14']],
    ['http://10.0.0.1/a', []],
    ['https://10.0.0.1/a', []],
    ['https://media.example:8443/a', ['93.184.215.14']],
    ['https://both.example/a', ['93.184.215.14', '127.0.0.1']],
    ['http://169.254.169.254/a', []],
  ])('%s is rejected as elsewhere', async (url, addresses) => {
    await expect(resolveSafely(url, true, async () => addresses)).rejects.toThrow(UnsafeAddress);
  });
});

describe('a host of several names', () => {
  let recordings: RecordingsUnderTest;
  afterEach(() => recordings.close());
  const start = async (options: FixtureOptions): Promise<void> => {
    recordings = await startRecordings(options);
  };

  it('is resolved once per request, so that a second resolution cannot lead elsewhere', async () => {
    const responses = [['127.0.0.1'], ['10.0.0.1']];
    const resolved: string[] = [];
    await start({
      resolveHost: async (hostname) => {
        resolved.push(hostname);
        return responses.shift() ?? [];
      },
    });
    const port = new URL(recordings.media.url).port;
    const source = { ...recordings.mediaSource(), url: `http://media.example.test:${port}/a` };
    recordings.resolveWith(async () => source);
    const response = await fetch(recordings.link());
    expect(response.status).toBe(200);
    await response.arrayBuffer();
    expect(resolved).toEqual(['media.example.test']);
    expect(recordings.media.requests[0]?.headers.host).toBe(`media.example.test:${port}`);
    expect((await fetch(recordings.link())).status).toBe(502); // the next request resolves anew, and rejects
    expect(recordings.media.requests).toHaveLength(1);
  });

  it('is resolved by the system, where nothing else is given', async () => {
    await start({});
    const source = {
      ...recordings.mediaSource(),
      url: recordings.media.url.replace('127.0.0.1', 'localhost'),
    };
    recordings.resolveWith(async () => source);
    expect((await fetch(recordings.link())).status).toBe(200);
  });

  it('is named to TLS and in the Host header, though its address is connected to', async () => {
    const seen: unknown[] = [];
    const server = createHttpsServer({ key: MEDIA_KEY, cert: MEDIA_CERTIFICATE }, (request, response) => {
      seen.push(request.headers.host, (request.socket as TLSSocket).servername);
      sendMedia()(request, response);
    });
    await new Promise<void>((done) => {
      server.listen(0, '127.0.0.1', done);
    });
    const { port } = server.address() as AddressInfo;
    await start({ resolveHost: async () => ['127.0.0.1'], certificateAuthority: MEDIA_CERTIFICATE });
    const at = (host: string): void => {
      const source = { ...recordings.mediaSource(), url: `https://${host}:${port}/a` };
      recordings.resolveWith(async () => source);
    };
    at('media.example.test');
    const response = await fetch(recordings.link());
    expect(response.status).toBe(200);
    await response.arrayBuffer();
    expect(seen).toEqual([`media.example.test:${port}`, 'media.example.test']);
    at('other.example.test'); // the certificate is not for this name
    expect((await fetch(recordings.link())).status).toBe(502);
    expect(seen).toHaveLength(2);
    server.close();
  });

  it.each([
    'http://10.0.0.1/a',
    'http://169.254.169.254/latest/meta-data',
    'https://private.example/a',
    'file:///etc/passwd',
    'data:audio/wav;base64,UklGRg==',
    'http://user:secret@127.0.0.1/a',
    'http://[fe80::1]/a',
    'https://',
  ])('is not followed by a redirect to %s', async (location) => {
    await start({ resolveHost: async () => ['10.0.0.1'] });
    recordings.media.respondWith(sendStatus(302, { location }));
    const source = { ...recordings.mediaSource(), followRedirect: true };
    recordings.resolveWith(async () => source);
    const response = await fetch(recordings.link());
    expect(response.status).toBe(502);
    expect(await response.text()).toContain('RECORDING_UNSAFE_ADDRESS');
  });
});
