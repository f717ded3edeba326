import type { Call } from '../../src/domain/call.ts';
import { BadUserInput, type ErrorCode, ProviderError, SwitchboardError } from '../../src/domain/errors.ts';
import { builder } from '../builder.ts';
import { CallRef } from './call.ts';
import { describeEnum } from './describe-enum.ts';
import { ProviderRef } from './provider.ts';

/** One id of `callResults`, and what its read came to. */
interface CallResult {
  readonly id: string;
  /** `null` when the provider has no such call, and when the read failed. */
  readonly call: Call | null;
  /** The error that the read rejected with; `null` when it resolved. */
  readonly failure: unknown;
}

/** Runs `read` and keeps its failure as data. Never rejects. */
export async function toCallResult(id: string, read: () => Promise<Call | null>): Promise<CallResult> {
  try {
    return { id, call: await read(), failure: null };
  } catch (failure) {
    return { id, call: null, failure };
  }
}

const CallErrorCodeRef = describeEnum<ErrorCode | 'INTERNAL_SERVER_ERROR'>(
  'CallErrorCode',
  'Why a call could not be read: the same codes as in `extensions.code` of errors.',
  {
    BAD_USER_INPUT: 'The id cannot be the id of a call. No request left for it.',
    UNAUTHENTICATED: 'The request carries no credential that this server accepts.',
    FORBIDDEN: 'The client lacks a scope.',
    SERVER_STOPPING: 'This server is stopping. Send the request again.',
    PROVIDER_NOT_CONFIGURED: 'This server has no API key for the provider.',
    PROVIDER_UNAUTHORIZED: "The provider rejected this server's API key.",
    PROVIDER_RATE_LIMITED: 'The provider asked for a pause that does not fit the deadline.',
    PROVIDER_REJECTED: 'The provider rejected the request.',
    PROVIDER_UNAVAILABLE: 'The provider could not be reached or failed itself.',
    PROVIDER_TIMEOUT: 'The call was not there within the deadline or within `timeoutMs`.',
    PROVIDER_BAD_RESPONSE: "The provider's response does not hold the call.",
    INTERNAL_SERVER_ERROR: 'This server failed unexpectedly. Its log says why.',
  },
);

/** `null` for an unexpected failure, of which clients see nothing but that it happened. */
interface CallError {
  readonly expected: SwitchboardError | null;
}

const CallErrorRef = builder.objectRef<CallError>('CallError').implement({
  description: 'Why one call of a list could not be read.',
  fields: (t) => ({
    code: t.field({
      type: CallErrorCodeRef,
      nullable: false,
      description: 'Kind of the failure.',
      resolve: ({ expected }) => expected?.code ?? 'INTERNAL_SERVER_ERROR',
    }),
    message: t.string({
      nullable: false,
      description: 'A sentence for the developer that says what to do. Show your own words to users.',
      resolve: ({ expected }) =>
        expected?.message ??
        "This server failed unexpectedly. Its operator finds the request's id in the log.",
    }),
    provider: t.field({
      type: ProviderRef,
      nullable: true,
      description: 'The provider of the call. Null when the id names none.',
      resolve: ({ expected }) =>
        expected instanceof ProviderError || expected instanceof BadUserInput
          ? (expected.subject?.provider ?? null)
          : null,
    }),
    retryAfterSeconds: t.int({
      nullable: true,
      description:
        'Seconds until the provider accepts requests again, with `PROVIDER_RATE_LIMITED`. Null when it did not say.',
      resolve: ({ expected }) => {
        const seconds = expected?.details['retryAfterSeconds'];
        return typeof seconds === 'number' ? Math.ceil(seconds) : null;
      },
    }),
  }),
});

export const CallResultRef = builder.objectRef<CallResult>('CallResult').implement({
  description:
    'One call of a list, or why it could not be read. `call` and `error` are both null when the provider has no such call.',
  fields: (t) => ({
    // The type is String, because Relay's compiler adds an ID named `id` to every selection. Relay's runtime keys by
    // whatever the response calls `id`, so that Relay clients need an alias: without it, a result and its call merge.
    id: t.exposeString('id', {
      nullable: false,
      description:
        "The global id, as the client sent it. Relay clients select it under an alias (`requestedId: id`), because Relay's store would merge the result with its call.",
    }),
    call: t.field({
      type: CallRef,
      nullable: true,
      description: 'The call. Null when there is none, or when `error` says why it could not be read.',
      resolve: ({ call, failure }) => {
        // An unexpected failure is an error of the response as well, for that is how it gets into the log.
        if (failure !== null && !(failure instanceof SwitchboardError)) throw failure;
        return call;
      },
    }),
    error: t.field({
      type: CallErrorRef,
      nullable: true,
      description: 'Why the call could not be read. Null when it could, and when there is no such call.',
      resolve: ({ failure }) =>
        failure === null ? null : { expected: failure instanceof SwitchboardError ? failure : null },
    }),
  }),
});
