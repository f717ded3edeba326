import { ProviderBadResponse, ProviderError, ProviderUnavailable } from '../domain/errors.ts';
import { providerTimeout } from '../domain/provider-timeout.ts';
import type { RequestSubject } from '../domain/request-subject.ts';
import { AttemptTimeout } from './attempt-timeout.ts';
import { BodyTooLarge } from './send-request.ts';

/** The body arrived whole and is not what its `content-encoding` says. A body cut short has other codes. */
const CORRUPT_BODY = new Set(['Z_DATA_ERROR', 'Z_NEED_DICT']);
const MALFORMED_HTTP = /^HPE_/;

/**
 * Turns what went wrong below into what clients may see. got's errors carry the request's options, the key among
 * them, so they go no further: neither as a cause nor in a message. Only the system's error code is kept.
 */
export function translateError(error: unknown, who: string, subject: RequestSubject): ProviderError {
  if (error instanceof ProviderError) return error;
  if (error instanceof BodyTooLarge) {
    return new ProviderBadResponse(
      subject,
      `${who} answered with more than this server accepts for one call.`,
    );
  }
  if (error instanceof AttemptTimeout) return providerTimeout(who, subject);
  const code = codeOf(error);
  if (CORRUPT_BODY.has(code) || MALFORMED_HTTP.test(code)) {
    return new ProviderBadResponse(
      subject,
      `${who} answered with something that is not well-formed HTTP (${code}).`,
    );
  }
  const reason = /^[A-Z][A-Z0-9_]{2,40}$/.test(code) ? ` (${code})` : '';
  return connectionBroken(who, subject, reason);
}

/** The system's, the parser's or got's code of a failure; empty where there is none. */
const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : '';

/** No answer came, or not all of it. `reason` is the system's word for it, in brackets, where there is one. */
export const connectionBroken = (who: string, subject: RequestSubject, reason = ''): ProviderUnavailable =>
  new ProviderUnavailable(
    subject,
    `${who} could not be reached, or broke off its answer${reason}. Try again later.`,
  );
