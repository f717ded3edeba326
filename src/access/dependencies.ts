import type { Account } from '../domain/account.ts';
import type { Clock } from '../domain/clock.ts';

/** The part of a logger that access control uses. No log line holds a secret. */
export interface AccessLog {
  debug(details: object, message: string): void;
  info(details: object, message: string): void;
  error(details: object, message: string): void;
}

/** A provider with which a client may have an account of its own. */
export interface AccountProvider {
  readonly id: string;
  /** The provider's documented base URL, without a trailing slash. */
  readonly baseUrl: string;
}

export interface AccessDependencies {
  readonly logger: AccessLog;
  readonly clock: Clock;
  /** All providers of the registry. */
  readonly providers: readonly AccountProvider[];
  /** Called with the provider accounts of all clients, at the start and after a change of the tokens file. */
  readonly onAccountsChange?: (accounts: readonly Account[]) => void;
}
