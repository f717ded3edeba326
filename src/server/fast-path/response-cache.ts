import { LRUCache } from 'lru-cache';
import { compactBuffer } from '../../cache/compact-buffer.ts';
import type { UpstreamCache } from '../../cache/upstream-cache.ts';
import type { CachedCallRef } from '../request/response-dependencies.ts';
import type { SuccessResponse } from './success-response.ts';

/** An answer as it was sent. */
export interface CachedResponse extends SuccessResponse {
  /** What it was made of. */
  readonly calls: readonly CachedCallRef[];
}

/** What decides an answer. */
export interface ResponseKey {
  /** What whoever asks may see. */
  readonly partition: string;
  readonly accept: string;
  /** The body as it was sent. */
  readonly body: Buffer;
}

/** Longer answers are made anew each time: a list of a hundred calls with their transcripts is as a rule no longer. */
const MAX_RESPONSE_BYTES = 262_144;
/** Answers to longer questions are made anew each time. */
const MAX_REQUEST_BYTES = 65_536;
/** What an entry takes beside its texts. */
const BYTES_PER_ENTRY = 1_024;
const BYTES_PER_CALL_REF = 64;

/**
 * Answers by question, bounded by bytes. One is given again for as long as every copy in it is what the cache would
 * serve and finds fresh: it is what execution would come to. Reads that it spares are counted as the cache's.
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
    const { body } = responseKey;
    if (body.length > MAX_REQUEST_BYTES || response.bytes.length > MAX_RESPONSE_BYTES) return;
    const bytes = compactBuffer(response.bytes);
    const size = BYTES_PER_ENTRY + body.length + bytes.length + response.calls.length * BYTES_PER_CALL_REF;
    this.#responses.set(keyOf(responseKey), { ...response, bytes }, { size });
  }

  /** Forgets everything: the same question may have another answer from now on. */
  clear(): void {
    this.#responses.clear();
  }
}

/** Neither of the first two has a line break in it. Latin-1 tells every two bodies apart, whatever they are written in. */
const keyOf = ({ partition, accept, body }: ResponseKey): string =>
  `${partition}\n${accept}\n${body.toString('latin1')}`;
