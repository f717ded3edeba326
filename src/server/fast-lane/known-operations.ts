import type { ExecutionResult } from 'graphql';
import type { GraphQLParams } from 'graphql-yoga';
import { LRUCache } from 'lru-cache';
import type { GraphContext } from '../../../schema/context.ts';
import { schema } from '../../../schema/index.ts';
import type { TracedOperation } from '../answer-trace.ts';
import { isCompilable } from './compilable.ts';

/** What a request asks, and in what form it takes the answer. */
export interface AskedOperation {
  readonly accept: string;
  readonly params: GraphQLParams;
}

/** What a whole answer to a query was made by. */
export interface Precedent extends TracedOperation {
  /** The answer's headers: names and values in turn, less those that differ from answer to answer. */
  readonly headers: readonly string[];
}

/** An operation whose document holds no more questions: it has been read, found sound, and compiled. */
export interface KnownOperation extends Precedent {
  readonly run: (
    context: GraphContext,
    variables: GraphQLParams['variables'],
  ) => Promise<ExecutionResult> | ExecutionResult;
}

interface Entry {
  readonly precedent: Precedent;
  /** Whole answers so far. */
  answers: number;
  /** Whether it has been compiled, as far as it can be. */
  isTried: boolean;
  known?: KnownOperation;
}

export interface KnownOperationsOptions {
  /** Whole answers before an operation is compiled, which costs as much as some dozens of them. Default 8. */
  readonly answersBefore?: number;
  /** What of the time may go into compiling, for it keeps everyone waiting: from 0 to 1. Default 0.05. */
  readonly shareOfTime?: number;
  /** Milliseconds from any fixed point, never going back. */
  readonly now?: () => number;
}

/** Characters of parameters that are remembered; a document of so many takes some hundred times the bytes. */
const MAX_CHARACTERS = 250_000;

/**
 * Operations by all of a request's parameters but its variables. All that plugins decide by these alone they have
 * decided before: an operation gets here by being answered whole, several times over.
 */
export class KnownOperations {
  readonly #entries = new LRUCache<string, Entry>({ maxSize: MAX_CHARACTERS });
  readonly #answersBefore: number;
  readonly #shareOfTime: number;
  readonly #now: () => number;
  /** When the next one may be compiled. */
  #turnAt = Number.NEGATIVE_INFINITY;

  constructor({ answersBefore = 8, shareOfTime = 0.05, now = monotonic }: KnownOperationsOptions = {}) {
    this.#answersBefore = answersBefore;
    this.#shareOfTime = shareOfTime;
    this.#now = now;
  }

  find(request: AskedOperation): KnownOperation | undefined {
    return this.#entries.get(keyOf(request))?.known;
  }

  /** Takes note of a whole answer. */
  learn(request: AskedOperation, precedent: Precedent): void {
    const key = keyOf(request);
    const entry = this.#entries.get(key) ?? { precedent, answers: 0, isTried: false };
    if (entry.answers === 0) this.#entries.set(key, entry, { size: key.length });
    entry.answers += 1;
    if (entry.answers < this.#answersBefore || entry.isTried || this.#now() < this.#turnAt) return;
    entry.isTried = true;
    if (!isCompilable(precedent.document)) return;
    this.#turnAt = Number.POSITIVE_INFINITY;
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

  async #compile(entry: Entry, operationName: string | undefined): Promise<void> {
    let began = this.#now();
    try {
      const { compileQuery, isCompiledQuery } = await import('graphql-jit'); // brings a JSON-schema compiler along, for what is not used here
      const { precedent } = entry;
      began = this.#now();
      const compiled = compileQuery(schema, precedent.document, operationName ?? undefined);
      if (!isCompiledQuery(compiled)) return;
      entry.known = {
        ...precedent,
        run: (context, variables) => compiled.query(undefined, context, variables ?? {}),
      };
    } catch {
      // it is answered as before
    } finally {
      const ended = this.#now();
      this.#turnAt = ended + (ended - began) * (1 / this.#shareOfTime - 1);
    }
  }
}

/** What is asked for, by whatever name, and in which form: JSON tells every two of them apart. */
function keyOf({ accept, params: { variables: _, ...rest } }: AskedOperation): string {
  return `${accept}\n${JSON.stringify(rest)}`;
}

const monotonic = (): number => performance.now();
