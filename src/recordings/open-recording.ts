import type { Readable } from 'node:stream';
import { MAGIC_BYTES, readMediaType, sniffMediaType } from './media-type.ts';
import { openUpstream, type UpstreamOptions, type UpstreamResponse } from './open-upstream.ts';
import {
  type ByteRange,
  formatRange,
  parseContentRange,
  parseUnsatisfiedLength,
  type RangeRequest,
  resolveRange,
  satisfiesRange,
} from './range.ts';
import { readStart } from './read-start.ts';
import { brokenOff, gone, notReady, RecordingError, timedOut, tooLarge } from './recording-error.ts';
import type { RecordingSource } from './recording-source.ts';
import { UnsafeAddress } from './safe-address.ts';

/** The part of a recording that a client requests. */
export interface RecordingRequest {
  /** `null` for the whole. */
  readonly range: RangeRequest | null;
  /** The `If-Range` header: the validator of the recording that the client holds a part of. */
  readonly ifRange: string | null;
}

/** A part of a recording, or all of it, ready to be streamed. */
export interface OpenRecording {
  readonly mediaType: string;
  /** Bytes of the whole recording; `null` where its host does not say. */
  readonly length: number | null;
  /** The bytes to send; `null` for the whole. */
  readonly range: ByteRange | null;
  /** The host's validators, as headers. */
  readonly validators: Readonly<Record<string, string>>;
  readonly body: Readable;
  /** Bytes at the start of `body` that do not belong to the range, where the host sends the whole all the same. */
  readonly skip: number;
}

export interface OpenRecordingOptions extends UpstreamOptions {
  readonly maxBytes: number;
}

/** The host rejected the URL itself, which a new URL may mend. 400 is what S3 says of an expired session token. */
export class UrlRejected extends Error {
  override readonly name = 'UrlRejected';
  readonly status: number;

  constructor(status: number) {
    super("The recording's host rejected its URL");
    this.status = status;
  }
}

const URL_REJECTIONS: ReadonlySet<number> = new Set([400, 401, 403, 404, 410]);

/** Opens a recording at its source. Rejects with `UrlRejected`, `RecordingError` or the signal's reason. */
export async function openRecording(
  source: RecordingSource,
  { range, ifRange }: RecordingRequest,
  signal: AbortSignal,
  options: OpenRecordingOptions,
): Promise<OpenRecording> {
  const open = (wanted: RangeRequest | null): Promise<UpstreamResponse> =>
    request(source, wanted, signal, options);
  const response = await open(range);
  try {
    if (range !== null && ifRange !== null && !matchesValidator(ifRange, response)) {
      if (response.status === 200) return await toRecording(response, null, open, options);
      response.body.destroy();
      return await toRecording(await open(null), null, open, options);
    }
    return await toRecording(response, range, open, options);
  } catch (error) {
    response.body.destroy();
    signal.throwIfAborted();
    throw translate(error);
  }
}

/** Learns type and length without the body. A URL signed for GET rejects HEAD, so GET requests a few bytes. */
export async function inspectRecording(
  source: RecordingSource,
  signal: AbortSignal,
  options: OpenRecordingOptions,
): Promise<OpenRecording> {
  const start = { range: { first: 0, last: MAGIC_BYTES - 1 }, ifRange: null };
  const recording = await openRecording(source, start, signal, options).catch((error: unknown) => {
    const isEmpty = error instanceof RecordingError && error.code === 'RANGE_NOT_SATISFIABLE';
    throw isEmpty ? badResponse() : error;
  });
  recording.body.destroy();
  return { ...recording, range: null };
}

async function request(
  source: RecordingSource,
  range: RangeRequest | null,
  signal: AbortSignal,
  options: OpenRecordingOptions,
): Promise<UpstreamResponse> {
  const headers = range === null ? {} : { range: formatRange(range) };
  const response = await openUpstream(source, headers, signal, options).catch((error: unknown) => {
    signal.throwIfAborted();
    throw translate(error);
  });
  if (response.status === 200 || response.status === 206 || response.status === 416) return response;
  response.body.destroy();
  if (URL_REJECTIONS.has(response.status)) throw new UrlRejected(response.status);
  throw toStatusError(response);
}

