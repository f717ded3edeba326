import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { mediaBytes, sendMedia, sendStatus } from './media-host.ts';
import {
  type FixtureOptions,
  type RecordingsUnderTest,
  startRecordings,
  until,
} from './recordings-fixture.ts';

let recordings: RecordingsUnderTest;
const start = async (options: FixtureOptions): Promise<void> => {
  recordings = await startRecordings(options);
};
afterEach(() => recordings.close());

const codeOf = async (response: Response): Promise<string> =>
  ((await response.json()) as { error: { code: string } }).error.code;

describe('the size of a recording', () => {
  it('is limited by what its host states, before anything is passed on', async () => {
    await start({ limits: { maxBytes: 99_999 } });
    for (const headers of [{}, { range: 'bytes=0-1' }]) {
      const response = await fetch(recordings.link(), { headers });
      expect([response.status, await codeOf(response)]).toEqual([502, 'RECORDING_TOO_LARGE']);
    }
  });

  it('is limited by what is read, where its host states no length', async () => {
    await start({ limits: { maxBytes: 2_000_000 } });
    let sent = 0;
    recordings.media.respondWith((_request, response) => {
      response.writeHead(200, { 'content-type': 'audio/mpeg' });
      const chunk = mediaBytes(100_000);
      const write = (): void => {
        while (!response.destroyed && response.write(chunk)) sent += chunk.length;
      };
      response.on('drain', write);
      write();
    });
    const response = await fetch(recordings.link());
    expect(response.headers.get('accept-ranges')).toBe('none');
    await expect(response.arrayBuffer()).rejects.toThrow();
    await until(() => recordings.places.taken === 0);
    expect(sent).toBeLessThan(20_000_000);
    expect(recordings.outcomes).toMatchObject([{ code: 'RECORDING_TOO_LARGE' }]);
  });

  it('at the limit exactly is passed on', async () => {
    await start({ limits: { maxBytes: 100_000 } });
    expect((await (await fetch(recordings.link())).arrayBuffer()).byteLength).toBe(100_000);
  });
});

describe('a host that', () => {
  it('does not respond gets the time to the first byte, and no more', async () => {
    await start({ limits: { firstByteMs: 50 } });
    recordings.media.respondWith(() => {});
    const response = await fetch(recordings.link());
    expect([response.status, await codeOf(response)]).toEqual([504, 'RECORDING_TIMEOUT']);
    await until(() => recordings.places.taken === 0);
  });

  it('stalls is closed, and the client sees that bytes are missing', async () => {
    await start({ limits: { upstreamIdleMs: 50 } });
    let isClosed = false;
    recordings.media.respondWith((_request, response) => {
      response.on('close', () => {
        isClosed = true;
      });
      response.writeHead(200, { 'content-type': 'audio/mpeg', 'content-length': 10 });
      response.write('ID3');
    });
    const response = await fetch(recordings.link());
    await expect(response.arrayBuffer()).rejects.toThrow();
    await until(() => isClosed && recordings.places.taken === 0);
    expect(recordings.outcomes).toMatchObject([{ code: 'RECORDING_TIMEOUT' }]);
  });

  it('never ends is closed after the longest time', async () => {
    await start({ limits: { totalMs: 100 } });
    recordings.media.respondWith((_request, response) => {
      response.writeHead(200, { 'content-type': 'audio/mpeg' });
      const timer = setInterval(() => response.write('ID3'), 5);
      response.on('close', () => clearInterval(timer));
    });
    const response = await fetch(recordings.link());
    await expect(response.arrayBuffer()).rejects.toThrow();
    await until(() => recordings.places.taken === 0);
  });

  it('breaks off leaves the client with a connection that was closed, and no fault here', async () => {
    await start({});
    recordings.media.respondWith((_request, response) => {
      response.writeHead(200, { 'content-type': 'audio/mpeg', 'content-length': 10 });
      response.write('ID3', () => response.destroy());
    });
    const response = await fetch(recordings.link());
    await expect(response.arrayBuffer()).rejects.toThrow();
    await until(() => recordings.outcomes.length === 1);
    expect(recordings.outcomes).toMatchObject([{ code: 'RECORDING_UNAVAILABLE' }]);
    expect(recordings.faults).toEqual([]);
  });

  it.each([429, 500, 503])(
    'responds with %i is unavailable, with the pause that it states',
    async (status) => {
      await start({});
      recordings.media.respondWith(sendStatus(status, { 'retry-after': '9' }));
      const response = await fetch(recordings.link());
      expect([response.status, await codeOf(response)]).toEqual([502, 'RECORDING_UNAVAILABLE']);
      expect(response.headers.get('retry-after')).toBe('9');
    },
  );
});

