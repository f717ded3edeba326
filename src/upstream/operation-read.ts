import type { SharedEntry } from '../cache/shared-cache.ts';
import type { CacheOutcome, ValueFetcher } from '../cache/value-fetcher.ts';
import type { AbortSignalLike } from '../domain/abort-signal.ts';
import { ProviderUnavailable } from '../domain/errors.ts';
import type { FetchedValue } from '../domain/fetched-value.ts';
import type { Lifetime } from '../domain/freshness.ts';
import type { RequestSubject } from '../domain/request-subject.ts';
import type { Span } from '../domain/span.ts';
import type { ProviderClient } from '../http/provider-client.ts';
import { readResponse } from '../http/read-response.ts';
import type { OperationInput, ProviderOperation } from '../providers/operation.ts';
import type { Provider } from '../providers/provider.ts';
import type { RequestPolicy } from '../resilience/request-policy.ts';
import { beginAttempt, endAttemptWith } from './operation-spans.ts';
import type { ReadContext } from './read-context.ts';

/** The layers below the cache: policy around HTTP. */
export interface UpstreamConnection {
  readonly provider: Provider;
  readonly client: ProviderClient;
  readonly policy: RequestPolicy;
}

/** An output that is served once and then has to be fetched again. */
const NO_LIFETIME: Lifetime = { freshMs: 0, revalidateMs: 0, usableMs: 0 };

/**
 * One read of one operation, as the cache fetches and parses it. A class, so that a read that the cache serves costs one
 * object and no closures.
 */
export class OperationRead<Input extends OperationInput, Output extends object>
  implements ValueFetcher<Output>
{
  readonly provider: string;
  readonly maxUnparsedBytes: number | undefined;
  readonly #connection: UpstreamConnection;
  readonly #operation: ProviderOperation<Input, Output>;
  readonly #input: Input;
  readonly #context: ReadContext;
  readonly #span: Span;

  /** `span` is the parent of the attempts. */
  constructor(
    connection: UpstreamConnection,
    operation: ProviderOperation<Input, Output>,
    input: Input,
    context: ReadContext,
    span: Span,
  ) {
    this.provider = connection.provider.id;
    this.maxUnparsedBytes = operation.maxUnparsedBytes;
    this.#connection = connection;
    this.#operation = operation;
    this.#input = input;
    this.#context = context;
    this.#span = span;
  }

  /** Only the members that errors may name: an input may hold a telephone number. */
  get #subject(): RequestSubject {
    const { providerCallId = null } = this.#input;
    return { provider: this.provider, providerCallId, operation: this.#operation.name };
  }

  fetch(signal: AbortSignalLike, waitedMs: number): Promise<FetchedValue<Output>> {
    const { client, policy } = this.#connection;
    const operation = this.#operation;
    const input = this.#input;
    const subject = this.#subject;
    const parent = this.#span;
    let resends = 0;
    const sent = policy.run(
      subject,
      (signal, onSent) => {
        this.#context.onUpstreamRequest?.();
        const method = parent.isRecording ? operation.request(input).method : '';
        const span = beginAttempt(parent, this.provider, operation.name, method, resends);
        resends += 1;
        const { traceparent } = span;
        const fetched = client.send({ operation, input, subject, signal, onSent, traceparent });
        return endAttemptWith(span, fetched, signal);
      },
      signal,
      waitedMs,
      { retry: operation.idempotent, owner: this.#context.owner },
    );
    return sent.then((fetched) => this.#held(fetched));
  }

  /** Throws `ProviderUnavailable` when this process has no room for the value. */
  #held(fetched: FetchedValue<Output>): FetchedValue<Output> {
    if (fetched.body === null || this.#context.holdBody?.(fetched.body.length) !== false) return fetched;
    throw new ProviderUnavailable(
      this.#subject,
      `This server holds too many long records of ${this.#connection.provider.title}. Ask for fewer calls at once, or try again shortly.`,
    );
  }

  parse({ body, fetchedAtMs }: SharedEntry): FetchedValue<Output> {
    if (body === null) return { value: null, body, fetchedAtMs };
    return readResponse(this.#operation, {
      title: this.#connection.provider.title,
      input: this.#input,
      subject: this.#subject,
      body,
      fetchedAtMs,
      status: 200,
      location: null,
      hasStatedEnd: true,
    });
  }

  lifetime(output: Output | null): Lifetime {
    return this.#operation.lifetime?.(output) ?? NO_LIFETIME;
  }

  onOutcome(outcome: CacheOutcome): void {
    if (this.#span.isRecording) this.#span.set({ 'switchboard.cache.outcome': outcome });
  }
}
