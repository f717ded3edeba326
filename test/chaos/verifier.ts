import { durationOf } from '../support/hostile-provider.ts';
import type { RawResponse } from '../support/http-client.ts';
import type { HostileWorld, Verdict } from './hostile-world.ts';
import { isHot, type PlannedOperation, UNUSABLE_ID, WELL_BEHAVED_PROVIDER } from './plan.ts';
import { DEADLINE_MS, PER_TRY_TIMEOUT_MS, RETRIES } from './settings.ts';

/** An operation and its response. */
export interface CompletedOperation {
  readonly plan: PlannedOperation;
  readonly response: RawResponse;
  /** By `performance.now()`. */
  readonly from: number;
  readonly until: number;
  /** Milliseconds that the machine, not the server, added to responses in that time. */
  readonly sluggishMs: number;
}

interface FieldError {
  readonly message: string;
  readonly path?: readonly unknown[];
  readonly extensions?: {
    readonly code?: string;
    readonly provider?: string;
    readonly providerCallId?: string;
    readonly retryAfterSeconds?: number;
  };
}

interface Graph {
  readonly data?: { readonly calls: readonly ({ id: string; durationSeconds: number } | null)[] };
  readonly errors?: readonly FieldError[];
}

/** The graph's result for one id, and the responses that its provider sent. */
interface Case {
  readonly provider: string;
  readonly callId: string;
  readonly value: { id: string; durationSeconds: number } | null;
  readonly error: FieldError | undefined;
  readonly verdicts: readonly Verdict[];
  readonly tookMs: number;
}

/** Counts of verified results, so that a run without any fails. */
export type Tally = Map<string, number>;

const TRANSIENT: readonly string[] = ['PROVIDER_UNAVAILABLE', 'PROVIDER_TIMEOUT', 'PROVIDER_RATE_LIMITED'];
/** Milliseconds for late timers, and for writing and reading responses. */
const MARGIN_MS = 60;
/** An attempt takes several turns of the event loop. When one turn takes this long, a response sent in time is read too late. */
const TOO_SLUGGISH_MS = PER_TRY_TIMEOUT_MS / 8;

/** Returns every fault of a response, one line each; none when it is correct. */
export function verify(operation: CompletedOperation, world: HostileWorld, tally: Tally): readonly string[] {
  const { plan, response, from, until, sluggishMs } = operation;
  if (response.status !== 200) return [`HTTP ${response.status}: ${response.text.slice(0, 200)}`];
  const { data, errors = [] } = JSON.parse(response.text) as Graph;
  if (data?.calls.length !== plan.ids.length) return ['the list has not as many items as requested ids'];
  const isSluggish = sluggishMs > TOO_SLUGGISH_MS;
  if (isSluggish) count(tally, 'excused');
  const faults: string[] = [];
  const paths = errors.map(({ path }) => path?.join('.') ?? 'none');
  if (new Set(paths).size !== paths.length) faults.push('two errors at one path');
  for (const path of paths)
    if (!/^calls\.\d+$/.test(path) || Number(path.slice(6)) >= plan.ids.length)
      faults.push(`an error at ${path}`);

  for (const [index, id] of plan.ids.entries()) {
    const [provider = '', callId = ''] = id.split(':');
    const value = data.calls[index] ?? null;
    const error = errors.find(({ path }) => path?.join('.') === `calls.${index}`);
    const isRestarting = world.wasRefusing(provider, from, until);
    const verdicts = world.verdictsOf(provider, callId);
    const one: Case = { provider, callId, value, error, verdicts, tookMs: until - from };
    const fault =
      id === UNUSABLE_ID
        ? mustBe('BAD_USER_INPUT', one)
        : (validateShape(one) ??
          (plan.toNowhere
            ? mustBe('PROVIDER_UNAVAILABLE', one)
            : validateCall(one, { isExcused: isRestarting || isSluggish })));
    if (fault !== null) faults.push(`${id} [${verdicts.join(' ')}]: ${fault} (${describe(one)})`);
    const kind = error?.extensions?.code ?? (value === null ? 'absent' : 'record');
    count(tally, kind);
    if (verdicts.length > 1 && kind === 'record' && !isHot(callId)) count(tally, 'mended');
  }
  return faults;
}

export const count = (tally: Tally, kind: string): Tally => tally.set(kind, (tally.get(kind) ?? 0) + 1);

