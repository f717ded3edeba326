/** The most requests for which an operation is left to Yoga at a time. */
const MAX_SKIPPED = 64;

/**
 * Decides when a compiled operation is worth running. Yoga runs it again when its result has errors, so that a request
 * which always fails would be paid twice: after each failure in a row, twice as many requests go to Yoga at once.
 */
export class RerunBackoff {
  #next = 1;
  #left = 0;

  /** Whether this request goes to Yoga at once. */
  skips(): boolean {
    if (this.#left === 0) return false;
    this.#left -= 1;
    return true;
  }

  onSuccess(): void {
    this.#next = 1;
  }

  onFailure(): void {
    this.#left = this.#next;
    this.#next = Math.min(this.#next * 2, MAX_SKIPPED);
  }
}
