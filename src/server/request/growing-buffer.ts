const FIRST_BYTES = 4_096;

/**
 * Joins chunks as they arrive. Kept apart until the last, chunks of one byte take a hundred times as much memory; a
 * single chunk is not copied.
 */
export class GrowingBuffer {
  #bytes: Buffer = Buffer.alloc(0);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Appends a chunk. Returns the bytes of memory that this took. */
  add(chunk: Buffer): number {
    const length = this.#length + chunk.length;
    const before = this.#bytes.length;
    if (this.#length === 0) this.#bytes = chunk;
    else if (length > before) this.#grow(Math.max(FIRST_BYTES, 2 * before, length));
    if (this.#bytes !== chunk) chunk.copy(this.#bytes, this.#length);
    this.#length = length;
    return this.#bytes.length - before;
  }

  /** Everything that was appended. */
  joined(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  #grow(bytes: number): void {
    const grown = Buffer.allocUnsafeSlow(bytes);
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
  }
}
