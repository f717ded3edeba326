import DataLoader from 'dataloader';
import type { Call } from '../domain/call.ts';
import type { Endpoint } from '../providers/provider.ts';
import { type CallSource, type ReadContext, withSpan } from '../upstream/call-source.ts';

interface LoadKey<C extends Call> {
  readonly callId: string;
  readonly endpoints: readonly Endpoint<C>[];
}

/**
 * One provider's calls for the length of one request. The ids of one turn of the event loop make a batch: each is fetched
 * once, from all the endpoints that the batch needs for it. Each settles alone, so neither a slow nor a failed call
 * holds its neighbours.
 */
export class CallLoader<C extends Call = Call> {
  readonly #source: CallSource<C>;
  readonly #context: ReadContext | undefined;
  /** Made when it is first needed: most requests ask one provider, and there is a loader for each. */
  #loader: DataLoader<LoadKey<C>, Promise<C | null>, string> | undefined;

  constructor(source: CallSource<C>, context?: ReadContext) {
    this.#source = source;
    this.#context = context;
  }

  /**
   * The call with the provider's own id `callId`; `null` when there is none. `endpoints` are those that the
   * selected fields cannot do without.
   */
  async load(callId: string, endpoints: readonly Endpoint<C>[] = []): Promise<C | null> {
    this.#loader ??= new DataLoader(async (keys) => startBatch(this.#source, keys, this.#context), {
      cacheKeyFn: nameOf,
    });
    return this.#loader.load({ callId, endpoints });
  }
}

/** No endpoint's name and no accepted id has a line break in it, so the parts cannot run together. */
const nameOf = <C extends Call>({ callId, endpoints }: LoadKey<C>): string =>
  endpoints.length === 0 ? callId : [callId, ...endpoints.map(({ name }) => name)].join('\n');

/** Starts the reads of a batch. DataLoader settles each key as its own read settles, not with the slowest of the batch. */
function startBatch<C extends Call>(
  source: CallSource<C>,
  keys: readonly LoadKey<C>[],
  context: ReadContext | undefined,
): Promise<C | null>[] {
  const needed = new Map<string, Set<Endpoint<C>>>();
  for (const { callId, endpoints } of keys) {
    const together = needed.get(callId) ?? new Set();
    for (const endpoint of endpoints) together.add(endpoint);
    needed.set(callId, together);
  }
  const span = context?.span?.begin('batch', {
    attributes: { 'switchboard.provider': source.provider, 'switchboard.batch.calls': needed.size },
  });
  const onBehalf = span === undefined || context === undefined ? context : withSpan(context, span);
  const reads = new Map<string, Promise<C | null>>();
  for (const [callId, endpoints] of needed) {
    reads.set(callId, source.read(callId, [...endpoints], onBehalf));
  }
  if (span !== undefined) void Promise.allSettled(reads.values()).then(() => span.end());
  return keys.map(({ callId }) => reads.get(callId) ?? Promise.resolve(null));
}
