import { ProviderBadResponse } from '../domain/errors.ts';
import type { FetchedValue } from '../domain/fetched-value.ts';
import type { Json } from '../domain/json.ts';
import { nestsTooDeep } from '../domain/json-nesting.ts';
import { isTooHeavy } from '../domain/json-weight.ts';
import type { RequestSubject } from '../domain/request-subject.ts';
import { parseJson } from '../domain/thenable.ts';
import type { OperationInput, ProviderOperation } from '../providers/operation.ts';
import { connectionBroken } from './translate-error.ts';

/** A response that its operation can read: one that has just arrived, or a body that this or another process kept. */
export interface ReceivedResponse<Input extends OperationInput> {
  /** The provider's name, for messages. */
  readonly title: string;
  readonly input: Input;
  readonly subject: RequestSubject;
  readonly body: Buffer;
  readonly fetchedAtMs: number;
  /** 200, or one of the operation's `readableStatuses`. */
  readonly status: number;
  /** The `Location` header; `null` when there is none. */
  readonly location: string | null;
  /** False where the body lasted until the connection closed, so that part of it may be missing. */
  readonly hasStatedEnd: boolean;
}

/**
 * Reads a response as the operation's output. Throws `ProviderBadResponse` or `ProviderRejected`, as the operation does,
 * and `ProviderUnavailable` when the body was cut off.
 */
export function readResponse<Input extends OperationInput, Output extends object>(
  operation: ProviderOperation<Input, Output>,
  received: ReceivedResponse<Input>,
): FetchedValue<Output> {
  const { status, location, input, subject, fetchedAtMs } = received;
  const body = status === 200 ? parseBody(received) : parseBodyIfAny(received);
  const value = operation.read({
    status,
    location,
    body,
    input,
    subject,
    fetchedAt: new Date(fetchedAtMs),
  });
  return { value, body: status === 200 ? received.body : null, fetchedAtMs };
}

function parseBody({ body, title, subject, hasStatedEnd }: ReceivedResponse<OperationInput>): Json {
  if (isTooHeavy(body)) {
    throw new ProviderBadResponse(
      subject,
      `${title} sent JSON with more values than any call has. Report the call to the operator of this server.`,
    );
  }
  const text = body.toString('utf8');
  const json = text.startsWith('\uFEFF') ? text.slice(1) : text;
  if (nestsTooDeep(json)) {
    throw new ProviderBadResponse(subject, `${title} sent JSON that is nested too deeply. Try again later.`);
  }
  try {
    return parseJson(json);
  } catch {
    // The parser's message quotes the body, so it is dropped.
    if (!hasStatedEnd) throw connectionBroken(title, subject);
    throw new ProviderBadResponse(subject, `${title} sent JSON that cannot be parsed. Try again later.`);
  }
}

/** A redirect or an error status that an operation reads need not carry JSON. */
function parseBodyIfAny(received: ReceivedResponse<OperationInput>): Json {
  try {
    return parseBody(received);
  } catch {
    return null;
  }
}
