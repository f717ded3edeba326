import { createHash } from 'node:crypto';
import { SingleFlight } from '../cache/single-flight.ts';
import type { UpstreamCache } from '../cache/upstream-cache.ts';
import { type AbortSignalLike, LightAbortController } from '../domain/abort-signal.ts';
import type { FetchedValue } from '../domain/fetched-value.ts';
import { requestTarget } from '../http/request-target.ts';
import type { OperationInput, ProviderOperation } from '../providers/operation.ts';
import { OperationRead, type UpstreamConnection } from './operation-read.ts';
import { beginRead, endWith } from './operation-spans.ts';
import { NO_CONTEXT, type ReadContext } from './read-context.ts';

/** Runs any operation of one provider as one account. */
export interface OperationRunner {
  /**
   * Returns the operation's output: from the cache if the operation has a lifetime, from an identical request in flight if
   * it is idempotent, else from a request of its own. `null` when the provider says that there is nothing of the kind.
   * Rejects with a `ProviderError`, or with the reason of the reader's signal.
   */
  run<Input extends OperationInput, Output extends object>(
    operation: ProviderOperation<Input, Output>,
    input: Input,
    context?: ReadContext,
  ): Promise<Output | null>;
  /** The output if memory holds it fresh, else `undefined`. Sends nothing. */
  peek<Input extends OperationInput, Output extends object>(
    operation: ProviderOperation<Input, Output>,
    input: Input,
  ): Output | null | undefined;
  /** Does the same as `run`, past the cache. The operation is idempotent and has a lifetime. */
  refetch<Input extends OperationInput, Output extends object>(
    operation: ProviderOperation<Input, Output>,
    input: Input,
    context?: ReadContext,
  ): Promise<Output | null>;
  /** True when `run` would send no request of its own. */
  isCachedOrInFlight<Input extends OperationInput, Output extends object>(
    operation: ProviderOperation<Input, Output>,
    input: Input,
  ): boolean;
  /** Stores an output that came by another way than `run`, unless the cache holds a newer one. */
  put<Input extends OperationInput, Output extends object>(
    operation: ProviderOperation<Input, Output>,
    input: Input,
    fetched: FetchedValue<Output>,
  ): void;
  /** Calls `listener` each time that the cache gets a newer output, until the returned function is called. */
  watch<Input extends OperationInput, Output extends object>(
    operation: ProviderOperation<Input, Output>,
    input: Input,
    listener: () => void,
  ): () => void;
}

/** Runs operations over `connection`. `accountKey` identifies provider and account: the cache never mixes two of them. */
export function createOperationRunner(
  connection: UpstreamConnection,
  cache: UpstreamCache,
  accountKey: string,
): OperationRunner {
  const { provider } = connection;
  const uncached = new SingleFlight<object | null>();

  /** Identical requests of one operation have the same key. */
  function keyOf<Input extends OperationInput, Output extends object>(
    operation: ProviderOperation<Input, Output>,
    input: Input,
  ): string {
    const request = operation.request(input);
    const target = request.query === undefined ? request.path : digestOf(requestTarget(request));
    const key = `${accountKey}:${operation.name}:${target}`;
    return request.body === undefined ? key : `${key} ${JSON.stringify(request.body)}`;
  }

  /** Runs an operation that the cache must not hold. */
  async function runUncached<Input extends OperationInput, Output extends object>(
    operation: ProviderOperation<Input, Output>,
    input: Input,
    context: ReadContext,
  ): Promise<Output | null> {
    const read = new OperationRead(connection, operation, input, context, context.span);
    const send = async (signal: AbortSignalLike): Promise<Output | null> =>
      (await read.fetch(signal, 0)).value;
    if (!operation.idempotent) {
      context.onCacheRead?.(operation.name, null);
      return send(context.signal ?? new LightAbortController());
    }
    const key = keyOf(operation, input);
    context.onCacheRead?.(key, null);
    return (await uncached.join(key, send, context.signal)) as Output | null;
  }

  return {
    run(operation, input, context = NO_CONTEXT) {
      if (operation.lifetime === null || !operation.idempotent) return runUncached(operation, input, context);
      const span = beginRead(context.span, provider.id, operation.name);
      const read = new OperationRead(connection, operation, input, context, span);
      return endWith(span, cache.read(keyOf(operation, input), read, context), context);
    },
    peek: (operation, input) =>
      cache.peek(
        keyOf(operation, input),
        new OperationRead(connection, operation, input, NO_CONTEXT, NO_CONTEXT.span),
      ),
    refetch(operation, input, context = NO_CONTEXT) {
      const span = beginRead(context.span, provider.id, operation.name);
      const read = new OperationRead(connection, operation, input, context, span);
      return endWith(span, cache.read(keyOf(operation, input), read, { ...context, fresh: true }), context);
    },
    isCachedOrInFlight: (operation, input) => cache.isCachedOrInFlight(keyOf(operation, input)),
    put(operation, input, fetched) {
      const read = new OperationRead(connection, operation, input, NO_CONTEXT, NO_CONTEXT.span);
      cache.put(keyOf(operation, input), fetched, read);
    },
    watch: (operation, input, listener) => cache.watch(keyOf(operation, input), listener),
  };
}

/** Stands for a query string, which may hold a telephone number: the keys of entries are names in the shared Redis. */
const digestOf = (target: string): string =>
  createHash('sha256').update(target).digest('base64url').slice(0, DIGEST_LENGTH);

/** 132 bits. */
const DIGEST_LENGTH = 22;
