import type { CallDirectory, CallSeries, ListedCall } from './listed-call.ts';
import type { CallClock, SandboxCall, SandboxProvider } from './sandbox-provider.ts';

/** The calls of one provider: its examples and its calls by rule. It stores when each example was first requested. */
export class CallBook {
  readonly #provider: SandboxProvider;
  readonly #series: CallSeries;
  readonly #examples: ReadonlyMap<string, SandboxCall>;
  readonly #firstRequestAtMs = new Map<string, number>();

  constructor(provider: SandboxProvider, baseUrl: string, series: CallSeries) {
    this.#provider = provider;
    this.#series = series;
    this.#examples = new Map(provider.createCalls(baseUrl).map((call) => [call.id, call]));
  }

  /** Every call as it is at `nowMs`. */
  at(nowMs: number): CallDirectory {
    return {
      find: (callId) => this.#find(callId, nowMs),
      newestFirst: () => mergeNewestFirst(this.#listedExamples(nowMs), this.#series.newestFirst(nowMs)),
    };
  }

  /** A read of one example starts its clock. */
  #find(callId: string, nowMs: number): ListedCall | undefined {
    const example = this.#examples.get(callId);
    if (example === undefined) return this.#series.find(callId, nowMs);
    if (!this.#firstRequestAtMs.has(callId)) this.#firstRequestAtMs.set(callId, nowMs);
    return this.#listed(example, nowMs);
  }

  /** A list does not start clocks: the live example must not be over before a client reads it. */
  #listedExamples(nowMs: number): readonly ListedCall[] {
    return [...this.#examples.values()]
      .filter((call) => call.isSettled === true || this.#firstRequestAtMs.has(call.id))
      .map((call) => this.#listed(call, nowMs))
      .sort((one, other) => other.listedMs - one.listedMs);
  }

  #listed(call: SandboxCall, nowMs: number): ListedCall {
    const firstRequestAtMs = this.#firstRequestAtMs.get(call.id) ?? nowMs;
    const clock: CallClock = { firstRequestAtMs, elapsedMs: Math.max(0, nowMs - firstRequestAtMs) };
    const record = call.at(clock);
    const facts = { ...record, ...this.#provider.derivedFacts?.(record) };
    const conversation = this.#provider.conversationOf(record, nowMs);
    return {
      id: call.id,
      listedMs: this.#provider.listedMs(record),
      fact: (name) => facts[name] ?? null,
      record: () => record,
      conversation: () => conversation,
      recordingState: () =>
        conversation.seconds === null || conversation.turns.length === 0
          ? 'none'
          : (call.recordingState?.(clock) ?? 'ready'),
    };
  }
}

function* mergeNewestFirst(
  examples: readonly ListedCall[],
  series: Iterable<ListedCall>,
): Generator<ListedCall> {
  let next = 0;
  for (const call of series) {
    for (; (examples[next]?.listedMs ?? Number.NEGATIVE_INFINITY) >= call.listedMs; next += 1) {
      const example = examples[next];
      if (example !== undefined) yield example;
    }
    yield call;
  }
  yield* examples.slice(next);
}
