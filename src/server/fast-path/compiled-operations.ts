import type { ExecutionResult } from 'graphql';
import type { GraphQLParams } from 'graphql-yoga';
import { LRUCache } from 'lru-cache';
import type { GraphContext } from '../../../schema/context.ts';
import { schema } from '../../../schema/index.ts';
import { documentBytes } from '../request/document-bytes.ts';
import type { ExecutedOperation } from '../request/response-dependencies.ts';
import { compiledFields } from './compiled-fields.ts';
import { isCompilable } from './is-compilable.ts';
import { RerunBackoff } from './rerun-backoff.ts';

/** Everything that identifies an operation: the request's parameters, and the media types it accepts. */
export interface OperationKey {
  readonly accept: string;
  readonly params: GraphQLParams;
}

/** A query that had a complete response. */
export interface ObservedOperation extends ExecutedOperation {
  /** The response's headers: alternating names and values, without those that differ between requests. */
  readonly headers: readonly string[];
}

/** An operation whose document has been parsed, validated and compiled. */
export interface CompiledOperation extends ObservedOperation {
  readonly backoff: RerunBackoff;
  readonly run: (
    context: GraphContext,
    variables: GraphQLParams['variables'],
  ) => Promise<ExecutionResult> | ExecutionResult;
}

interface OperationEntry {
  readonly observed: ObservedOperation;
  /** Complete responses so far. */
  responses: number;
  /** Whether compilation has been attempted; it is not attempted twice. */
  attempted: boolean;
  compiled?: CompiledOperation;
}

export interface CompiledOperationsOptions {
  /** Complete responses before an operation is compiled; compiling costs as much as some dozens of them. Default 8. */
  readonly compileThreshold?: number;
  /** Share of the time that may be spent compiling, which blocks the event loop: from 0 to 1. Default 0.05. */
  readonly maxCompileShare?: number;
  /** Milliseconds from any fixed point, never going back. */
  readonly now?: () => number;
}

/** Bytes of all entries together, by the figures below. */
const MAX_BYTES = 32 * 1024 * 1024;
/** The size of an entry beside its key and document. */
const BYTES_PER_ENTRY = 1_024;
/** Measured for operations of 5 to 3,850 fields: 43 KB, and 0.5 to 2.7 KB a field. */
const COMPILED_BYTES = 44_000;
const COMPILED_BYTES_PER_FIELD = 2_700;

/**
 * The most fields of an operation that is compiled, with fragments expanded. Compiling blocks the event loop for 0.13 ms
 * a field, so that this many take about 50 ms. Yoga executes longer operations.
 */
const MAX_COMPILED_FIELDS = 400;

/**
 * Compiled operations, keyed by every request parameter except variables. An operation is compiled after several
 * complete responses, so every plugin check that depends on the key alone has already passed.
 */
export class CompiledOperations {
  readonly #entries = new LRUCache<string, OperationEntry>({ maxSize: MAX_BYTES });
  readonly #compileThreshold: number;
  readonly #maxCompileShare: number;
  readonly #now: () => number;
  /** When the next operation may be compiled, on the clock of `now`. */
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

  /** Counts a complete response, and compiles the operation once there have been enough. */
  record(request: OperationKey, observed: ObservedOperation): void {
    const key = keyOf(request);
    const entry = this.#entries.get(key) ?? { observed, responses: 0, attempted: false };
    if (entry.responses === 0) this.#entries.set(key, entry, { size: sizeOf(key, observed) });
    entry.responses += 1;
    if (entry.responses < this.#compileThreshold || entry.attempted || this.#now() < this.#nextCompileAt)
      return;
    entry.attempted = true;
    const fields = compiledFields(schema, observed.document, request.params.operationName);
    if (fields > MAX_COMPILED_FIELDS || !isCompilable(observed.document)) return;
    const size = sizeOf(key, observed) + COMPILED_BYTES + fields * COMPILED_BYTES_PER_FIELD;
    this.#entries.set(key, entry, { size });
    this.#nextCompileAt = Number.POSITIVE_INFINITY;
    void this.#compile(entry, request.params.operationName);
  }

  /** The number of operations in memory, compiled or not. */
  get size(): number {
    return this.#entries.size;
  }

  /** Called when the same parameters may name another document from now on. */
  clear(): void {
    this.#entries.clear();
  }

  async #compile(entry: OperationEntry, operationName: string | undefined): Promise<void> {
    let began = this.#now();
    try {
      const { compileQuery, isCompiledQuery } = await import('graphql-jit'); // on demand: it loads a JSON-schema compiler that is not used here
      const { observed } = entry;
      began = this.#now();
      const compiled = compileQuery(schema, observed.document, operationName ?? undefined);
      if (!isCompiledQuery(compiled)) return;
      entry.compiled = {
        ...observed,
        backoff: new RerunBackoff(),
        run: (context, variables) => compiled.query(undefined, context, variables ?? {}),
      };
    } catch {
      // Yoga goes on executing the operation.
    } finally {
      const ended = this.#now();
      this.#nextCompileAt = ended + (ended - began) * (1 / this.#maxCompileShare - 1);
    }
  }
}

const sizeOf = (key: string, { document }: ObservedOperation): number =>
  BYTES_PER_ENTRY + key.length * 2 + documentBytes(document);

/** Unambiguous, because different parameters have different JSON. */
function keyOf({ accept, params: { variables: _, ...rest } }: OperationKey): string {
  return `${accept}\n${JSON.stringify(rest)}`;
}

const monotonic = (): number => performance.now();
