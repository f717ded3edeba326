import type { IncomingMessage, ServerResponse } from 'node:http';
import { toCallId } from '../domain/call-key.ts';
import { ClientGone, type ClientSignal, watchClient } from './client-signal.ts';
import { toFilename } from './media-type.ts';
import {
  inspectRecording,
  type OpenRecording,
  type OpenRecordingOptions,
  openRecording,
  toRejection,
  UrlRejected,
} from './open-recording.ts';
import { parseRange } from './range.ts';
import { gone, notReady, RecordingError, stopping, timedOut, toRecordingError } from './recording-error.ts';
import { type RecordingGrant, RecordingLinkRejected, type RecordingLinks } from './recording-link.ts';
import type { RecordingPlaces } from './recording-places.ts';
import type { RecordingSource, ResolveRecording } from './recording-source.ts';
import { type StreamLimits, streamBody } from './stream-body.ts';
import { unlessAborted } from './unless-aborted.ts';

export interface RecordingLimits extends StreamLimits {
  /** Longest time until the head of the response is ready, in milliseconds. */
  readonly firstByteMs: number;
  /** Longest time for one response, in milliseconds. A player that needs longer asks for the rest with a range. */
  readonly totalMs: number;
}

export const DEFAULT_RECORDING_LIMITS = {
  firstByteMs: 15_000,
  upstreamIdleMs: 20_000,
  clientIdleMs: 60_000,
  totalMs: 3_600_000,
} as const satisfies Omit<RecordingLimits, 'maxBytes'>;

/** How one request ended, for logs and metrics. It names no URL, no client and no call. */
export interface RecordingOutcome {
  /** `null` where the link was rejected. */
  readonly provider: string | null;
  /** 499 where the client left first, as proxies log it. A recording that broke off has the status of its error. */
  readonly status: number;
  /** A `RecordingErrorCode`, or `CLIENT_GONE`; `null` for a recording that was sent whole. */
  readonly code: string | null;
}

export interface RecordingServerOptions {
  readonly links: RecordingLinks;
  readonly resolve: ResolveRecording;
  readonly places: RecordingPlaces;
  /** Identifies the client for the limit per client: its address, as other limits tell clients apart. */
  readonly clientOf: (request: IncomingMessage) => string;
  readonly limits: RecordingLimits;
  readonly upstream: Omit<OpenRecordingOptions, 'maxBytes'>;
  readonly onOutcome?: (outcome: RecordingOutcome) => void;
  /** Told of a fault of this server, which the client sees as INTERNAL_SERVER_ERROR. */
  readonly onFault?: (error: unknown) => void;
}

