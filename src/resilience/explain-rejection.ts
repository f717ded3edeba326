import { ProviderRateLimited, ProviderUnavailable } from '../domain/errors.ts';
import type { RequestSubject } from '../domain/request-subject.ts';
import { BreakerOpen } from './breaker.ts';
import { QueueFull } from './bulkhead.ts';
import { PauseTooLong } from './pause.ts';

/** This server rejected the attempt itself. A retry at once would be rejected again. */
class RejectedHere extends ProviderUnavailable {
  override readonly retryable = false;
}

/** The attempt was not sent, because the provider's pause outlasts the deadline. */
class PausedBeyondDeadline extends ProviderRateLimited {
  override readonly retryable = false;
}

/**
 * Turns the errors with which a policy rejects an attempt into errors for clients. Any other error is returned
 * unchanged. `title` is the provider's name for people.
 */
export function explainRejection(error: unknown, title: string, subject: RequestSubject): unknown {
  if (error instanceof PauseTooLong) {
    const seconds = Math.ceil(error.remainingMs / 1_000);
    return new PausedBeyondDeadline(
      subject,
      `${title} asked for a pause. Try again in ${seconds} s.`,
      seconds,
    );
  }
  if (error instanceof QueueFull) {
    return new RejectedHere(
      subject,
      `Too many requests to ${title} are waiting on this server. Try again shortly.`,
    );
  }
  if (error instanceof BreakerOpen) {
    return new RejectedHere(
      subject,
      `${title} has been failing, so this server sends it no requests for a moment. Try again shortly.`,
    );
  }
  return error;
}