describe('a client that', () => {
  it('reads nothing is closed, and the host with it', async () => {
    await start({ limits: { clientIdleMs: 200, maxBytes: 64_000_000 } });
    let isClosed = false;
    recordings.media.respondWith((request, response) => {
      response.on('close', () => {
        isClosed = true;
      });
      sendMedia({ bytes: mediaBytes(32_000_000) })(request, response);
    });
    const { port, pathname, search } = new URL(recordings.link());
    const socket = connect(Number(port), '127.0.0.1');
    socket.pause();
    socket.on('error', () => {});
    socket.write(`GET ${pathname}${search} HTTP/1.1\r\nhost: a\r\n\r\n`);
    await until(() => recordings.places.taken === 1);
    await until(() => recordings.places.taken === 0 && isClosed);
    await until(async () => (await recordings.connections()) === 0);
    expect(recordings.outcomes).toMatchObject([{ code: 'RECORDING_TIMEOUT' }]);
    socket.destroy();
  });

  it('reads slowly is served whole', async () => {
    await start({ limits: { clientIdleMs: 400 } });
    recordings.media.respondWith(sendMedia({ bytes: mediaBytes(8_000_000) }));
    const response = await fetch(recordings.link());
    let length = 0;
    for await (const chunk of response.body ?? []) {
      length += (chunk as Uint8Array).length;
      await new Promise((done) => setTimeout(done, 2));
    }
    expect(length).toBe(8_000_000);
    expect(recordings.outcomes).toMatchObject([{ status: 200, code: null }]);
  });
});

describe('places', () => {
  it.each([
    [{ total: 10, perClient: 2 }, 429, 'TOO_MANY_RECORDINGS'],
    [{ total: 2, perClient: 10 }, 503, 'SERVER_BUSY'],
  ])('%j are limited, and given back', async (places, status, code) => {
    await start({ places });
    recordings.media.respondWith(() => {});
    const clients = [new AbortController(), new AbortController()];
    const playing = clients.map(({ signal }) => fetch(recordings.link(), { signal }).catch(() => null));
    await until(() => recordings.places.taken === 2);
    const rejected = await fetch(recordings.link());
    expect([rejected.status, await codeOf(rejected)]).toEqual([status, code]);
    expect(rejected.headers.get('retry-after')).toBe('5');
    for (const client of clients) client.abort();
    await Promise.all(playing);
    await until(() => recordings.places.taken === 0);
    recordings.media.respondWith(sendMedia());
    expect((await fetch(recordings.link())).status).toBe(200);
  });
});

it('a server that stops breaks off what is playing, and turns new requests away', async () => {
  await start({});
  recordings.media.respondWith((_request, response) => {
    response.writeHead(200, { 'content-type': 'audio/mpeg', 'content-length': 10 });
    response.write('ID3');
  });
  const playing = await fetch(recordings.link());
  recordings.stop();
  await expect(playing.arrayBuffer()).rejects.toThrow();
  await until(() => recordings.places.taken === 0);
  const response = await fetch(recordings.link());
  expect([response.status, await codeOf(response)]).toEqual([503, 'SERVER_BUSY']);
});
