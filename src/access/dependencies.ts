import type { Clock } from '../domain/clock.ts';

/** What access control needs of a logger. Nothing it is told holds a secret. */
export interface AccessLog {
  debug(details: object, message: string): void;
  info(details: object, message: string): void;
  error(details: object, message: string): void;
}

/** A provider that a client may have its own account with. */
export interface AccountProvider {
  readonly id: string;
  /** The documented server, without a trailing slash. */
  readonly baseUrl: string;
}

export interface AccessDependencies {
  readonly logger: AccessLog;
  readonly clock: Clock;
  /** Those of the registry. */
  readonly providers: readonly AccountProvider[];
}
