import type { IncomingMessage, ServerResponse } from 'node:http';
import { toCallId } from '../domain/call-key.ts';
import { toFilename } from './media-type.ts';
import type { OpenRecording } from './open-recording.ts';
import type { RecordingError } from './recording-error.ts';
import type { RecordingGrant } from './recording-link.ts';

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

/** Writes the head of a response with a recording, and returns its status. */
export function writeHead(
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

/** Lets a page on another origin read with ranges. */
export function sendPreflight(response: ServerResponse): void {
  response.writeHead(204, {
    ...COMMON_HEADERS,
    'access-control-allow-methods': 'GET, HEAD',
    'access-control-allow-headers': 'range, if-range',
    'access-control-max-age': '86400',
  });
  response.end();
}

/** Sends the error as JSON, or closes the connection where a head was sent: the length tells the client that bytes are missing. */
export function sendError(
  { method }: IncomingMessage,
  response: ServerResponse,
  error: RecordingError,
): void {
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
