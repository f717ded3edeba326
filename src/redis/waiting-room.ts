type Reason = 'failed' | 'look again';

/** Longest wait for a notice: after that one looks for oneself, in case it was lost. */
const PATIENCE_MS = 200;

/** Where the flights of this replica wait for those of others. */
export class WaitingRoom {
  readonly #waiting = new Map<string, Set<(reason: Reason) => void>>();

  /** A place, taken before one knows whether there is anything to wait for, so that no notice is missed. */
  enter(key: string): { readonly called: Promise<Reason>; readonly leave: () => void } {
    const places = this.#waiting.get(key) ?? new Set();
    this.#waiting.set(key, places);
    let leave = (): void => {};
    const called = new Promise<Reason>((resolve) => {
      const goOn = (reason: Reason): void => {
        clearTimeout(timer);
        places.delete(goOn);
        if (places.size === 0 && this.#waiting.get(key) === places) this.#waiting.delete(key);
        resolve(reason);
      };
      const timer = setTimeout(goOn, PATIENCE_MS, 'look again');
      leave = () => goOn('look again');
      places.add(goOn);
    });
    return { called, leave };
  }

  /** Calls everyone who waits for `key`. */
  call(key: string, reason: Reason): void {
    for (const goOn of [...(this.#waiting.get(key) ?? [])]) goOn(reason);
  }
}
