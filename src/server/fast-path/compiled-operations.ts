import type { ExecutionResult } from 'graphql';
import type { GraphQLParams } from 'graphql-yoga';
import { LRUCache } from 'lru-cache';
import type { GraphContext } from '../../../schema/context.ts';
import { schema } from '../../../schema/index.ts';
import type { ExecutedOperation } from '../request/response-dependencies.ts';
import { isCompilable } from './is-compilable.ts';

/** What a request asks, and in what form it takes the answer. */
export interface OperationKey {
  readonly accept: string;
  readonly params: GraphQLParams;
}

/** What a whole answer to a query was made by. */
export interface ObservedOperation extends ExecutedOperation {
  /** The answer's headers: names and values in turn, less those that differ from answer to answer. */
  readonly headers: readonly string[];
}

/** An operation whose document holds no more questions: it has been read, found sound, and compiled. */
export interface CompiledOperation extends ObservedOperation {
  readonly run: (
    context: GraphContext,
    variables: GraphQLParams['variables'],
  ) => Promise<ExecutionResult> | ExecutionResult;
}

interface OperationEntry {
  readonly observed: ObservedOperation;
  /** Whole answers so far. */
  responses: number;
  /** Whether it has been compiled, as far as it can be. */
  attempted: boolean;
  compiled?: CompiledOperation;
}

export interface CompiledOperationsOptions {
  /** Whole answers before an operation is compiled, which costs as much as some dozens of them. Default 8. */
  readonly compileThreshold?: number;
  /** What of the time may go into compiling, for it keeps everyone waiting: from 0 to 1. Default 0.05. */
  readonly maxCompileShare?: number;
  /** Milliseconds from any fixed point, never going back. */
  readonly now?: () => number;
}

/** Characters of parameters that are remembered; a document of so many takes some hundred times the bytes. */
const MAX_CHARACTERS = 250_000;

/**
 * Operations by all of a request's parameters but its variables. All that plugins decide by these alone they have
 * decided before: an operation gets here by being answered whole, several times over.
 */
export class CompiledOperations {
  readonly #entries = new LRUCache<string, OperationEntry>({ maxSize: MAX_CHARACTERS });
  readonly #compileThreshold: number;
  readonly #maxCompileShare: number;
  readonly #now: () => number;
  /** When the next one may be compiled. */
  #nextCompileAt = Number.NEGATIVE_INFINITY;

  constructor({
    compileThreshold = 8,
    maxCompileShare = 0.05,
    now = monotonic,
  }: CompiledOperationsOptions = {}) {
    this.#compileThreshold = compileThreshold;
    this.#maxCompileShare = maxCompileShare;
    this.#now = now;
  }

  find(request: OperationKey): CompiledOperation | undefined {
    return this.#entries.get(keyOf(request))?.compiled;
  }

  /** Takes note of a whole answer. */
  record(request: OperationKey, observed: ObservedOperation): void {
    const key = keyOf(request);
    const entry = this.#entries.get(key) ?? { observed, responses: 0, attempted: false };
    if (entry.responses === 0) this.#entries.set(key, entry, { size: key.length });
    entry.responses += 1;
    if (entry.responses < this.#compileThreshold || entry.attempted || this.#now() < this.#nextCompileAt)
      return;
    entry.attempted = true;
    if (!isCompilable(observed.document)) return;
    this.#nextCompileAt = Number.POSITIVE_INFINITY;
    void this.#compile(entry, request.params.operationName);
  }

  /** Operations that are remembered, compiled or not. */
  get size(): number {
    return this.#entries.size;
  }

  /** Forgets everything: the same parameters may mean another document from now on. */
  clear(): void {
    this.#entries.clear();
  }

  async #compile(entry: OperationEntry, operationName: string | undefined): Promise<void> {
    let began = this.#now();
    try {
      const { compileQuery, isCompiledQuery } = await import('graphql-jit'); // brings a JSON-schema compiler along, for what is not used here
      const { observed } = entry;
      began = this.#now();
      const compiled = compileQuery(schema, observed.document, operationName ?? undefined);
      if (!isCompiledQuery(compiled)) return;
      entry.compiled = {
        ...observed,
        run: (context, variables) => compiled.query(undefined, context, variables ?? {}),
      };
    } catch {
      // it is answered as before
    } finally {
      const ended = this.#now();
      this.#nextCompileAt = ended + (ended - began) * (1 / this.#maxCompileShare - 1);
    }
  }
}

/** What is asked for, by whatever name, and in which form: JSON tells every two of them apart. */
function keyOf({ accept, params: { variables: _, ...rest } }: OperationKey): string {
  return `${accept}\n${JSON.stringify(rest)}`;
}

const monotonic = (): number => performance.now();
