import type { DocumentNode } from 'graphql';
import type { ServedCopy } from '../cache/entry.ts';
import type { NamedOperation } from './plugins/operation-facts.ts';

/** A copy of a call that went into an answer. */
export interface UsedCopy {
  readonly key: string;
  readonly copy: ServedCopy;
}

/** A query that ran. */
export interface TracedOperation {
  readonly document: DocumentNode;
  readonly name: NamedOperation;
}

/**
 * Takes note of what an answer is made of: the same question has the same answer for as long as each of these copies
 * is what the cache would serve, and finds fresh. Something else may have gone into it as well: then nobody can say.
 */
export class AnswerTrace {
  #copies: UsedCopy[] | null = [];
  #operation: TracedOperation | null = null;

  /** The copies, each as often as it was read; `null` when the answer cannot be given again. */
  get copies(): readonly UsedCopy[] | null {
    return this.#copies;
  }

  /** The query that was answered whole; `null` when none was. */
  get operation(): TracedOperation | null {
    return this.#operation;
  }

  onOperation(operation: TracedOperation): void {
    this.#operation = operation.name.operationType === 'query' ? operation : null;
  }

  /** Part of the answer is missing, or still to come. */
  onIncomplete(): void {
    this.#operation = null;
    this.#copies = null;
  }

  readonly onServed = (key: string, copy: ServedCopy | null): void => {
    if (copy === null) this.#copies = null;
    else this.#copies?.push({ key, copy });
  };

  /** Something went into the answer that was so at that moment only. */
  onPassing(): void {
    this.#copies = null;
  }
}
