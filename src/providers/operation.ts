import type { Lifetime } from '../domain/freshness.ts';
import type { Json } from '../domain/json.ts';
import type { RequestSubject } from '../domain/request-subject.ts';

/** The input of every operation. An operation adds members of its own, such as a filter or a page cursor. */
export interface OperationInput {
  /** The provider's own id of the call that the request is about. Absent when it is about no single call. */
  readonly providerCallId?: string;
}

/** One HTTP request to a provider, without its headers. */
export interface OperationRequest {
  readonly method: 'GET' | 'POST';
  /** The path below the provider's base URL, escaped already: `urlPath` escapes what it interpolates. */
  readonly path: string;
  /** Parameters of the query string, not yet escaped. A parameter that is `undefined` is left out. */
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  /** Sent as JSON. */
  readonly body?: Json;
}

/** A response of a provider to one operation, before the operation reads it. */
export interface ProviderResponse<Input extends OperationInput = OperationInput> {
  /** 200, or one of the operation's `readableStatuses`. */
  readonly status: number;
  /** The `Location` header of a redirect; `null` when there is none. */
  readonly location: string | null;
  /** The body, decoded from JSON. `null` when a readable status other than 200 carries no JSON. */
  readonly body: Json;
  readonly input: Input;
  /** The subject that errors about this response name. */
  readonly subject: RequestSubject;
  /** When the response arrived. */
  readonly fetchedAt: Date;
}

/** Typed as a method, so that an operation that returns a provider's own type also serves as one that returns `Call`. */
type LifetimeRule<Output> = { of(output: Output | null): Lifetime }['of'];

/** One request that a provider understands, and how to read the response. Stateless. */
export interface ProviderOperation<Input extends OperationInput, Output extends object> {
  /** The name in spans, metrics and cache keys; unique within the provider, without a colon. */
  readonly name: string;
  /**
   * Whether the request may be sent more than once: only then is it retried, and shared by identical requests that are
   * in flight. An operation that is not idempotent is sent exactly once and never cached.
   */
  readonly idempotent: boolean;
  /** Returns how long an output, or `null`, may be served from the cache. `null` in place of the function: never cached. */
  readonly lifetime: LifetimeRule<Output> | null;
  /**
   * Statuses other than 200 that `read` understands, such as the 302 of a recording link or the 201 of a created call.
   * Every other status becomes a `ProviderError`, or `null` for 404.
   */
  readonly readableStatuses?: readonly number[];
  /**
   * The longest body, in bytes, that the cache keeps as it came until the output is read a second time. Without it, bodies of
   * 8 KB: an operation of which one request reads hundreds must not parse them all in one turn.
   */
  readonly maxUnparsedBytes?: number;
  request(input: Input): OperationRequest;
  /**
   * Opens the envelope and maps its contents. Returns `null` when the provider says that there is nothing of the kind.
   * Throws `ProviderRejected` for an error that comes with status 200 and `ProviderBadResponse` for an envelope without
   * the contents. A member that cannot be read becomes `null` and costs no other member.
   */
  read(response: ProviderResponse<Input>): Output | null;
}
