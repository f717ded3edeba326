/** Appends numbers and texts to a growing run of bytes. */
export class ByteWriter {
  readonly #bytes: number[] = [];

  get length(): number {
    return this.#bytes.length;
  }

  /** Writes `width` bytes of a whole number, most significant first. `width` is at most 6. */
  fixed(value: number, width: number): void {
    for (let place = width - 1; place >= 0; place -= 1)
      this.#bytes.push(Math.floor(value / 256 ** place) % 256);
  }

  /** Writes a whole number from 0 to `Number.MAX_SAFE_INTEGER` in one byte per seven bits. */
  varint(value: number): void {
    let rest = value;
    while (rest >= 128) {
      this.#bytes.push((rest % 128) + 128);
      rest = Math.floor(rest / 128);
    }
    this.#bytes.push(rest);
  }

  double(value: number): void {
    const buffer = Buffer.alloc(8);
    buffer.writeDoubleBE(value);
    this.bytes(buffer);
  }

  text(value: string): void {
    const encoded = Buffer.from(value, 'utf8');
    this.varint(encoded.length);
    this.bytes(encoded);
  }

  bytes(value: Uint8Array): void {
    for (const byte of value) this.#bytes.push(byte);
  }

  toBuffer(): Buffer {
    return Buffer.from(this.#bytes);
  }
}

/** Reads what `ByteWriter` wrote. Every method throws a `RangeError` past the end. */
export class ByteReader {
  readonly #bytes: Buffer;
  #offset = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get atEnd(): boolean {
    return this.#offset === this.#bytes.length;
  }

  fixed(width: number): number {
    let value = 0;
    for (const byte of this.take(width)) value = value * 256 + byte;
    return value;
  }

  varint(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.fixed(1);
      value += (byte % 128) * scale;
      if (byte < 128) return value;
      if (scale > 2 ** 49) throw new RangeError('The number is too long.');
    }
  }

  double(): number {
    return this.take(8).readDoubleBE();
  }

  text(): string {
    return this.take(this.varint()).toString('utf8');
  }

  take(length: number): Buffer {
    const end = this.#offset + length;
    if (end > this.#bytes.length) throw new RangeError('The bytes end too early.');
    const taken = this.#bytes.subarray(this.#offset, end);
    this.#offset = end;
    return taken;
  }
}
