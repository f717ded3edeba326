import http, { type IncomingHttpHeaders } from 'node:http';
import https from 'node:https';
import type { Readable } from 'node:stream';
import { got, type RequestFunction } from 'got';
import { isLoopback } from '../domain/account.ts';
import type { RecordingSource } from './recording-source.ts';
import { type ResolveHost, resolveSafely, type SafeAddress } from './safe-address.ts';

/** A response whose body has not been read. The caller destroys the body, or reads it to its end. */
export interface UpstreamResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Readable;
}

export interface UpstreamOptions {
  readonly resolveHost: ResolveHost;
  /** Certificates to trust in place of the system's, in PEM. For tests. */
  readonly certificateAuthority?: string | undefined;
}

const MAX_REDIRECTS = 3;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/**
 * Requests the source with GET and `headers`. Follows at most three redirects where the source says that they are
 * documented; every hop is checked as the first was. The key is sent while hops stay on the account's own origin, and
 * not again after one has left it. Rejects with `UnsafeAddress`, with the signal's reason, or with what the network said.
 */
export async function openUpstream(
  source: RecordingSource,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
  options: UpstreamOptions,
): Promise<UpstreamResponse> {
  const base = new URL(source.baseUrl);
  const allowLoopback = isLoopback(base.hostname);
  let target = source.url;
  let mayCarryKey = true;
  for (let redirects = 0; ; redirects += 1) {
    const address = await resolveSafely(target, allowLoopback, options.resolveHost);
    signal.throwIfAborted();
    mayCarryKey &&= address.url.origin === base.origin;
    const sent = { ...headers, ...(mayCarryKey && source.headers) };
    const response = await send(address, sent, signal, options);
    const { location } = response.headers;
    const isRedirect = REDIRECTS.has(response.status) && location !== undefined;
    if (!isRedirect || source.followRedirect !== true || redirects === MAX_REDIRECTS) return response;
    response.body.destroy();
    target = URL.canParse(location, address.url) ? new URL(location, address.url).href : '';
  }
}

/**
 * Sends one request through got, which decides nothing: the callers retry, redirect and limit. Each request has a
 * connection of its own, as a kept one would belong to a name and not to the address that was checked.
 */
function send(
  { url, lookup }: SafeAddress,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
  { certificateAuthority: ca }: UpstreamOptions,
): Promise<UpstreamResponse> {
  const { request: requestNative } = url.protocol === 'https:' ? https : http;
  return new Promise((resolve, reject) => {
    const request: RequestFunction = (to, native, callback) =>
      requestNative(to, { ...native, agent: false, lookup, ...(ca !== undefined && { ca }) }, callback).once(
        'upgrade', // the request asked for none; Node would leave it without a response
        (_response, socket) => {
          socket.destroy();
          reject(new Error('The host switched to another protocol'));
          stream.destroy();
        },
      );
    const stream = got.stream(url, {
      request,
      headers: { 'user-agent': 'switchboard', accept: '*/*', 'accept-encoding': 'identity', ...headers },
      retry: { limit: 0 },
      followRedirect: false,
      throwHttpErrors: false,
      decompress: false, // byte ranges count the bytes as they are stored
    });
    const onAbort = (): void => {
      reject(signal.reason);
      stream.destroy();
    };
    signal.addEventListener('abort', onAbort, { once: true });
    stream.once('close', () => signal.removeEventListener('abort', onAbort));
    stream.on('error', reject); // later errors are those of the body, which its reader sees as well
    stream.once('response', ({ statusCode, headers: received }) =>
      resolve({ status: statusCode, headers: received, body: stream }),
    );
  });
}
