import type { RequestState } from './request-state.ts';
import { hasResponseEnded, onResponseEnd } from './response-end.ts';

/** The bytes of one kind that one request holds in memory. */
export interface HeldBytes {
  /** Counts `bytes` more. False, and not counted, when they do not fit. */
  hold(bytes: number): boolean;
  /** Releases the bytes that the request holds so far. */
  release(): void;
}

export interface RequestMemoryOptions {
  /** The most bytes that all requests may hold together. */
  readonly maxBytes: number;
  /** Fewer bytes at a time are not counted: as many requests as may be in flight at once fit with them. */
  readonly fromBytes: number;
}

/** Counts bytes that unfinished requests hold. */
export class RequestMemory {
  readonly #options: RequestMemoryOptions;
  #bytes = 0;

  constructor(options: RequestMemoryOptions) {
    this.#options = options;
  }

  /** The share of one request, which is released when its response ends. */
  forRequest({ req, res }: Pick<RequestState, 'req' | 'res'>): HeldBytes {
    let held = 0;
    let isWatched = false;
    const release = (): void => {
      this.#bytes -= held;
      held = 0;
    };
    return {
      release,
      hold: (bytes) => {
        const { maxBytes, fromBytes } = this.#options;
        if (bytes < fromBytes) return true;
        if (this.#bytes > 0 && this.#bytes + bytes > maxBytes) return false;
        this.#bytes += bytes;
        held += bytes;
        if (!isWatched) onResponseEnd(req, res, release);
        else if (hasResponseEnded(req, res)) release();
        isWatched = true;
        return true;
      },
    };
  }
}
