import { ProviderBadResponse, ProviderError, ProviderUnavailable } from '../domain/errors.ts';
import { providerTimeout } from '../domain/provider-timeout.ts';
import type { RequestSubject } from '../domain/request-subject.ts';
import { AttemptTimeout } from './attempt-timeout.ts';
import { BodyTooLarge } from './send-request.ts';

/** Codes of a complete body that does not match its `content-encoding`. A body that was cut short has other codes. */
const CORRUPT_BODY = new Set(['Z_DATA_ERROR', 'Z_NEED_DICT']);
/** Codes of a response that is not HTTP, or whose head is too long. */
const MALFORMED_HTTP = /^(?:HPE_|UND_ERR_HEADERS_OVERFLOW$)/;
/** undici's code of a connection that the server closed; clients see the system's code for the same. */
const CONNECTION_CLOSED = 'UND_ERR_SOCKET';

/**
 * Translates a failure of the connection into the error that clients see. got's errors carry the request's options, the
 * key among them, so they are neither a cause nor part of a message. Only the error's code is kept.
 */
export function translateError(error: unknown, who: string, subject: RequestSubject): ProviderError {
  if (error instanceof ProviderError) return error;
  if (error instanceof BodyTooLarge) {
    return new ProviderBadResponse(
      subject,
      `${who} sent a response that is longer than this server accepts.`,
    );
  }
  if (error instanceof AttemptTimeout) return providerTimeout(who, subject);
  const code = codeOf(error);
  if (CORRUPT_BODY.has(code) || MALFORMED_HTTP.test(code)) {
    return new ProviderBadResponse(subject, `${who} sent a response that is not well-formed HTTP (${code}).`);
  }
  const reason = /^[A-Z][A-Z0-9_]{2,40}$/.test(code) ? ` (${code})` : '';
  return connectionBroken(who, subject, reason);
}

/** The code of a failure, given by the system, undici or got; empty where there is none. */
function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (error instanceof Error && error.name === 'HTTPParserError') return 'HPE_INVALID'; // undici's parser gives no code
  return code === CONNECTION_CLOSED ? 'ECONNRESET' : code;
}

/** The error of a response that did not arrive, or not completely. `reason` is the error's code in brackets, if it has one. */
export const connectionBroken = (who: string, subject: RequestSubject, reason = ''): ProviderUnavailable =>
  new ProviderUnavailable(
    subject,
    `${who} could not be reached, or its response broke off${reason}. Try again later.`,
  );
