import type { ProviderEvent } from '../domain/provider-event.ts';
import type { Logger } from './logger.ts';

/** Whose account an event concerns: the server's own, or that of a client. */
export type AccountOwner = 'server' | 'client';

const LINES: Readonly<
  Record<ProviderEvent['kind'], { readonly level: 'info' | 'warn' | 'error'; readonly message: string }>
> = {
  'breaker-opened': {
    level: 'warn',
    message: 'circuit breaker opened: most requests to the provider fail, so none are sent',
  },
  'breaker-closed': { level: 'info', message: 'circuit breaker closed: the provider works again' },
  'key-refused': { level: 'error', message: 'the provider refuses the key: replace it' },
  'key-accepted': { level: 'info', message: 'the provider accepts the key again' },
  'pause-began': { level: 'warn', message: 'a pause begins: the provider asked for fewer requests' },
};

/** Writes one line about a change in how this process stands with a provider. */
export function logProviderEvent(
  logger: Logger,
  provider: string,
  account: AccountOwner,
  { kind, ...details }: ProviderEvent,
): void {
  const { level, message } = LINES[kind];
  logger[level]({ event: kind, provider, account, ...details }, message);
}
