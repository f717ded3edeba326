type Reason = 'failed' | 'look again';

/** Longest wait for a notice: after that one looks for oneself, in case it was lost. */
const MAX_WAIT_MS = 200;

/** Where the flights of this replica wait for those of others. */
export class LockWaiters {
  readonly #waiting = new Map<string, Set<(reason: Reason) => void>>();

  /** A place, taken before one knows whether there is anything to wait for, so that no notice is missed. */
  wait(key: string): { readonly released: Promise<Reason>; readonly leave: () => void } {
    const places = this.#waiting.get(key) ?? new Set();
    this.#waiting.set(key, places);
    let leave = (): void => {};
    const released = new Promise<Reason>((resolve) => {
      const resume = (reason: Reason): void => {
        clearTimeout(timer);
        places.delete(resume);
        if (places.size === 0 && this.#waiting.get(key) === places) this.#waiting.delete(key);
        resolve(reason);
      };
      const timer = setTimeout(resume, MAX_WAIT_MS, 'look again');
      leave = () => resume('look again');
      places.add(resume);
    });
    return { released, leave };
  }

  /** Calls everyone who waits for `key`. */
  wake(key: string, reason: Reason): void {
    for (const resume of [...(this.#waiting.get(key) ?? [])]) resume(reason);
  }
}
