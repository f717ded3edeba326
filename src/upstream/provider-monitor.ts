import type { AbortSignalLike } from '../domain/abort-signal.ts';
import type { Clock } from '../domain/clock.ts';
import { type ErrorCode, ProviderError } from '../domain/errors.ts';
import type { RateLimitStatus } from '../domain/provider-status.ts';
import type { HttpResponse } from '../http/send-request.ts';
import { readInteger } from '../reading/number.ts';

/** How one attempt at a provider ended: an error's code, or that it was answered, or that nobody wanted it any more. */
export type AttemptOutcome = ErrorCode | 'OK' | 'ABORTED';

/** Told of every attempt, with the time it took in seconds. */
export type OnAttempt = (outcome: AttemptOutcome, seconds: number) => void;

type StatedLimit = Omit<RateLimitStatus, 'pausedUntil'>;

/** Answers that say nothing is wrong with the provider itself, even though the request failed. */
const RESPONDED: ReadonlySet<AttemptOutcome> = new Set(['OK', 'PROVIDER_REJECTED', 'PROVIDER_RATE_LIMITED']);

/** Watches the attempts at one provider: whether it is well, and what limit it last stated. */
export class ProviderMonitor {
  readonly #clock: Clock;
  #healthy: boolean | null = null;
  #rateLimit: StatedLimit | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether the latest attempt was answered; `null` before the first. */
  get healthy(): boolean | null {
    return this.#healthy;
  }

  /** What the provider last stated; `null` when it never did. */
  get rateLimit(): StatedLimit | null {
    return this.#rateLimit;
  }

  /** In place of a statement, for a provider that pauses us without one. */
  get unstated(): StatedLimit {
    return { limit: null, remaining: null, observedAt: new Date(this.#clock.now()) };
  }

  /** Runs one attempt and takes note of how it ended. */
  async watch<T>(attempt: () => Promise<T>, signal: AbortSignalLike, onAttempt: OnAttempt): Promise<T> {
    const began = performance.now();
    const note = (outcome: AttemptOutcome): void => onAttempt(outcome, (performance.now() - began) / 1_000);
    try {
      const answer = await attempt();
      this.#healthy = true;
      note('OK');
      return answer;
    } catch (error) {
      if (error instanceof ProviderError) {
        this.#healthy = RESPONDED.has(error.code);
        note(error.code);
      } else if (signal.aborted) note('ABORTED');
      throw error;
    }
  }

  /** Reads the limit that an answer states; true when it says that nothing is left. */
  observe({ headers }: HttpResponse): boolean {
    const limit = readInteger(headers['x-ratelimit-limit']);
    const remaining = readInteger(headers['x-ratelimit-remaining']);
    if (limit === null && remaining === null) return false;
    this.#rateLimit = { limit, remaining, observedAt: new Date(this.#clock.now()) };
    return remaining !== null && remaining <= 0;
  }
}
