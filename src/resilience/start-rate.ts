const SECOND_MS = 1_000;

/** Limits how many tasks start within any one second, not only within aligned ones. */
export class StartRate {
  readonly #perSecond: number;
  readonly #now: () => number;
  /** When the latest tasks started, as many as may start in a second; `#next` is the place of the oldest. */
  readonly #startedAt: number[] = [];
  #next = 0;

  /** `now` returns milliseconds from any fixed point, and is never set back. */
  constructor(perSecond: number, now: () => number) {
    this.#perSecond = perSecond;
    this.#now = now;
  }

  /** Milliseconds until one more task may start; 0 when it may start now. */
  get waitMs(): number {
    const oldest = this.#startedAt[this.#next];
    return oldest === undefined ? 0 : Math.max(0, oldest + SECOND_MS - this.#now());
  }

  /** Counts a task that starts now. */
  count(): void {
    this.#startedAt[this.#next] = this.#now();
    this.#next = (this.#next + 1) % this.#perSecond;
  }
}
