/** Listeners by cache key. A listener hears that its key has got a newer value, not what the value is. */
export class Watchers {
  readonly #listeners = new Map<string, Set<() => void>>();

  /** Calls `listener` each time that `key` gets a newer value, until the returned function is called. */
  watch(key: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(key) ?? new Set();
    this.#listeners.set(key, listeners);
    const registered = (): void => listener(); // one listener may watch a key twice
    listeners.add(registered);
    return () => {
      listeners.delete(registered);
      if (listeners.size === 0 && this.#listeners.get(key) === listeners) this.#listeners.delete(key);
    };
  }

  wake(key: string): void {
    if (this.#listeners.size === 0) return; // the usual case, checked for each value that is stored
    const listeners = this.#listeners.get(key);
    if (listeners !== undefined) for (const listener of [...listeners]) listener();
  }

  /** Keys that are watched. */
  get size(): number {
    return this.#listeners.size;
  }
}
