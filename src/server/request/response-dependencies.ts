import type { DocumentNode } from 'graphql';
import type { EntryVersion } from '../../cache/entry.ts';
import type { NamedOperation } from './operation-name.ts';

/** A cache entry of a call that a response was built from. */
export interface CachedCallRef {
  readonly key: string;
  readonly version: EntryVersion;
}

/** A query that ran. */
export interface ExecutedOperation {
  readonly document: DocumentNode;
  readonly name: NamedOperation;
}

/**
 * Records the cache entries that a response is built from. The same request has the same response while each of them
 * is the current, fresh cache entry, unless something else went into the response too: then it cannot be cached.
 */
export class ResponseDependencies {
  #calls: CachedCallRef[] | null = [];
  #operation: ExecutedOperation | null = null;

  /** The entries, each as often as it was read; `null` when the response cannot be cached. */
  get calls(): readonly CachedCallRef[] | null {
    return this.#calls;
  }

  /** The query whose response is complete and free of errors; `null` when there is none. */
  get operation(): ExecutedOperation | null {
    return this.#operation;
  }

  onOperation(operation: ExecutedOperation): void {
    this.#operation = operation.name.operationType === 'query' ? operation : null;
  }

  /** Part of the response is missing, or still to come. */
  markIncomplete(): void {
    this.#operation = null;
    this.#calls = null;
  }

  /** A call was read; `version` is `null` when it did not come from a cache entry that can be checked again. */
  readonly onCacheRead = (key: string, version: EntryVersion | null): void => {
    if (version === null) this.#calls = null;
    else this.#calls?.push({ key, version });
  };

  /** The response includes a value that held at that moment only. */
  markUncacheable(): void {
    this.#calls = null;
  }
}
