type Reason = 'failed' | 'look again';

/** Longest wait for a message. After that the waiting flight looks at the entry itself, because a message can be lost. */
const MAX_WAIT_MS = 200;

/** The flights of this replica that wait for another replica to release the lock of their key. */
export class LockWaiters {
  readonly #waiting = new Map<string, Set<(reason: Reason) => void>>(); // by key

  /**
   * Begins to wait for `key`. Call it before asking for the lock, so that no message is missed; call `leave` when there
   * is nothing to wait for. `released` resolves within 200 ms.
   */
  wait(key: string): { readonly released: Promise<Reason>; readonly leave: () => void } {
    const waiters = this.#waiting.get(key) ?? new Set();
    this.#waiting.set(key, waiters);
    let leave = (): void => {};
    const released = new Promise<Reason>((resolve) => {
      const resume = (reason: Reason): void => {
        clearTimeout(timer);
        waiters.delete(resume);
        if (waiters.size === 0 && this.#waiting.get(key) === waiters) this.#waiting.delete(key);
        resolve(reason);
      };
      const timer = setTimeout(resume, MAX_WAIT_MS, 'look again');
      leave = () => resume('look again');
      waiters.add(resume);
    });
    return { released, leave };
  }

  /** Resolves every wait for `key`. */
  wake(key: string, reason: Reason): void {
    for (const resume of [...(this.#waiting.get(key) ?? [])]) resume(reason);
  }
}
