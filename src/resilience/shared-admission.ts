import type { AbortSignalLike } from '../domain/abort-signal.ts';
import { type Clock, monotonicNow } from '../domain/clock.ts';
import { sleep } from '../domain/timing.ts';
import { QueueFull } from './bulkhead.ts';
import { PAUSED, type Pause } from './pause.ts';
import { Semaphore } from './semaphore.ts';
import type { Admission, SharedLimit } from './shared-limit.ts';

export interface SharedAdmissionOptions {
  readonly limit: SharedLimit;
  readonly perSecond: number | null;
  /** Follows the pauses of other replicas. */
  readonly pause: Pause;
  readonly clock: Clock;
}

/** Waits until the limits that replicas share admit a request. */
export class SharedAdmission {
  readonly #options: SharedAdmissionOptions;
  /** One request at a time asks for admission, so that requests are admitted in order of arrival. */
  readonly #queue = new Semaphore(1);

  constructor(options: SharedAdmissionOptions) {
    this.#options = options;
  }

  /**
   * Resolves to `PAUSED` when the provider has asked any replica for a pause. Rejects with `QueueFull` when the rate
   * limit has no room before `deadlineAt` (by the monotonic clock), and with the signal's reason once the signal is aborted.
   */
  wait(deadlineAt: number, signal: AbortSignalLike): Promise<Admission | typeof PAUSED> {
    const wait = (): Promise<Admission | typeof PAUSED> => this.#wait(deadlineAt, signal);
    return this.#options.perSecond === null ? wait() : this.#queue.add(wait, { signal });
  }

  async #wait(deadlineAt: number, signal: AbortSignalLike): Promise<Admission | typeof PAUSED> {
    const { limit, perSecond, pause, clock } = this.#options;
    for (;;) {
      const admission = await limit.admit(perSecond);
      pause.follow(admission.pauseMs);
      if (pause.remainingMs > 0) return PAUSED;
      if (admission.waitMs <= 0) return admission;
      if (monotonicNow(clock) + admission.waitMs >= deadlineAt) throw new QueueFull();
      await sleep(admission.waitMs, signal);
    }
  }
}
