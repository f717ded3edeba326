import {
  type FailedCall,
  ProviderBadResponse,
  type ProviderError,
  ProviderRateLimited,
  ProviderRejected,
  ProviderUnauthorized,
  ProviderUnavailable,
} from '../domain/errors.ts';
import type { Provider } from '../providers/provider.ts';
import type { HttpAnswer } from './collect-answer.ts';
import { readRetryAfterSeconds } from './retry-after.ts';

/** What a status line and headers say about an answer: read its body, believe the absence, or fail. */
export type Verdict = 'record' | 'absent' | ProviderError;

/** Judges an answer by its status and content type alone. No provider's own words enter the error. */
export function classifyAnswer(
  provider: Provider,
  answer: HttpAnswer,
  asked: FailedCall,
  nowMs: number,
): Verdict {
  const { status } = answer;
  const who = provider.title;
  if (status === 200) {
    return isJson(answer)
      ? 'record'
      : new ProviderBadResponse(asked, `${who} answered with something other than JSON.`);
  }
  if (status === 404) return 'absent';
  if (status === 401 || status === 403) {
    const hint = provider.unauthorizedHint === undefined ? '' : ` ${provider.unauthorizedHint}`;
    return new ProviderUnauthorized(
      asked,
      `${who} refused this server’s key. Ask its operator to check the key.${hint}`,
    );
  }
  if (status === 429) return rateLimited(who, answer, asked, nowMs);
  if (status >= 500) {
    return new ProviderUnavailable(
      asked,
      `${who} answered with a fault of its own (HTTP ${status}). Try again later.`,
    );
  }
  if (status >= 400) {
    return new ProviderRejected(asked, `${who} refused the request (HTTP ${status}). Check the call’s id.`);
  }
  return new ProviderBadResponse(
    asked,
    `${who} answered with HTTP ${status}, which is no answer to this request.`,
  );
}

function rateLimited(who: string, answer: HttpAnswer, asked: FailedCall, nowMs: number): ProviderRateLimited {
  const seconds = readRetryAfterSeconds(answer.headers['retry-after'], nowMs);
  const when = seconds === null ? 'later' : `in ${seconds} s`;
  return new ProviderRateLimited(asked, `${who} is receiving too many requests. Try again ${when}.`, seconds);
}

/** A missing content type is let pass, and the body judged by whether it parses; HTML and the like are not. */
function isJson({ headers }: HttpAnswer): boolean {
  const type = headers['content-type'];
  return type === undefined || /json|^text\/plain\b/i.test(String(type));
}
