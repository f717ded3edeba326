import DataLoader from 'dataloader';
import type { Call } from '../domain/call.ts';
import type { CallOperation } from '../providers/provider.ts';
import type { CallSource } from '../upstream/call-source.ts';
import { NO_CONTEXT, type ReadContext, withSpan } from '../upstream/read-context.ts';

interface LoadKey<C extends Call> {
  readonly callId: string;
  readonly operations: readonly CallOperation<C>[];
  readonly commonFields: boolean;
}

/** The parts of one call that the loads of a batch need together. */
interface Needs<C extends Call> {
  readonly operations: Set<CallOperation<C>>;
  commonFields: boolean;
}

/**
 * One provider's calls for the length of one request. The ids that are loaded in one turn of the event loop make a batch:
 * each call is read once, by the operations that all its loads need together. Each settles alone, so neither a slow nor a
 * failed call holds its neighbours.
 */
export class CallLoader<C extends Call = Call> {
  readonly #source: CallSource<C>;
  readonly #context: ReadContext;
  /** Created when it is first needed: most requests read one provider, and there is a loader for each. */
  #loader: DataLoader<LoadKey<C>, Promise<C | null>, string> | undefined;

  constructor(source: CallSource<C>, context: ReadContext = NO_CONTEXT) {
    this.#source = source;
    this.#context = context;
  }

  /**
   * Loads the call with the provider's own id `callId`; `null` when there is none. `operations` are those without which
   * the selected fields cannot be provided; `commonFields` is false when they alone provide all of them.
   */
  load(callId: string, operations: readonly CallOperation<C>[] = [], commonFields = true): Promise<C | null> {
    this.#loader ??= new DataLoader(async (keys) => startBatch(this.#source, keys, this.#context), {
      cacheKeyFn: nameOf,
    });
    // DataLoader resolves a key with a read, so with the outcome of the read; its type keeps the two promises apart.
    return this.#loader.load({ callId, operations, commonFields }) as Promise<unknown> as Promise<C | null>;
  }

  /** Calls `listener` each time that the cache gets a newer copy of the call, until the returned function is called. */
  watch(callId: string, listener: () => void): () => void {
    return this.#source.watch(callId, listener);
  }
}

/** Neither an operation's name nor an accepted id has a line break in it, so the parts cannot run together. */
const nameOf = <C extends Call>({ callId, operations, commonFields }: LoadKey<C>): string =>
  operations.length === 0
    ? callId
    : [callId, ...operations.map(({ name }) => name), ...(commonFields ? [] : [''])].join('\n');

/** Starts the reads of a batch. DataLoader settles each key as its own read settles, not with the slowest of the batch. */
function startBatch<C extends Call>(
  source: CallSource<C>,
  keys: readonly LoadKey<C>[],
  context: ReadContext,
): Promise<C | null>[] {
  const needed = new Map<string, Needs<C>>();
  for (const { callId, operations, commonFields } of keys) {
    const together = needed.get(callId) ?? { operations: new Set(), commonFields: false };
    for (const operation of operations) together.operations.add(operation);
    together.commonFields ||= commonFields;
    needed.set(callId, together);
  }
  const span = context.span.isRecording
    ? context.span.begin('batch', {
        attributes: { 'switchboard.provider': source.provider, 'switchboard.batch.calls': needed.size },
      })
    : context.span;
  const batchContext = withSpan(context, span);
  const reads = new Map<string, Promise<C | null>>();
  for (const [callId, { operations, commonFields }] of needed) {
    const read = source.read(callId, [...operations], batchContext, commonFields);
    if (context.onFailure !== undefined) read.catch(context.onFailure);
    reads.set(callId, read);
  }
  if (span !== context.span) void Promise.allSettled(reads.values()).then(() => span.end());
  return keys.map(({ callId }) => reads.get(callId) ?? Promise.resolve(null));
}
