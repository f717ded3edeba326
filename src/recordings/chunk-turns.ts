/** Chunks that one turn of the event loop forwards: about half a megabyte, which takes it about a millisecond. */
const CHUNKS_A_TURN = 8;

/**
 * Shares the event loop between all recordings that stream and the requests for calls. A turn forwards a few chunks, however
 * many recordings have one ready; the others wait for a later turn, in their order. Without it, each of 100 recordings
 * forwards in each turn, and a request that needs three turns waits for all of them three times.
 */
export class ChunkTurns {
  readonly #waiting: (() => void)[] = [];
  #left = CHUNKS_A_TURN;
  #isScheduled = false;

  /** Resolves when the caller may forward one chunk. */
  next(): Promise<void> {
    this.#schedule();
    if (this.#left > 0 && this.#waiting.length === 0) {
      this.#left -= 1;
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      const admitted = this.#waiting.splice(0, CHUNKS_A_TURN);
      this.#left = CHUNKS_A_TURN - admitted.length;
      if (admitted.length > 0) this.#schedule();
      for (const admit of admitted) admit();
    });
  }
}
