import { type AbortSignalLike, LightAbortController } from '../domain/abort-signal.ts';
import type { Call } from '../domain/call.ts';
import { isSettled, lifetimeOf } from '../domain/freshness.ts';

/** The lifetime of a subscription. */
export interface SubscriptionLifetime {
  /** Waits. Resolves early when `woken` is aborted or `endReason` may have changed. */
  wait(milliseconds: number, woken: AbortSignalLike): Promise<void>;
  /** `null` while the subscription may go on. Then the error to send, or `null` for it when the client has left. */
  endReason(): { readonly reason: Error | null } | null;
}

/** The call that a subscription is about. */
export interface WatchedCall<C extends Call> {
  /** Reads the call as it is now; `null` when there is none. */
  read(): Promise<C | null>;
  /** Calls `listener` each time that the cache gets a newer copy, until the returned function is called. */
  watch(listener: () => void): () => void;
}

/**
 * Yields a call as it is now, and again each time that the provider's record has changed, until it has settled or there
 * is none. The call is read as often as a call of its state goes out of date, and as soon as the cache gets a newer copy.
 * Throws what a read rejects with, and the reason for which the subscription ends.
 */
export async function* watchCall<C extends Call>(
  call: WatchedCall<C>,
  lifetime: SubscriptionLifetime,
): AsyncGenerator<C | null, void> {
  let yieldedRecord: string | null = null;
  let newer = new LightAbortController();
  const unwatch = call.watch(() => newer.abort(undefined));
  try {
    for (;;) {
      const current = await call.read();
      newer = new LightAbortController(); // what came before is read; what comes while the client is busy counts
      const record = current === null ? '' : JSON.stringify([current.raw, current.transcript]);
      if (record !== yieldedRecord) yield current;
      yieldedRecord = record;
      if (current === null || isSettled(current)) return;
      await lifetime.wait(lifetimeOf(current).freshMs, newer);
      const end = lifetime.endReason();
      if (end?.reason) throw end.reason;
      if (end !== null) return;
    }
  } finally {
    unwatch();
  }
}
