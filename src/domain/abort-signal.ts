/**
 * What tells a task that nobody waits for its outcome any more: as much of an `AbortSignal` as tasks here ask for, and
 * every `AbortSignal` is one.
 */
export interface AbortSignalLike {
  readonly aborted: boolean;
  /** Why, once it is aborted. */
  readonly reason: unknown;
  throwIfAborted(): void;
  addEventListener(type: 'abort', listener: () => void, options?: { readonly once: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** For a library that declares an `AbortSignal` and asks no more of it than any `Cancellation` has, such as p-queue. */
export const asAbortSignal = (signal: AbortSignalLike): AbortSignal => signal as AbortSignal;

/**
 * A `Cancellation` and the means to bring it about. An `AbortController` does the same, but a fetch takes three of them,
 * and three event targets are a fifth of what a request costs that has to fetch, on Node 20. A listener must not throw.
 */
export class LightAbortController implements AbortSignalLike {
  readonly #listeners = new Set<() => void>();
  #aborted = false;
  #reason: unknown;

  get aborted(): boolean {
    return this.#aborted;
  }

  get reason(): unknown {
    return this.#reason;
  }

  throwIfAborted(): void {
    if (this.#aborted) throw this.#reason;
  }

  addEventListener(_type: 'abort', listener: () => void): void {
    if (!this.#aborted) this.#listeners.add(listener);
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners.delete(listener);
  }

  /** Tells whoever listens then, once, unless one that was told before takes it off. */
  abort(reason: unknown): void {
    if (this.#aborted) return;
    this.#aborted = true;
    this.#reason = reason;
    for (const listener of this.#listeners) listener();
    this.#listeners.clear();
  }
}
