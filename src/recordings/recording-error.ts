import { ProviderError, ProviderRateLimited, ProviderTimeout } from '../domain/errors.ts';

/** The codes that clients see in the JSON body of a response without a recording, with the status of each. */
export const RECORDING_ERRORS = {
  METHOD_NOT_ALLOWED: 405,
  RECORDING_LINK_REJECTED: 403,
  RECORDING_NOT_READY: 409,
  RECORDING_GONE: 410,
  RANGE_NOT_SATISFIABLE: 416,
  TOO_MANY_RECORDINGS: 429,
  RECORDING_RESTRICTED: 502,
  RECORDING_BAD_RESPONSE: 502,
  RECORDING_TOO_LARGE: 502,
  RECORDING_UNSAFE_ADDRESS: 502,
  RECORDING_UNAVAILABLE: 502,
  SERVER_BUSY: 503,
  PROVIDER_RATE_LIMITED: 503,
  RECORDING_TIMEOUT: 504,
  INTERNAL_SERVER_ERROR: 500,
} as const;
export type RecordingErrorCode = keyof typeof RECORDING_ERRORS;

/** The request ends without a recording. The message is for clients: it holds no URL, header, key or provider's words. */
export class RecordingError extends Error {
  override readonly name = 'RecordingError';
  readonly code: RecordingErrorCode;
  /** Beside the headers that every error has, such as `retry-after`. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: RecordingErrorCode, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.code = code;
    this.headers = headers;
  }

  get status(): number {
    return RECORDING_ERRORS[this.code];
  }
}

/** Seconds after which a recording that was not ready is worth another request. */
const NOT_READY_SECONDS = 15;

export const notReady = (): RecordingError =>
  new RecordingError('RECORDING_NOT_READY', 'The recording is not ready yet. Try again later.', {
    'retry-after': String(NOT_READY_SECONDS),
  });

export const gone = (): RecordingError =>
  new RecordingError('RECORDING_GONE', 'The call has no recording, or no longer.');

export const timedOut = (): RecordingError =>
  new RecordingError('RECORDING_TIMEOUT', 'The recording did not arrive in time. Try again later.');

export const brokenOff = (): RecordingError =>
  new RecordingError(
    'RECORDING_UNAVAILABLE',
    "The recording's host cannot be reached, or broke off. Try again later.",
  );

export const tooLarge = (): RecordingError =>
  new RecordingError('RECORDING_TOO_LARGE', 'The recording is larger than this server passes on.');

export const stopping = (): RecordingError =>
  new RecordingError('SERVER_BUSY', 'This server is stopping. Another one, or a later one, will respond.', {
    'retry-after': '1',
  });

/** Turns a failure to find the recording's source into what the client may see; `null` for a fault of this server. */
export function toRecordingError(error: unknown): RecordingError | null {
  if (error instanceof RecordingError) return error;
  if (error instanceof ProviderRateLimited) {
    const { message, retryAfterSeconds } = error;
    const headers = retryAfterSeconds === null ? {} : { 'retry-after': String(retryAfterSeconds) };
    return new RecordingError('PROVIDER_RATE_LIMITED', message, headers);
  }
  if (error instanceof ProviderTimeout) return timedOut();
  return error instanceof ProviderError ? new RecordingError('RECORDING_UNAVAILABLE', error.message) : null;
}
