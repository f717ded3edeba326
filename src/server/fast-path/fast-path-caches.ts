import type { UpstreamCache } from '../../cache/upstream-cache.ts';
import { CompiledOperations } from './compiled-operations.ts';
import { ResponseCache } from './response-cache.ts';

export interface FastPathCachesOptions {
  readonly cache: UpstreamCache;
  readonly maxResponseBytes: number;
  readonly compiledOperations?: CompiledOperations | undefined;
}

/** The state that the fast path keeps from earlier responses. */
export class FastPathCaches {
  readonly responses: ResponseCache;
  readonly operations: CompiledOperations;
  #generation = 0;

  constructor({ cache, maxResponseBytes, compiledOperations }: FastPathCachesOptions) {
    this.responses = new ResponseCache(cache, maxResponseBytes);
    this.operations = compiledOperations ?? new CompiledOperations();
  }

  /** Changes with every `clear`: a response whose request began in an earlier generation must not be stored. */
  get generation(): number {
    return this.#generation;
  }

  /** Called when the same request may have another response from now on. */
  clear(): void {
    this.#generation += 1;
    this.responses.clear();
    this.operations.clear();
  }
}
