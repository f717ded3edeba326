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

/** The meaning of a response's status line and headers: read the response, take it for an absence, or fail. */
export type Verdict = 'readable' | 'absent' | ProviderError;

/** The part of a provider that classification needs. */
type Responder = Pick<Provider, 'title' | 'unauthorizedHint'>;

/**
 * Classifies a response by its status and content type alone. `readableStatuses` are those other than 200 that the
 * operation reads. No text of the provider enters an error.
 */
export function classifyResponse(
  { title, unauthorizedHint }: Responder,
  response: HttpResponse,
  readableStatuses: readonly number[],
  subject: RequestSubject,
  nowMs: number,
): Verdict {
  const { status } = response;
  if (status === 200) {
    return isJson(response)
      ? 'readable'
      : new ProviderBadResponse(subject, `${title} sent something other than JSON. Try again later.`);
  }
  if (readableStatuses.includes(status)) return 'readable';
  if (status === 404) return 'absent';
  if (status === 401 || status === 403) {
    const hint = unauthorizedHint === undefined ? '' : ` ${unauthorizedHint}`;
    return new ProviderUnauthorized(
      subject,
      `${title} rejected this server's key. Ask the operator of this server to check the key.${hint}`,
    );
  }
  if (status === 429) return rateLimited(title, response, subject, nowMs);
  if (status >= 500) {
    return new ProviderUnavailable(
      subject,
      `${title} failed with an error of its own (HTTP ${status}). Try again later.`,
    );
  }
  if (status >= 400) {
    const advice = subject.providerCallId == null ? 'Check its arguments.' : "Check the call's id.";
    return new ProviderRejected(subject, `${title} rejected the request (HTTP ${status}). ${advice}`);
  }
  return new ProviderBadResponse(
    subject,
    `${title} sent HTTP status ${status}, which this request does not expect. Try again later.`,
  );
}

function rateLimited(
  title: string,
  response: HttpResponse,
  subject: RequestSubject,
  nowMs: number,
): ProviderRateLimited {
  const seconds = readRetryAfterSeconds(response.headers['retry-after'], nowMs);
  const when = seconds === null ? 'later' : `in ${seconds} s`;
  return new ProviderRateLimited(
    subject,
    `${title} is receiving too many requests. Try again ${when}.`,
    seconds,
  );
}

/** A missing content type passes, and parsing decides; HTML and the like do not pass. */
function isJson({ headers }: HttpResponse): boolean {
  const type = headers['content-type'];
  return type === undefined || /json|^text\/plain\b/i.test(String(type));
}