export interface RecordingServer {
  /** Serves `/recordings/{id}?…`. The promise never rejects; it resolves when both connections are done with. */
  serve(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Breaks off what is playing, and turns new requests away: players go on at another replica, with a range. */
  stop(): void;
}

/** Any page may play a recording whose link it holds: the link is the credential, and no cookie is one here. */
const COMMON_HEADERS = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'accept-ranges, content-length, content-range, retry-after',
  'cross-origin-resource-policy': 'cross-origin',
  'cache-control': 'private, no-store', // players seek with ranges and need no cache; a voice belongs on no disk
  'content-security-policy': 'sandbox',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const;

const CLIENT_CLOSED_REQUEST = 499;

const SECONDS_UNTIL_A_PLACE_IS_FREE = '5';

export function createRecordingServer(options: RecordingServerOptions): RecordingServer {
  const playing = new Set<ClientSignal>();
  let isStopping = false;
  return {
    async serve(request, response) {
      let provider: string | null = null;
      try {
        if (request.method === 'OPTIONS') return sendPreflight(response);
        checkMethod(request);
        const grant = verifyLink(options.links, request.url ?? '');
        provider = grant.provider;
        if (isStopping) throw stopping();
        const status = await play(options, grant, request, response, playing);
        options.onOutcome?.({ provider, status, code: null });
      } catch (error) {
        if (error instanceof ClientGone) {
          options.onOutcome?.({ provider, status: CLIENT_CLOSED_REQUEST, code: 'CLIENT_GONE' });
          response.destroy();
          return;
        }
        const sent = toSentError(error, options);
        options.onOutcome?.({ provider, status: sent.status, code: sent.code });
        sendError(request, response, sent);
      }
    },
    stop() {
      isStopping = true;
      for (const client of playing) client.abort(stopping());
    },
  };
}

async function play(
  options: RecordingServerOptions,
  grant: RecordingGrant,
  request: IncomingMessage,
  response: ServerResponse,
  playing: Set<ClientSignal>,
): Promise<number> {
  const release = takePlace(options, request);
  const client = watchClient(request, response);
  playing.add(client);
  const firstByte = setTimeout(client.abort, options.limits.firstByteMs, timedOut());
  const total = setTimeout(client.abort, options.limits.totalMs, timedOut());
  const { signal } = client;
  try {
    const opening = open(options, grant, request, signal);
    const recording = await unlessAborted(opening, signal).catch((error: unknown) => {
      opening.then(
        ({ body }) => body.destroy(),
        () => {},
      ); // it may still open
      throw error;
    });
    clearTimeout(firstByte);
    const status = writeHead(request, response, grant, recording);
    if (request.method === 'HEAD') response.end();
    else await streamBody(recording, response, signal, options.limits);
    return status;
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    clearTimeout(firstByte);
    clearTimeout(total);
    client.stop();
    playing.delete(client);
    release();
  }
}

function checkMethod({ method }: IncomingMessage): void {
  if (method === 'GET' || method === 'HEAD') return;
  throw new RecordingError('METHOD_NOT_ALLOWED', 'A recording is only read, with GET or HEAD.', {
    allow: 'GET, HEAD, OPTIONS',
  });
}

function verifyLink(links: RecordingLinks, url: string): RecordingGrant {
  const grant = links.verify(url);
  if (grant.scope !== 'calls:content') throw new RecordingLinkRejected(); // a recording is a call's content
  return grant;
}

function takePlace({ places, clientOf }: RecordingServerOptions, request: IncomingMessage): () => void {
  const place = places.take(clientOf(request));
  if (typeof place === 'function') return place;
  const headers = { 'retry-after': SECONDS_UNTIL_A_PLACE_IS_FREE };
  throw place === 'full'
    ? new RecordingError('SERVER_BUSY', 'This server streams as many recordings as it can.', headers)
    : new RecordingError('TOO_MANY_RECORDINGS', 'This client plays too many recordings at once.', headers);
}

/** Opens the recording, with a renewed URL where the host rejects the one that a record or a cache held. */
async function open(
  options: RecordingServerOptions,
  grant: RecordingGrant,
  request: IncomingMessage,
  signal: AbortSignal,
): Promise<OpenRecording> {
  try {
    return await openAt(await findSource(options, grant, false, signal), options, request, signal);
  } catch (error) {
    if (!(error instanceof UrlRejected)) throw error;
  }
  const renewed = await findSource(options, grant, true, signal);
  try {
    return await openAt(renewed, options, request, signal);
  } catch (error) {
    throw error instanceof UrlRejected ? toRejection(error, renewed) : error;
  }
}

async function findSource(
  { resolve }: RecordingServerOptions,
  grant: RecordingGrant,
  renew: boolean,
  signal: AbortSignal,
): Promise<RecordingSource> {
  const source = await resolve(grant, { renew, signal });
  if (source === 'not-ready') throw notReady();
  if (source === 'gone') throw gone();
  return source;
}

function openAt(
  source: RecordingSource,
  { upstream, limits }: RecordingServerOptions,
  { method, headers }: IncomingMessage,
  signal: AbortSignal,
): Promise<OpenRecording> {
  const opening = { ...upstream, maxBytes: limits.maxBytes };
  if (method === 'HEAD') return inspectRecording(source, signal, opening);
  const range = parseRange(headers.range);
  const ifRange = headers['if-range'];
  return openRecording(
    source,
    { range, ifRange: typeof ifRange === 'string' ? ifRange : null },
    signal,
    opening,
  );
}

function writeHead(
  { method }: IncomingMessage,
  response: ServerResponse,
  grant: RecordingGrant,
  { mediaType, length, range, validators }: OpenRecording,
): number {
  const status = range === null ? 200 : 206;
  const contentLength = range === null ? length : range.last - range.first + 1;
  response.writeHead(status, {
    ...COMMON_HEADERS,
    ...validators,
    'content-type': mediaType,
    'content-disposition': `inline; filename="${toFilename(toCallId(grant), mediaType)}"`,
    'accept-ranges': length === null && range === null ? 'none' : 'bytes',
    ...(contentLength !== null && { 'content-length': contentLength }),
    ...(range !== null && { 'content-range': `bytes ${range.first}-${range.last}/${length ?? '*'}` }),
  });
  if (method === 'GET') response.flushHeaders();
  return status;
}

function sendPreflight(response: ServerResponse): void {
  response.writeHead(204, {
    ...COMMON_HEADERS,
    'access-control-allow-methods': 'GET, HEAD',
    'access-control-allow-headers': 'range, if-range',
    'access-control-max-age': '86400',
  });
  response.end();
}

function toSentError(error: unknown, { onFault }: RecordingServerOptions): RecordingError {
  if (error instanceof RecordingLinkRejected) {
    return new RecordingError('RECORDING_LINK_REJECTED', error.message);
  }
  const known = toRecordingError(error);
  if (known !== null) return known;
  onFault?.(error);
  return new RecordingError('INTERNAL_SERVER_ERROR', 'This server failed to send the recording.');
}

/** Sends the error as JSON, or closes the connection where a head was sent: the length tells the client that bytes are missing. */
function sendError({ method }: IncomingMessage, response: ServerResponse, error: RecordingError): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const { code, message, status, headers } = error;
  const body = JSON.stringify({ error: { code, message } });
  response.writeHead(status, {
    ...COMMON_HEADERS,
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    ...headers,
  });
  response.end(method === 'HEAD' ? undefined : body);
}
