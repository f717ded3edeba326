import type { RequestState } from './request-state.ts';
import { hasResponseEnded, onResponseEnd } from './response-end.ts';

/** Smaller bodies are not counted: as many as one operation may request fit. */
const LARGE_BYTES = 262_144;

/** The bytes of large bodies that one request has read. */
export interface HeldValues {
  /** Counts a body of `bytes`. False, and not counted, when it does not fit. */
  hold(bytes: number): boolean;
  /** Called when the values that were read so far are no longer needed. */
  release(): void;
}

/**
 * Counts the bytes of the large bodies whose values unfinished requests hold, which no cache bounds: one operation that
 * read 250 calls of 8 MB each exhausted the memory of a pod.
 */
export class ValueMemory {
  readonly #maxBytes: number;
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** The share of one request, which is released when its response ends. */
  forRequest({ req, res }: Pick<RequestState, 'req' | 'res'>): HeldValues {
    let held = 0;
    let isWatched = false;
    const release = (): void => {
      this.#bytes -= held;
      held = 0;
    };
    return {
      release,
      hold: (bytes) => {
        if (bytes < LARGE_BYTES) return true;
        if (this.#bytes > 0 && this.#bytes + bytes > this.#maxBytes) return false;
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
