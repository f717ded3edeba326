import DataLoader from 'dataloader';
import type { Call } from '../domain/call.ts';
import type { Endpoint } from '../providers/provider.ts';
import { type CallSource, type ReadContext, withSpan } from '../upstream/call-source.ts';

interface LoadKey<C extends Call> {
  readonly callId: string;
  readonly endpoints: readonly Endpoint<C>[];
}

/**
 * One provider's calls for the length of one request. Ids asked for in one turn of the event loop make a batch:
 * each is fetched once, from the endpoints that all who asked for it need together. A failure is that id's alone.
 */
export class CallLoader<C extends Call = Call> {
  readonly #source: CallSource<C>;
  readonly #context: ReadContext | undefined;
  /** Made when it is first needed: most requests ask one provider, and there is a loader for each. */
  #loader: DataLoader<LoadKey<C>, C | null, string> | undefined;

  constructor(source: CallSource<C>, context?: ReadContext) {
    this.#source = source;
    this.#context = context;
  }

  /**
   * The call with the provider's own id `callId`; `null` when there is none. `endpoints` are those that the
   * selected fields cannot do without.
   */
  load(callId: string, endpoints: readonly Endpoint<C>[] = []): Promise<C | null> {
    this.#loader ??= new DataLoader((keys) => readBatch(this.#source, keys, this.#context), {
      cacheKeyFn: nameOf,
    });
    return this.#loader.load({ callId, endpoints });
  }
}

/** No endpoint's name and no accepted id has a line break in it, so the parts cannot run together. */
const nameOf = <C extends Call>({ callId, endpoints }: LoadKey<C>): string =>
  endpoints.length === 0 ? callId : [callId, ...endpoints.map(({ name }) => name)].join('\n');

async function readBatch<C extends Call>(
  source: CallSource<C>,
  keys: readonly LoadKey<C>[],
  context: ReadContext | undefined,
): Promise<(C | null | Error)[]> {
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
  const reads = new Map<string, Promise<C | null | Error>>();
  for (const [callId, endpoints] of needed) {
    reads.set(callId, source.read(callId, [...endpoints], onBehalf).catch(toError));
  }
  const answers = await Promise.all(keys.map(({ callId }) => reads.get(callId) ?? null));
  span?.end();
  return answers;
}

/** DataLoader rejects a key by the `Error` in its place, and takes anything else for its value. */
const toError = (reason: unknown): Error =>
  reason instanceof Error ? reason : new Error('Read failed', { cause: reason });
