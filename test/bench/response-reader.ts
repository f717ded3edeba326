const HEAD_END = Buffer.from('\r\n\r\n');
const LAST_CHUNK = Buffer.from('0\r\n\r\n');

/** One response: its status line with its headers, in lower case, and its body. */
export interface ReadResponse {
  readonly head: string;
  readonly body: string;
}

/** Reads the responses of one connection, of which one at a time is expected. */
export class ResponseReader {
  #chunks: Buffer[] = [];
  #length = 0;
  #head = '';
  #bodyAt = -1;
  /** Bytes of head and body together; -1 for a body in chunks, which ends with the last one. */
  #end = -1;

  /** Returns the response that `data` completes, or `null` when more is to come. */
  push(data: Buffer): ReadResponse | null {
    this.#chunks.push(data);
    this.#length += data.length;
    if (this.#bodyAt < 0 && !this.#readHead()) return null;
    if (this.#end >= 0) return this.#length < this.#end ? null : this.#take(false);
    return this.#whole().subarray(-LAST_CHUNK.length).equals(LAST_CHUNK) ? this.#take(true) : null;
  }

  #readHead(): boolean {
    const bytes = this.#whole();
    const end = bytes.indexOf(HEAD_END);
    if (end < 0) return false;
    this.#head = bytes.toString('latin1', 0, end).toLowerCase();
    this.#bodyAt = end + HEAD_END.length;
    const length = /content-length: (\d+)/.exec(this.#head)?.[1];
    this.#end = length === undefined ? -1 : this.#bodyAt + Number(length);
    return true;
  }

  #take(isChunked: boolean): ReadResponse {
    const bytes = this.#whole().subarray(this.#bodyAt);
    const response = { head: this.#head, body: (isChunked ? joinChunks(bytes) : bytes).toString() };
    this.#chunks = [];
    this.#length = 0;
    this.#bodyAt = -1;
    return response;
  }

  #whole(): Buffer {
    const [first] = this.#chunks;
    if (this.#chunks.length === 1 && first !== undefined) return first;
    const whole = Buffer.concat(this.#chunks);
    this.#chunks = [whole];
    return whole;
  }
}

/** The body without the lengths of its chunks. */
function joinChunks(bytes: Buffer): Buffer {
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const lineEnd = bytes.indexOf('\r\n', at);
    const length = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16);
    chunks.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + length));
    at = lineEnd + 2 + length + 2;
  }
  return Buffer.concat(chunks);
}
