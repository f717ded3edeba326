/** A body up to this length, in bytes, is received beside any number of others. */
export const LARGE_BODY_BYTES = 262_144;
/** Larger bodies that one client receives at once, so that many of them take no more memory than a few. */
const MAX_AT_ONCE = 2;

/** Limits how many large bodies of one provider are received and parsed at once. The others wait, in order. */
export class LargeBodies {
  readonly #waiting = new Set<() => void>();
  #current = 0;

  /** Calls `onTurn` at once or later. Returns a function that gives up the turn, or the wait for it; call it once. */
  begin(onTurn: () => void): () => void {
    if (this.#current < MAX_AT_ONCE) {
      this.#current += 1;
      onTurn();
      return () => this.#end();
    }
    let hasTurn = false;
    const take = (): void => {
      hasTurn = true;
      onTurn();
    };
    this.#waiting.add(take);
    return () => {
      if (hasTurn) this.#end();
      else this.#waiting.delete(take);
    };
  }

  #end(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#current -= 1;
      return;
    }
    this.#waiting.delete(next);
    next();
  }
}
