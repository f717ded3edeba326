import { LRUCache } from 'lru-cache';
import { compactBuffer } from '../../cache/compact-buffer.ts';
import type { UpstreamCache } from '../../cache/upstream-cache.ts';
import type { CachedCallRef } from '../request/response-dependencies.ts';
import type { SuccessResponse } from './success-response.ts';

/** A response as it was sent. */
export interface CachedResponse extends SuccessResponse {
  /** The cache entries that it was built from. */
  readonly calls: readonly CachedCallRef[];
}

/** Everything that a response depends on, except the calls. */
export interface ResponseKey {
  /** Separates clients that may see different data. */
  readonly partition: string;
  readonly accept: string;
  /** The request's body as it was sent. */
  readonly body: Buffer;
}

/** Longer responses are not cached: a list of a hundred calls with their transcripts usually fits. */
const MAX_RESPONSE_BYTES = 262_144;
/** Responses to longer requests are not cached. */
const MAX_REQUEST_BYTES = 65_536;
/** The size of an entry beside its body and its key, which has one byte a character. */
const BYTES_PER_ENTRY = 1_024;
const BYTES_PER_CALL_REF = 64;

/**
 * Response cache, bounded by bytes. A response is reused while every call it was built from is still the current, fresh
 * cache entry, so a hit equals re-execution. Each call of a hit counts as a hit of the call cache.
 */
export class ResponseCache {
  readonly #responses: LRUCache<string, CachedResponse>;
  readonly #cache: Pick<UpstreamCache, 'isCurrent' | 'recordHit'>;

  constructor(cache: Pick<UpstreamCache, 'isCurrent' | 'recordHit'>, maxBytes: number) {
    this.#cache = cache;
    this.#responses = new LRUCache({ maxSize: maxBytes });
  }

  get(responseKey: ResponseKey): CachedResponse | null {
    if (responseKey.body.length > MAX_REQUEST_BYTES) return null;
    const key = keyOf(responseKey);
    const response = this.#responses.get(key);
    if (response === undefined) return null;
    if (!response.calls.every(({ key, version }) => this.#cache.isCurrent(key, version))) {
      this.#responses.delete(key);
      return null;
    }
    for (const { key } of response.calls) this.#cache.recordHit(key);
    return response;
  }

  set(responseKey: ResponseKey, response: CachedResponse): void {
    if (responseKey.body.length > MAX_REQUEST_BYTES || response.bytes.length > MAX_RESPONSE_BYTES) return;
    const key = keyOf(responseKey);
    const bytes = compactBuffer(response.bytes);
    const size = BYTES_PER_ENTRY + key.length + bytes.length + response.calls.length * BYTES_PER_CALL_REF;
    this.#responses.set(key, { ...response, bytes }, { size });
  }

  /** Called when the same request may have another response from now on. */
  clear(): void {
    this.#responses.clear();
  }
}

/** Unambiguous: `partition` and `accept` contain no line break, and Latin-1 maps different bytes to different text. */
const keyOf = ({ partition, accept, body }: ResponseKey): string =>
  `${partition}\n${accept}\n${body.toString('latin1')}`;
