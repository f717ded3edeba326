import type { ProviderEvent } from '../domain/provider-event.ts';
import type { AttemptOutcome } from './provider-monitor.ts';

/** Watches the outcomes of attempts for a key that is refused, or accepted again, and reports each change once. */
export function createKeyObserver(
  onEvent: (event: ProviderEvent) => void,
): (outcome: AttemptOutcome) => void {
  let isRefused = false;
  return (outcome) => {
    if (isRefused ? outcome !== 'OK' : outcome !== 'PROVIDER_UNAUTHORIZED') return;
    isRefused = !isRefused;
    onEvent({ kind: isRefused ? 'key-refused' : 'key-accepted' });
  };
}
