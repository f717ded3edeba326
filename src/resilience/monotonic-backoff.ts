import type { IBackoff, IBackoffFactory } from 'cockatiel';

/**
 * The waits of `waits`, measured by a clock that is never set back. cockatiel lets a trial pass once the wall clock says
 * that more than `duration` has gone by since the breaker opened: with a clock that is set back by an hour, after an hour.
 * This duration is above any difference of times until the wait is over, and below any from then on.
 */
export class MonotonicBackoff<Context> implements IBackoffFactory<Context> {
  readonly #waits: IBackoffFactory<Context>;
  readonly #now: () => number;

  constructor(waits: IBackoffFactory<Context>, now: () => number) {
    this.#waits = waits;
    this.#now = now;
  }

  /** The wait that begins now. */
  next(context: Context): IBackoff<Context> {
    const now = this.#now;
    const wait = this.#waits.next(context);
    const endsAt = now() + wait.duration;
    const following = new MonotonicBackoff(wait, now);
    return {
      get duration() {
        return now() < endsAt ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
      },
      next: (nextContext) => following.next(nextContext),
    };
  }
}
