import type { DocumentNode } from 'graphql';
import type { EntryVersion } from '../../cache/entry.ts';
import type { NamedOperation } from './operation-name.ts';

/** A copy of a call that went into an answer. */
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
 * Takes note of what an answer is made of: the same question has the same answer for as long as each of these copies
 * is what the cache would serve, and finds fresh. Something else may have gone into it as well: then nobody can say.
 */
export class ResponseDependencies {
  #calls: CachedCallRef[] | null = [];
  #operation: ExecutedOperation | null = null;

  /** The copies, each as often as it was read; `null` when the answer cannot be given again. */
  get calls(): readonly CachedCallRef[] | null {
    return this.#calls;
  }

  /** The query that was answered whole; `null` when none was. */
  get operation(): ExecutedOperation | null {
    return this.#operation;
  }

  onOperation(operation: ExecutedOperation): void {
    this.#operation = operation.name.operationType === 'query' ? operation : null;
  }

  /** Part of the answer is missing, or still to come. */
  markIncomplete(): void {
    this.#operation = null;
    this.#calls = null;
  }

  readonly onCacheRead = (key: string, copy: EntryVersion | null): void => {
    if (copy === null) this.#calls = null;
    else this.#calls?.push({ key, version: copy });
  };

  /** Something went into the answer that was so at that moment only. */
  markUncacheable(): void {
    this.#calls = null;
  }
}