const describe = ({ value, error, tookMs }: Case): string =>
  `${JSON.stringify(value)} ${error?.extensions?.code ?? ''} ${error?.message ?? ''} after ${Math.round(tookMs)} ms`;

const mustBe = (code: string, { value, error }: Case): string | null =>
  value === null && error?.extensions?.code === code ? null : `not ${code}`;

/** Checks what must always hold: the value is the requested call, the error names it, and there is never both. */
function validateShape({ provider, callId, value, error }: Case): string | null {
  if (value !== null && error !== undefined) return 'a value and an error';
  if (value !== null)
    return value.id === `${provider}:${callId}` && value.durationSeconds === durationOf(callId)
      ? null
      : 'another call';
  if (error === undefined) return null;
  const { code, retryAfterSeconds, ...rest } = error.extensions ?? {};
  if (rest.provider !== provider.toUpperCase() || rest.providerCallId !== callId)
    return 'the error names another call';
  if (error.message.length < 20) return 'no sentence';
  return code === 'PROVIDER_RATE_LIMITED' && !(retryAfterSeconds !== undefined && retryAfterSeconds > 0)
    ? 'does not say when to come back'
    : null;
}

/** Checks a call whose provider was reached. `isExcused` when the provider or the machine was unavailable meanwhile. */
function validateCall(one: Case, { isExcused }: { readonly isExcused: boolean }): string | null {
  const isWellBehaved = one.provider === WELL_BEHAVED_PROVIDER;
  const fault =
    isWellBehaved && one.error !== undefined
      ? 'its provider did nothing wrong'
      : isHot(one.callId)
        ? validateTransient(one)
        : validateVerdicts(one);
  return fault === null || (isExcused && isAnyVerdict(one)) ? null : fault;
}

/** Whether the result matches any of the call's requests: every response may have been lost on its way. */
const isAnyVerdict = ({ value, error, verdicts }: Case): boolean => {
  const kind = error?.extensions?.code ?? (value === null ? 'absent' : 'record');
  return TRANSIENT.includes(kind) || verdicts.some((verdict) => verdict === kind);
};

/** Checks a call that several operations request: the value is correct, or the failure is transient. */
function validateTransient({ value, error }: Case): string | null {
  if (value !== null) return null;
  if (error === undefined) return 'absent';
  return TRANSIENT.includes(error.extensions?.code ?? '') ? null : 'not a transient failure';
}

/** Checks a call that one operation requests: the provider's responses, request by request, decide. */
function validateVerdicts(one: Case): string | null {
  const { value, error, verdicts, tookMs } = one;
  const last = verdicts.at(-1);
  const code = error?.extensions?.code;
  const isTimeUp = tookMs >= DEADLINE_MS - MARGIN_MS;
  if (verdicts.length > 1 + RETRIES) return 'requested too often';
  // A response that takes longer than an attempt may take is lost, and the request is sent again.
  const again = verdicts.slice(0, -1).filter((verdict) => !TRANSIENT.includes(verdict)).length;
  if (again * PER_TRY_TIMEOUT_MS > tookMs) return 'requested again after its response';
  if (code === 'PROVIDER_TIMEOUT' && isTimeUp) return null; // whatever was in flight then
  if (last === 'record') return value === null ? 'the call was there' : null;
  if (value !== null) return 'a call that no provider sent';
  if (last === 'absent') return error === undefined ? null : 'an absence is no error';
  if (last === undefined || TRANSIENT.includes(last)) return validateTransientFailure(one, last);
  return code === last ? null : `not ${last}`;
}

/** The server's own reasons not to send a request, or not to retry it. */
const OWN_REASON: Readonly<Record<string, RegExp>> = {
  PROVIDER_UNAVAILABLE: /has been failing, so|are waiting on this server/,
  PROVIDER_RATE_LIMITED: /asked for a pause/,
};

function validateTransientFailure(
  { error, verdicts, tookMs }: Case,
  last: Verdict | undefined,
): string | null {
  const code = error?.extensions?.code;
  if (code === undefined) return 'absent, although no provider said so';
  if (OWN_REASON[code]?.test(error?.message ?? '')) return null;
  if (last === undefined) return 'a failure of a request that was never sent';
  if (code !== last) return `not ${last}`;
  const longestWaitMs = 100 * 2 ** (verdicts.length - 1);
  const gaveUpEarly = verdicts.length <= RETRIES && tookMs + longestWaitMs + MARGIN_MS < DEADLINE_MS;
  return gaveUpEarly ? 'given up with time and retries left' : null;
}
