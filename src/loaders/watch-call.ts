import type { Call } from '../domain/call.ts';
import { isSettled, lifetimeOf } from '../domain/freshness.ts';

/** For whom an answer goes on, and for how long. */
export interface SubscriptionLifetime {
  /** Waits; resolves early when `end` may have changed. */
  wait(milliseconds: number): Promise<void>;
  /** `null` while the answer may go on. Then why not: an error to be told, or `null` because nobody is left to tell. */
  endReason(): { readonly reason: Error | null } | null;
}

/**
 * One call as it changes: now, and again each time that the provider says something new, until it has settled or
 * there is none. It is read as often as a call of its state goes out of date. Throws what a read rejects with, and
 * the reason for which the audience ends it.
 */
export async function* watchCall<C extends Call>(
  read: () => Promise<C | null>,
  lifetime: SubscriptionLifetime,
): AsyncGenerator<C | null, void> {
  let told: string | null = null;
  for (;;) {
    const call = await read();
    const record = call === null ? '' : JSON.stringify(call.raw);
    if (record !== told) yield call;
    told = record;
    if (call === null || isSettled(call)) return;
    await lifetime.wait(lifetimeOf(call).freshMs);
    const end = lifetime.endReason();
    if (end?.reason) throw end.reason;
    if (end !== null) return;
  }
}
