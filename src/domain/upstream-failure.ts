import { type ErrorCode, ProviderError } from './errors.ts';

/** A kind of failure that a request met, for its log line. No member comes from the client or from a call. */
export interface UpstreamFailure {
  /** The provider's id. */
  readonly provider: string;
  /** The provider's operation; `null` when the failure concerns no operation in particular. */
  readonly operation: string | null;
  /** The HTTP status of the provider's response; `null` when there was no response. */
  readonly status: number | null;
  readonly code: ErrorCode;
  /** The number of reads that failed in this way. */
  readonly count: number;
}

const MAX_KINDS = 10;

/** Counts the failures of one request by kind. Kinds past the tenth are left out, so that a log line stays short. */
export class UpstreamFailures {
  readonly #kinds = new Map<string, UpstreamFailure>();

  get kinds(): readonly UpstreamFailure[] {
    return [...this.#kinds.values()];
  }

  /** Ignores an error that is no provider's. */
  add(error: unknown): void {
    if (!(error instanceof ProviderError)) return;
    const { code, upstreamStatus: status, subject } = error;
    const { provider, operation = null } = subject;
    const key = `${provider} ${operation} ${status} ${code}`;
    const known = this.#kinds.get(key);
    if (known === undefined && this.#kinds.size === MAX_KINDS) return;
    this.#kinds.set(key, { provider, operation, status, code, count: (known?.count ?? 0) + 1 });
  }
}
