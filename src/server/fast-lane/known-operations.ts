import type { ExecutionResult } from 'graphql';
import type { GraphQLParams } from 'graphql-yoga';
import { LRUCache } from 'lru-cache';
import type { GraphContext } from '../../../schema/context.ts';
import { schema } from '../../../schema/index.ts';
import type { TracedOperation } from '../answer-trace.ts';

/** What a request asks, and in what form it takes the answer. */
export interface Request {
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
  known?: KnownOperation;
}

/** Compiling costs as much as some dozens of runs, so what is asked once or twice is not compiled. */
const ANSWERS_BEFORE = 8;
/** Characters of parameters that are remembered; a document of so many takes some hundred times the bytes. */
const MAX_CHARACTERS = 250_000;

/**
 * Operations by all of a request's parameters but its variables. All that plugins decide by these alone they have
 * decided before: an operation gets here by being answered whole, several times over.
 */
export class KnownOperations {
  readonly #entries = new LRUCache<string, Entry>({ maxSize: MAX_CHARACTERS });

  find(request: Request): KnownOperation | undefined {
    return this.#entries.get(keyOf(request))?.known;
  }

  /** Takes note of a whole answer. */
  learn(request: Request, precedent: Precedent): void {
    const key = keyOf(request);
    const entry = this.#entries.get(key);
    if (entry === undefined) this.#entries.set(key, { precedent, answers: 1 }, { size: key.length });
    else {
      entry.answers += 1;
      if (entry.answers === ANSWERS_BEFORE) void compile(entry, request.params.operationName);
    }
  }

  /** Forgets everything: the same parameters may mean another document from now on. */
  clear(): void {
    this.#entries.clear();
  }
}

/** What is asked for, by whatever name, and in which form: JSON tells every two of them apart. */
function keyOf({ accept, params: { variables: _, ...rest } }: Request): string {
  return `${accept}\n${JSON.stringify(rest)}`;
}

async function compile(entry: Entry, operationName: string | undefined): Promise<void> {
  const { compileQuery, isCompiledQuery } = await import('graphql-jit'); // brings a JSON-schema compiler along, for what is not used here
  const { precedent } = entry;
  const compiled = compileQuery(schema, precedent.document, operationName ?? undefined);
  if (!isCompiledQuery(compiled)) return; // it is answered as before
  entry.known = {
    ...precedent,
    run: (context, variables) => compiled.query(undefined, context, variables ?? {}),
  };
}
