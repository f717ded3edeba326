import { type AbortSignalLike, LightAbortController } from '../domain/abort-signal.ts';

/**
 * A signal that aborts with `signal`. A page reads many sources at once, and Node.js warns of a leak when one `AbortSignal` gets
 * more than ten listeners. `release` ends the relay.
 */
export function relayAbort(signal: AbortSignalLike): { readonly signal: AbortSignalLike; release(): void } {
  const controller = new LightAbortController();
  const abort = () => controller.abort(signal.reason);
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort, { once: true });
  return { signal: controller, release: () => signal.removeEventListener('abort', abort) };
}
