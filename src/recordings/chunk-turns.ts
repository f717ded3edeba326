/** Chunks that one turn forwards: a quarter of a megabyte, which takes less than a millisecond. */
const CHUNKS_A_TURN = 4;
/** Milliseconds from one turn to the next: 64 MB a second together, which leaves most of the event loop to other requests. */
const TURN_MS = 4;

/**
 * Shares the event loop between all recordings that stream and the requests for calls. Every few milliseconds a turn
 * forwards a few chunks, however many recordings have one ready; the others wait for a later turn, in their order. Without
 * it, 100 recordings keep the event loop busy for as long as they stream, and each request for calls waits for all of them.
 */
export class ChunkTurns {
  readonly #waiting: (() => void)[] = [];
  readonly #turnMs: number;
  #left = CHUNKS_A_TURN;
  #isScheduled = false;

  constructor(turnMs: number = TURN_MS) {
    this.#turnMs = turnMs;
  }

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
    setTimeout(() => {
      this.#isScheduled = false;
      const admitted = this.#waiting.splice(0, CHUNKS_A_TURN);
      this.#left = CHUNKS_A_TURN - admitted.length;
      if (admitted.length > 0) this.#schedule();
      for (const admit of admitted) admit();
    }, this.#turnMs);
  }
}
