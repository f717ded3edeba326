import {
  ProviderBadResponse,
  type ProviderError,
  ProviderRateLimited,
  ProviderRejected,
  ProviderUnauthorized,
  ProviderUnavailable,
} from '../domain/errors.ts';
import type { RequestSubject } from '../domain/request-subject.ts';
import type { Provider } from '../providers/provider.ts';
import { readRetryAfterSeconds } from './retry-after.ts';
import type { HttpResponse } from './send-request.ts';

/** What a status line and headers say about an answer: read its body, believe the absence, or fail. */
export type Verdict = 'record' | 'absent' | ProviderError;

/** Judges an answer by its status and content type alone. No provider's own words enter the error. */
export function classifyResponse(
  provider: Provider,
  response: HttpResponse,
  subject: RequestSubject,
  nowMs: number,
): Verdict {
  const { status } = response;
  const who = provider.title;
  if (status === 200) {
    return isJson(response)
      ? 'record'
      : new ProviderBadResponse(subject, `${who} answered with something other than JSON.`);
  }
  if (status === 404) return 'absent';
  if (status === 401 || status === 403) {
    const hint = provider.unauthorizedHint === undefined ? '' : ` ${provider.unauthorizedHint}`;
    return new ProviderUnauthorized(
      subject,
      `${who} refused this server’s key. Ask its operator to check the key.${hint}`,
    );
  }
  if (status === 429) return rateLimited(who, response, subject, nowMs);
  if (status >= 500) {
    return new ProviderUnavailable(
      subject,
      `${who} answered with a fault of its own (HTTP ${status}). Try again later.`,
    );
  }
  if (status >= 400) {
    return new ProviderRejected(subject, `${who} refused the request (HTTP ${status}). Check the call’s id.`);
  }
  return new ProviderBadResponse(
    subject,
    `${who} answered with HTTP ${status}, which is no answer to this request.`,
  );
}

function rateLimited(
  who: string,
  response: HttpResponse,
  subject: RequestSubject,
  nowMs: number,
): ProviderRateLimited {
  const seconds = readRetryAfterSeconds(response.headers['retry-after'], nowMs);
  const when = seconds === null ? 'later' : `in ${seconds} s`;
  return new ProviderRateLimited(
    subject,
    `${who} is receiving too many requests. Try again ${when}.`,
    seconds,
  );
}

/** A missing content type is let pass, and the body judged by whether it parses; HTML and the like are not. */
function isJson({ headers }: HttpResponse): boolean {
  const type = headers['content-type'];
  return type === undefined || /json|^text\/plain\b/i.test(String(type));
}