async function toRecording(
  response: UpstreamResponse,
  wanted: RangeRequest | null,
  open: (range: RangeRequest) => Promise<UpstreamResponse>,
  { maxBytes }: OpenRecordingOptions,
): Promise<OpenRecording> {
  const { length, range, skip } = placeBody(response, wanted);
  if (length !== null && length > maxBytes) throw tooLarge();
  const { body, headers } = response;
  if ((headers['content-encoding'] ?? 'identity') !== 'identity') throw badResponse();
  const holdsStart = response.status === 200 || (range?.first === 0 && range.last >= MAGIC_BYTES - 1);
  const stated = readMediaType(headers['content-type']);
  const mediaType = stated === 'untyped' ? await (holdsStart ? sniff(body) : sniffStart(open)) : stated;
  if (mediaType === null) throw badResponse();
  return { mediaType, length, range, validators: validatorsOf(response), body, skip };
}

/** Relates the bytes of the body to the range that the client wants. */
function placeBody(
  { status, headers }: UpstreamResponse,
  wanted: RangeRequest | null,
): Pick<OpenRecording, 'length' | 'range' | 'skip'> {
  if (status === 206) {
    const content = parseContentRange(headers['content-range']);
    if (wanted === null || content === null || !satisfiesRange(wanted, content)) throw badResponse();
    return { length: content.length, range: { first: content.first, last: content.last }, skip: 0 };
  }
  if (status === 416) {
    if (wanted === null) throw badResponse();
    throw unsatisfiable(parseUnsatisfiedLength(headers['content-range']));
  }
  const stated = headers['content-length'];
  const length = stated !== undefined && /^\d{1,15}$/.test(stated) ? Number(stated) : null;
  if (wanted === null || length === null) return { length, range: null, skip: 0 };
  const range = resolveRange(wanted, length);
  if (range === null) throw unsatisfiable(length);
  return { length, range, skip: range.first };
}

const sniff = async (body: Readable): Promise<string | null> =>
  sniffMediaType(await readStart(body, MAGIC_BYTES));

/** Reads the start of a recording of which another part was requested, and whose host states no type. */
async function sniffStart(open: (range: RangeRequest) => Promise<UpstreamResponse>): Promise<string | null> {
  const { body } = await open({ first: 0, last: MAGIC_BYTES - 1 });
  try {
    return await sniff(body);
  } finally {
    body.destroy();
  }
}

const ETAG = /^(?:W\/)?"[\x21\x23-\x7e]{0,200}"$/;

function validatorsOf({ headers }: UpstreamResponse): Readonly<Record<string, string>> {
  const { etag } = headers;
  const modified = headers['last-modified'];
  return {
    ...(etag !== undefined && ETAG.test(etag) && { etag }),
    ...(modified !== undefined && !Number.isNaN(Date.parse(modified)) && { 'last-modified': modified }),
  };
}

/** RFC 9110 compares strongly: a weak validator never matches, and a date must be the very same. */
function matchesValidator(ifRange: string, response: UpstreamResponse): boolean {
  const validators = validatorsOf(response);
  return ifRange.startsWith('"') ? validators['etag'] === ifRange : validators['last-modified'] === ifRange;
}

const badResponse = (): RecordingError =>
  new RecordingError(
    'RECORDING_BAD_RESPONSE',
    "The recording's host responded with something that is no recording.",
  );

const unsatisfiable = (length: number | null): RecordingError =>
  new RecordingError(
    'RANGE_NOT_SATISFIABLE',
    'The recording does not hold the range of bytes that was requested.',
    length === null ? {} : { 'content-range': `bytes */${length}` },
  );

function toStatusError({ status, headers }: UpstreamResponse): RecordingError {
  if (status < 400) return badResponse();
  const retryAfter = headers['retry-after'];
  const isSeconds = retryAfter !== undefined && /^\d{1,5}$/.test(retryAfter);
  return new RecordingError(
    'RECORDING_UNAVAILABLE',
    "The recording's host cannot send it at the moment. Try again later.",
    isSeconds ? { 'retry-after': retryAfter } : {},
  );
}

/** The error for a source that has just been renewed and is rejected by its host again. */
export function toRejection({ status }: UrlRejected, { whenMissing }: RecordingSource): RecordingError {
  if (status === 404 || status === 410) return whenMissing === 'not-ready' ? notReady() : gone();
  return new RecordingError(
    'RECORDING_RESTRICTED',
    "The recording's host requires credentials that this server does not have.",
  );
}

/** got's errors carry the request's options, the key among them, so that they go no further. */
function translate(error: unknown): Error {
  if (error instanceof RecordingError || error instanceof UrlRejected) return error;
  if (error instanceof UnsafeAddress) {
    return new RecordingError('RECORDING_UNSAFE_ADDRESS', error.message);
  }
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ETIMEDOUT') return timedOut();
  return brokenOff();
}
