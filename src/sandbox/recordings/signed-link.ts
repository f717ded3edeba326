import { createHmac, timingSafeEqual } from 'node:crypto';

/** Signs links to recordings, as storage services do. A link works until a moment and for one path. */
export class LinkSigner {
  readonly #key: string;

  constructor(key: string) {
    this.#key = key;
  }

  /** Returns the query of a link that works until `expiresMs` (since the epoch). */
  query(path: string, expiresMs: number): string {
    return `expires=${expiresMs}&signature=${this.#sign(path, String(expiresMs))}`;
  }

  /** Whether the link was signed with this key for this path, and still works at `nowMs`. */
  accepts(path: string, query: URLSearchParams, nowMs: number): boolean {
    const expires = query.get('expires') ?? '';
    const given = Buffer.from(query.get('signature') ?? '');
    const expected = Buffer.from(this.#sign(path, expires));
    return given.length === expected.length && timingSafeEqual(given, expected) && nowMs < Number(expires);
  }

  #sign(path: string, expires: string): string {
    return createHmac('sha256', this.#key).update(`${path}?${expires}`).digest('hex');
  }
}
