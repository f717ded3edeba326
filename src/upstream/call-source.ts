import type { Call } from '../domain/call.ts';
import type { CallKey } from '../domain/call-key.ts';
import { ProviderError, ProviderTimeout } from '../domain/errors.ts';
import type { CallOperation, CommonCallOperation, Provider } from '../providers/provider.ts';
import type { OperationRunner } from './operation-runner.ts';
import { assemble, type CallOutcome } from './partial-call.ts';
import { NO_CONTEXT, type ReadContext } from './read-context.ts';

/** One provider's calls by id: chooses the operations that a read needs, and merges what they return. */
export interface CallSource<C extends Call = Call> {
  /** The provider's id. */
  readonly provider: string;
  /**
   * Returns the call, or `null` when the provider says that there is none. `needed` are the operations without which the
   * selected fields cannot be provided; an empty list leaves the choice open. An operation with common fields is read in
   * any case, unless `commonFields` is false: then only when the needed operations fail, or have nothing of the call and
   * so do not tell whether it exists. When one of several fails, its error takes the place of each field that no other
   * operation has. Rejects with a `ProviderError`, or with the reason of the reader's signal.
   */
  read(
    callId: string,
    needed: readonly CallOperation<C>[],
    context?: ReadContext,
    commonFields?: boolean,
  ): Promise<C | null>;
  /** Calls `listener` each time that the cache gets a newer copy of the call, until the returned function is called. */
  watch(callId: string, listener: () => void): () => void;
}

/** Reads the calls of `provider` through `runner`. */
export function createCallSource<C extends Call>(
  provider: Provider<C>,
  runner: OperationRunner,
): CallSource<C> {
  const operations: readonly CallOperation<C>[] = provider.getCall;
  const [firstOperation] = provider.getCall;
  const commonOperations = operations.filter(hasCommonFields);
  const merge = createMerge(provider);

  /** Any operation with common fields serves: one that is cached or in flight, else the first. */
  const nearest = (callKey: CallKey): CallOperation<C> =>
    (commonOperations.length > 1 &&
      commonOperations.find((operation) => runner.isCachedOrInFlight(operation, callKey))) ||
    firstOperation;

  const choose = (callKey: CallKey, needed: readonly CallOperation<C>[]): readonly CallOperation<C>[] => {
    const common = needed.some(hasCommonFields) ? null : nearest(callKey);
    return operations.filter((operation) => operation === common || needed.includes(operation));
  };

  const runAll = (
    chosen: readonly CallOperation<C>[],
    callKey: CallKey,
    context: ReadContext,
  ): Promise<CallOutcome<C>[]> =>
    Promise.all(
      chosen.map(async (operation) => {
        const [result] = await Promise.allSettled([runner.run(operation, callKey, context)]);
        return { operation, result };
      }),
    );

  /**
   * Reads operations without common fields alone. One that fails must cost its own fields only, and one that has nothing
   * does not say that there is no such call: both take a second read, of the common fields. A read that took the whole
   * deadline has no time left for it.
   */
  const readPart = async (
    chosen: readonly CallOperation<C>[],
    callKey: CallKey,
    context: ReadContext,
  ): Promise<C | null> => {
    const part = await runAll(chosen, callKey, context);
    for (const { result } of part)
      if (result.status === 'rejected' && isFinal(result.reason)) throw result.reason;
    const calls = part.flatMap(({ result }) => (result.status === 'fulfilled' ? [result.value] : []));
    const found = calls.filter((call) => call !== null);
    if (calls.length === part.length && found.length > 0) return merge(found);
    const common = await runAll([nearest(callKey)], callKey, context);
    const inOrder = operations.flatMap(
      (operation) => [...common, ...part].find((outcome) => outcome.operation === operation) ?? [],
    );
    return assemble(inOrder, merge);
  };

  return {
    provider: provider.id,
    read(callId, needed, context = NO_CONTEXT, commonFields = true) {
      const callKey: CallKey = { provider: provider.id, providerCallId: callId };
      if (needed.length === 0) return runner.run(nearest(callKey), callKey, context);
      if (!commonFields && !needed.some(hasCommonFields)) return readPart(needed, callKey, context);
      const [first = firstOperation, ...others] = choose(callKey, needed);
      return others.length === 0
        ? runner.run(first, callKey, context)
        : runAll([first, ...others], callKey, context).then((outcomes) => assemble(outcomes, merge));
    },
    watch(callId, listener) {
      const callKey: CallKey = { provider: provider.id, providerCallId: callId };
      const unsubscribes = operations.map((operation) => runner.watch(operation, callKey, listener));
      return () => {
        for (const unsubscribe of unsubscribes) unsubscribe();
      };
    },
  };
}

const hasCommonFields = <C extends Call>(operation: CallOperation<C>): operation is CommonCallOperation<C> =>
  operation.hasCommonFields;

/** True for an error that leaves no time for another read, or no reader. */
const isFinal = (error: unknown): boolean =>
  error instanceof ProviderTimeout || !(error instanceof ProviderError);

const createMerge =
  <C extends Call>(provider: Provider<C>) =>
  (calls: readonly C[]): C | null => {
    const [first] = calls;
    if (first === undefined) return null;
    return calls.length === 1 || provider.merge === undefined ? first : provider.merge(calls);
  };
