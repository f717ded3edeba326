import type { RequestSubject } from './request-subject.ts';
import type { Scope } from './scope.ts';

/** The codes that clients see in `extensions.code` when a field could not be answered. */
export const ERROR_CODES = {
  BAD_USER_INPUT: 'The request is at fault: an id that cannot be one, or too many of them.',
  UNAUTHENTICATED: 'The request carries no credential that this server accepts.',
  FORBIDDEN: 'The client may not see the field: it lacks the scope in `requiredScope`.',
  SERVER_STOPPING: 'The server ends what would go on being answered, because it stops.',
  PROVIDER_NOT_CONFIGURED: 'This server has no key for the provider.',
  PROVIDER_UNAUTHORIZED: 'The provider refused this server’s key.',
  PROVIDER_RATE_LIMITED: 'The provider asked for a pause that does not fit the deadline.',
  PROVIDER_REJECTED: 'The provider refused the request.',
  PROVIDER_UNAVAILABLE: 'The provider could not be reached, or answered with a fault of its own.',
  PROVIDER_TIMEOUT: 'The provider did not answer within the deadline.',
  PROVIDER_BAD_RESPONSE: 'The provider answered with something that is not the call asked for.',
} as const;
export type ErrorCode = keyof typeof ERROR_CODES;

/**
 * A failure that a client is meant to see: its message is a sentence a person can act on, and neither message
 * nor members ever hold a key, a header, an address or a call's contents.
 */
export abstract class SwitchboardError extends Error {
  abstract readonly code: ErrorCode;

  /** Whatever else clients get in `extensions` beside the code. */
  get details(): Readonly<Record<string, string | number>> {
    return {};
  }
}

/** The caller asked for something that cannot be: of no provider in particular, or of the one in `asked`. */
export class BadUserInput extends SwitchboardError {
  override readonly name = 'BadUserInput';
  override readonly code = 'BAD_USER_INPUT';
  readonly subject: RequestSubject | null;

  constructor(message: string, subject: RequestSubject | null = null) {
    super(message);
    this.subject = subject;
  }

  override get details(): Readonly<Record<string, string | number>> {
    if (this.subject === null) return {};
    return detailsOf(this.subject);
  }
}

/** Nobody this server knows is asking: the credential is missing, unreadable, unknown or no longer good. */
export class Unauthenticated extends SwitchboardError {
  override readonly name = 'Unauthenticated';
  override readonly code = 'UNAUTHENTICATED';
}

/** The process is about to end. Another one, or a later one, will answer. */
export class ServerStopping extends SwitchboardError {
  override readonly name = 'ServerStopping';
  override readonly code = 'SERVER_STOPPING';
}

/** The client is known, and may not see what it asked for. */
export class Forbidden extends SwitchboardError {
  override readonly name = 'Forbidden';
  override readonly code = 'FORBIDDEN';
  readonly requiredScope: Scope;

  constructor(requiredScope: Scope, message: string) {
    super(message);
    this.requiredScope = requiredScope;
  }

  override get details(): Readonly<Record<string, string | number>> {
    return { requiredScope: this.requiredScope };
  }
}

/** Something went wrong between this server and a provider. One class a code. */
export abstract class ProviderError extends SwitchboardError {
  readonly subject: RequestSubject;
  /** Whether the same request, sent again, may well succeed. */
  readonly retryable: boolean = false;

  constructor(subject: RequestSubject, message: string, options?: ErrorOptions) {
    super(message, options);
    this.subject = subject;
  }

  override get details(): Readonly<Record<string, string | number>> {
    return detailsOf(this.subject);
  }
}

export class ProviderNotConfigured extends ProviderError {
  override readonly name = 'ProviderNotConfigured';
  override readonly code = 'PROVIDER_NOT_CONFIGURED';
}

export class ProviderUnauthorized extends ProviderError {
  override readonly name = 'ProviderUnauthorized';
  override readonly code = 'PROVIDER_UNAUTHORIZED';
}

export class ProviderRejected extends ProviderError {
  override readonly name = 'ProviderRejected';
  override readonly code = 'PROVIDER_REJECTED';
}

export class ProviderUnavailable extends ProviderError {
  override readonly name = 'ProviderUnavailable';
  override readonly code = 'PROVIDER_UNAVAILABLE';
  override readonly retryable: boolean = true;
}

export class ProviderTimeout extends ProviderError {
  override readonly name = 'ProviderTimeout';
  override readonly code = 'PROVIDER_TIMEOUT';
  override readonly retryable: boolean = true;
}

export class ProviderBadResponse extends ProviderError {
  override readonly name = 'ProviderBadResponse';
  override readonly code = 'PROVIDER_BAD_RESPONSE';
}

export class ProviderRateLimited extends ProviderError {
  override readonly name = 'ProviderRateLimited';
  override readonly code = 'PROVIDER_RATE_LIMITED';
  override readonly retryable: boolean = true;
  /** Seconds until the provider wants to be asked again; `null` when it did not say. */
  readonly retryAfterSeconds: number | null;

  constructor(subject: RequestSubject, message: string, retryAfterSeconds: number | null) {
    super(subject, message);
    this.retryAfterSeconds = retryAfterSeconds;
  }

  override get details(): Readonly<Record<string, string | number>> {
    return this.retryAfterSeconds === null
      ? super.details
      : { ...super.details, retryAfterSeconds: this.retryAfterSeconds };
  }
}

/** How clients see a subject in `extensions`: the provider as the `Provider` enum spells it, and the call's id if there is one. */
const detailsOf = ({ provider, providerCallId }: RequestSubject): Readonly<Record<string, string>> => ({
  provider: provider.toUpperCase(),
  ...(providerCallId != null && { providerCallId }),
});
