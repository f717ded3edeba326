import type { Clock } from '../domain/clock.ts';
import { type ErrorCode, ProviderError } from '../domain/errors.ts';
import type { RateLimitStatus } from '../domain/provider-status.ts';
import type { ProviderClient } from '../http/provider-client.ts';
import type { HttpResponse } from '../http/send-request.ts';
import { readInteger } from '../reading/number.ts';

/** The outcome of one attempt: success, an error's code, or aborted because no reader waited for it any more. */
export type AttemptOutcome = ErrorCode | 'OK' | 'ABORTED';

/** Called after every attempt, with the operation's name and the attempt's duration in seconds. */
export type OnAttempt = (operation: string, outcome: AttemptOutcome, seconds: number) => void;

type StatedLimit = Omit<RateLimitStatus, 'pausedUntil'>;

/** Outcomes that show a working provider, even where the request failed. */
const RESPONDED: ReadonlySet<AttemptOutcome> = new Set(['OK', 'PROVIDER_REJECTED', 'PROVIDER_RATE_LIMITED']);

/** Observes the attempts at one provider: whether it is healthy, and which limit it stated last. */
export class ProviderMonitor {
  readonly #clock: Clock;
  readonly #onAttempt: OnAttempt;
  #healthy: boolean | null = null;
  #rateLimit: StatedLimit | null = null;

  constructor(clock: Clock, onAttempt: OnAttempt) {
    this.#clock = clock;
    this.#onAttempt = onAttempt;
  }

  /** Whether the provider responded to the latest attempt; `null` before the first. */
  get healthy(): boolean | null {
    return this.#healthy;
  }

  /** The limit that the provider stated last; `null` when it never stated one. */
  get rateLimit(): StatedLimit | null {
    return this.#rateLimit;
  }

  /** Stands in for a limit when the provider asks for a pause without stating one. */
  get unstated(): StatedLimit {
    return { limit: null, remaining: null, observedAt: new Date(this.#clock.now()) };
  }

  /** The same client, its attempts observed. */
  observe(client: ProviderClient): ProviderClient {
    return {
      send: async (request) => {
        const began = performance.now();
        try {
          const fetched = await client.send(request);
          this.#record(request.operation.name, 'OK', began);
          return fetched;
        } catch (error) {
          if (error instanceof ProviderError) this.#record(request.operation.name, error.code, began);
          else if (request.signal.aborted) this.#record(request.operation.name, 'ABORTED', began);
          throw error;
        }
      },
      close: () => client.close(),
    };
  }

  /** Reads the limit that a response states. Returns true when nothing of it remains. */
  readLimit({ headers }: HttpResponse): boolean {
    const limit = readInteger(headers['x-ratelimit-limit']);
    const remaining = readInteger(headers['x-ratelimit-remaining']);
    if (limit === null && remaining === null) return false;
    this.#rateLimit = { limit, remaining, observedAt: new Date(this.#clock.now()) };
    return remaining !== null && remaining <= 0;
  }

  /** `began` is what `performance.now()` was before the attempt. An aborted attempt shows nothing of the provider. */
  #record(operation: string, outcome: AttemptOutcome, began: number): void {
    if (outcome !== 'ABORTED') this.#healthy = RESPONDED.has(outcome);
    this.#onAttempt(operation, outcome, (performance.now() - began) / 1_000);
  }
}
