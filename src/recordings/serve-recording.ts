import type { IncomingMessage, ServerResponse } from 'node:http';
import { ChunkTurns } from './chunk-turns.ts';
import { ClientGone, type ClientSignal, watchClient } from './client-signal.ts';
import { type FindRecordingOptions, findRecording } from './find-recording.ts';
import { RecordingError, stopping, timedOut, toRecordingError } from './recording-error.ts';
import { type RecordingGrant, RecordingLinkRejected, type RecordingLinks } from './recording-link.ts';
import type { RecordingPlaces } from './recording-places.ts';
import { sendError, sendPreflight, writeHead } from './recording-response.ts';
import { type StreamLimits, streamBody } from './stream-body.ts';
import { unlessAborted } from './unless-aborted.ts';

export interface RecordingLimits extends StreamLimits {
  /** Longest time until the head of the response is ready, in milliseconds. */
  readonly firstByteMs: number;
  /** Longest time for one response, in milliseconds. A player that needs longer requests the rest with a range. */
  readonly totalMs: number;
}

export const DEFAULT_RECORDING_LIMITS = {
  firstByteMs: 15_000,
  upstreamIdleMs: 20_000,
  clientIdleMs: 60_000,
  totalMs: 3_600_000,
} as const satisfies Omit<RecordingLimits, 'maxBytes'>;

/** The outcome of one request, for logs and metrics. It names no URL, no client and no call. */
export interface RecordingOutcome {
  /** `null` where the link was rejected. */
  readonly provider: string | null;
  /** 499 where the client left first, as proxies log it. A recording that broke off has the status of its error. */
  readonly status: number;
  /** A `RecordingErrorCode`, or `CLIENT_GONE`; `null` for a recording that was sent whole. */
  readonly code: string | null;
}

export interface RecordingServerOptions extends FindRecordingOptions {
  readonly links: RecordingLinks;
  readonly places: RecordingPlaces;
  /** Identifies the client for the limit per client: its address, as other limits tell clients apart. */
  readonly clientOf: (request: IncomingMessage) => string;
  readonly limits: RecordingLimits;
  /** Told of a fault of this server, which the client sees as INTERNAL_SERVER_ERROR. */
  readonly onFault?: (error: unknown) => void;
}

export interface RecordingServer {
  /**
   * Serves `/recordings/{id}?…`. The promise never rejects; it resolves when both connections are done with. `null` for a
   * preflight.
   */
  serve(request: IncomingMessage, response: ServerResponse): Promise<RecordingOutcome | null>;
  /** Breaks off what is playing, and turns new requests away: players go on at another replica, with a range. */
  stop(): void;
}

const CLIENT_CLOSED_REQUEST = 499;

const SECONDS_UNTIL_A_PLACE_IS_FREE = '5';

export function createRecordingServer(options: RecordingServerOptions): RecordingServer {
  const playing = new Set<ClientSignal>();
  const turns = new ChunkTurns();
  let isStopping = false;
  return {
    async serve(request, response) {
      let provider: string | null = null;
      try {
        if (request.method === 'OPTIONS') {
          sendPreflight(response);
          return null;
        }
        checkMethod(request);
        const grant = verifyLink(options.links, request.url ?? '');
        provider = grant.provider;
        if (isStopping) throw stopping();
        const status = await play(options, grant, request, response, playing, turns);
        return { provider, status, code: null };
      } catch (error) {
        if (error instanceof ClientGone) {
          response.destroy();
          return { provider, status: CLIENT_CLOSED_REQUEST, code: 'CLIENT_GONE' };
        }
        const sent = toSentError(error, options);
        sendError(request, response, sent);
        return { provider, status: sent.status, code: sent.code };
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
  turns: ChunkTurns,
): Promise<number> {
  const release = takePlace(options, request);
  const client = watchClient(request, response);
  playing.add(client);
  const firstByte = setTimeout(client.abort, options.limits.firstByteMs, timedOut());
  const total = setTimeout(client.abort, options.limits.totalMs, timedOut());
  const { signal } = client;
  try {
    const opening = findRecording(options, grant, request, signal);
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
    else await streamBody(recording, response, signal, options.limits, turns);
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

function toSentError(error: unknown, { onFault }: RecordingServerOptions): RecordingError {
  if (error instanceof RecordingLinkRejected) {
    return new RecordingError('RECORDING_LINK_REJECTED', error.message);
  }
  const known = toRecordingError(error);
  if (known !== null) return known;
  onFault?.(error);
  return new RecordingError('INTERNAL_SERVER_ERROR', 'This server failed to send the recording.');
}
