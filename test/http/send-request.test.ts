import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AttemptTimeout } from '../../src/http/attempt-timeout.ts';
import { createConnectionPool } from '../../src/http/connection-pool.ts';
import { LargeBodies } from '../../src/http/large-bodies.ts';
import { createOpenStream } from '../../src/http/open-stream.ts';
import { BodyTooLarge, type HttpResponse, sendRequest } from '../../src/http/send-request.ts';
import { message } from '../support/hostile-behaviours.ts';
import { type Behave, type HostileServer, startHostileServer, until } from '../support/hostile-server.ts';
import { timersOf } from '../support/timers-of.ts';

const BODY = '{"id":"1"}';
const RESPONSE = message('200 OK', ['content-type: application/json'], BODY);
const KEY = 'zebra-key';

const respond: Behave = ({ socket }) => socket.write(RESPONSE);
const beginOnly: Behave = ({ socket }) => socket.write(RESPONSE.subarray(0, -4));
const keepSilent: Behave = () => {};
const upgrade: Behave = ({ socket }) =>
  socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: zebra\r\n\r\n');

const openStream = createOpenStream({ 'x-api-key': KEY, accept: 'application/json' });

let behave: Behave;
let server: HostileServer;
let pool: ReturnType<typeof createConnectionPool>;

beforeEach(async () => {
  server = await startHostileServer((request) => behave(request));
  pool = createConnectionPool(server.url, 10);
});

afterEach(async () => {
  pool.close();
  await server.close();
});

/** Sends a request to a server that behaves as `how` says. */
function send(
  how: Behave,
  { signal = new AbortController().signal, timeoutMs = 60_000, maxBodyBytes = 1_000 } = {},
  request: { readonly headers?: Record<string, string>; readonly onSent?: () => void } = {},
): Promise<HttpResponse> {
  behave = how;
  const limits = { maxBodyBytes, perTryTimeoutMs: timeoutMs };
  return sendRequest(openStream, pool, new LargeBodies(), limits, {
    url: `${server.url}/v1/call/1`,
    signal,
    ...request,
  });
}

describe('a request', () => {
  it('carries the headers of every request, its own, and the encodings that can be decompressed', async () => {
    const { body, hasStatedEnd } = await send(respond, {}, { headers: { traceparent: '00-1-1-01' } });
    expect({ body, hasStatedEnd }).toEqual({ body: Buffer.from(BODY), hasStatedEnd: true });
    await send(respond);
    const [traced, untraced] = server.requests.map(({ headers }) => headers);
    expect(traced?.get('traceparent')).toBe('00-1-1-01');
    expect(untraced?.has('traceparent')).toBe(false);
    for (const headers of [traced, untraced]) {
      expect(headers?.get('x-api-key')).toBe(KEY);
      expect(headers?.get('accept-encoding')).toContain('gzip');
      expect(headers?.get('host')).toBe(new URL(server.url).host);
    }
    expect(server.acceptedSockets).toBe(1);
  });

  it('calls onSent once, before the response', async () => {
    let sent = 0;
    let sentBefore = 0;
    const how: Behave = (request) => {
      sentBefore = sent;
      respond(request);
    };
    await send(how, {}, { onSent: () => (sent += 1) });
    expect({ sent, sentBefore }).toEqual({ sent: 1, sentBefore: 1 });
  });

  it('accepts a response that arrived in time while this process was busy', async () => {
    const respondAndBlock: Behave = (request) => {
      respond(request);
      const end = performance.now() + 80;
      while (performance.now() < end);
    };
    expect(await send(respondAndBlock, { timeoutMs: 40 })).toMatchObject({
      status: 200,
      body: Buffer.from(BODY),
    });
  });
});

describe('a request that is over', () => {
  it.each<[how: string, Behave, Parameters<typeof send>[1], end: unknown]>([
    ['with a response', respond, {}, expect.objectContaining({ status: 200 })],
    ['with status 101', upgrade, {}, expect.objectContaining({ status: 101 })],
    ['reset', ({ socket }) => socket.resetAndDestroy(), {}, expect.any(Error)],
    ['cut off', ({ socket }) => socket.end(RESPONSE.subarray(0, -4)), {}, expect.any(Error)],
    ['without a response in time', keepSilent, { timeoutMs: 30 }, expect.any(AttemptTimeout)],
    ['without a whole response in time', beginOnly, { timeoutMs: 30 }, expect.any(AttemptTimeout)],
    ['with too large a response', respond, { maxBodyBytes: 5 }, expect.any(BodyTooLarge)],
  ])(
    'has set one timer, and leaves neither timer nor listener behind: %s',
    async (_how, how, options, end) => {
      const { signal } = new AbortController();
      // a connection that stays open has a timer of its own, from the next turn of the event loop on
      const sendAndClose = (): Promise<HttpResponse> =>
        send(how, { ...options, signal }).finally(() => pool.close());
      const { outcome, set, left } = await timersOf(sendAndClose);
      expect(outcome.status === 'fulfilled' ? outcome.value : outcome.reason).toEqual(end);
      expect({ set, left }).toEqual({ set: 1, left: 0 });
      expect(getEventListeners(signal, 'abort')).toHaveLength(0);
    },
  );

  it.each([
    ['before a response', keepSilent],
    ['within a response', beginOnly],
  ])('frees its socket when it is aborted %s', async (_when, how) => {
    const leaving = new AbortController();
    const sending = timersOf(() => send(how, { signal: leaving.signal }));
    await until('it arrived', () => server.requests.length === 1);
    leaving.abort(new Error('gone'));
    expect(await sending).toMatchObject({ outcome: { reason: { message: 'gone' } }, left: 0 });
    await until('its socket is closed', () => server.openSockets === 0);
    expect(getEventListeners(leaving.signal, 'abort')).toHaveLength(0);
  });
});
