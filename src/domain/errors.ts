import type { RequestSubject } from './request-subject.ts';
import type { Scope } from './scope.ts';

/** The codes that clients see in `extensions.code` when a field could not be resolved. */
export const ERROR_CODES = {
  BAD_USER_INPUT: 'The request is invalid: an id that no call can have, or too many ids.',
  UNAUTHENTICATED: 'The request carries no credential that this server accepts.',
  FORBIDDEN: 'The client may not see the field: it lacks the scope in `requiredScope`.',
  SERVER_STOPPING: 'The server ends a subscription, because it stops.',
  PROVIDER_NOT_CONFIGURED: 'This server has no key for the provider.',
  PROVIDER_UNAUTHORIZED: "The provider rejected this server's key.",
  PROVIDER_RATE_LIMITED: 'The provider asked for a pause that does not fit the deadline.',
  PROVIDER_REJECTED: 'The provider rejected the request.',
  PROVIDER_UNAVAILABLE: 'The provider could not be reached, or failed with an error of its own.',
  PROVIDER_TIMEOUT: 'The provider did not respond within the deadline.',
  PROVIDER_BAD_RESPONSE: 'The provider sent a response that is not what was requested.',
} as const;
export type ErrorCode = keyof typeof ERROR_CODES;

/**
 * A failure that clients are meant to see. Its message is a sentence that says what to do; neither the message nor a
 * member ever holds a key, a header, a URL or a call's contents.
 */
export abstract class SwitchboardError extends Error {
  abstract readonly code: ErrorCode;

  /** Captures no stack: a stack costs 20 to 80 µs, one response may have thousands of these, and nothing reads it. */
  constructor(message: string, options?: ErrorOptions) {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(message, options);
    Error.stackTraceLimit = stackTraceLimit;
    this.stack = message; // Node would read source maps to word even an empty stack, which graphql-js asks for
  }

  /** The members of `extensions` beside the code. */
  get details(): Readonly<Record<string, string | number>> {
    return {};
  }
}

/** The client's request cannot be valid. `subject` is `null` when the fault concerns no provider in particular. */
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

/** The client is unknown: its credential is missing, unreadable, unknown or no longer valid. */
export class Unauthenticated extends SwitchboardError {
  override readonly name = 'Unauthenticated';
  override readonly code = 'UNAUTHENTICATED';
  /** Why, in one word of a closed list, for the log; `null` where there is nothing to tell. */
  readonly reason: string | null;

  constructor(message: string, reason: string | null = null) {
    super(message);
    this.reason = reason;
  }
}

/** The process is about to end. Another process, or a later one, will serve the client. */
export class ServerStopping extends SwitchboardError {
  override readonly name = 'ServerStopping';
  override readonly code = 'SERVER_STOPPING';
}

/** The client is known, and lacks the scope for a field that it selected. */
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

/** A request to a provider failed. One class for each code. */
export abstract class ProviderError extends SwitchboardError {
  readonly subject: RequestSubject;
  /** Whether the same request is likely to succeed when it is sent again. */
  readonly retryable: boolean = false;
  /** The HTTP status of the provider's response, for logs; `null` when there was none. The HTTP client sets it. */
  upstreamStatus: number | null = null;

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
  /** Seconds until the provider accepts requests again; `null` when it did not say. */
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

/** A subject as clients see it in `extensions`: the provider as the `Provider` enum spells it, and the call's id if any. */
const detailsOf = ({ provider, providerCallId }: RequestSubject): Readonly<Record<string, string>> => ({
  provider: provider.toUpperCase(),
  ...(providerCallId != null && { providerCallId }),
});
