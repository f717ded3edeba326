import {
  ProviderBadResponse,
  ProviderError,
  ProviderTimeout,
  ProviderUnavailable,
} from '../domain/errors.ts';
import type { RequestSubject } from '../domain/request-subject.ts';
import { AttemptTimeout } from './attempt-timeout.ts';
import { BodyTooLarge } from './send-request.ts';

/** Codes for a body that arrived whole and does not match its `content-encoding`. A body cut short has other codes. */
const CORRUPT_BODY = new Set(['Z_DATA_ERROR', 'Z_NEED_DICT']);
const MALFORMED_HTTP = /^HPE_/;

/**
 * Turns an error of the HTTP client into one that clients may see. got's errors carry the request's options, the key
 * among them, so they go no further: neither as a cause nor in a message. Only the system's error code is kept.
 */
export function translateError(error: unknown, title: string, subject: RequestSubject): ProviderError {
  if (error instanceof ProviderError) return error;
  if (error instanceof BodyTooLarge) {
    return new ProviderBadResponse(
      subject,
      `${title} sent a response that is larger than this server accepts. Try again later.`,
    );
  }
  if (error instanceof AttemptTimeout) return timedOut(title, subject);
  const code = codeOf(error);
  if (CORRUPT_BODY.has(code) || MALFORMED_HTTP.test(code)) {
    return new ProviderBadResponse(
      subject,
      `${title} sent a response that is not well-formed HTTP (${code}). Try again later.`,
    );
  }
  const reason = /^[A-Z][A-Z0-9_]{2,40}$/.test(code) ? ` (${code})` : '';
  return connectionBroken(title, subject, reason);
}

/** The code that the system, the parser or got gives a failure; empty where there is none. */
const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : '';

/** No response arrived, or not all of it. `reason` is the system's error code in brackets, or empty. */
export const connectionBroken = (title: string, subject: RequestSubject, reason = ''): ProviderUnavailable =>
  new ProviderUnavailable(
    subject,
    `${title} could not be reached, or closed the connection early${reason}. Try again later.`,
  );

/** The time for the whole request, or for one attempt at it, ran out. */
const timedOut = (title: string, subject: RequestSubject): ProviderTimeout =>
  new ProviderTimeout(subject, `${title} did not respond in time. Try again later.`);
