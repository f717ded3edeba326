import type { SourceOutcome } from '../call-log/open-walk.ts';
import { LostPlaceError, RepeatedPageError } from '../call-log/walk-errors.ts';
import { type ErrorCode, ProviderBadResponse, ProviderError, SwitchboardError } from '../domain/errors.ts';
import type { FilterMember } from '../providers/abilities.ts';
import type { ProviderLists } from './provider-lists.ts';

/** The state of one provider on a page of the log. */
export interface SourceReport {
  /** The provider's id. */
  readonly provider: string;
  readonly state: 'ANSWERED' | 'STALE' | 'FAILED' | 'EXCLUDED' | 'NOT_CONFIGURED' | 'NOT_SUPPORTED';
  /** The failure of a failed or stale source, else `null`. */
  readonly failure: SourceFailure | null;
  /** The members of the filter that the provider applied. */
  readonly upstreamFilters: readonly FilterMember[];
}

export interface SourceFailure {
  readonly code: string;
  readonly message: string;
  /** `null` for a failure of an earlier page, of which only the code is known. */
  readonly error: ProviderError | null;
}

/** The code that a cursor keeps of a failure. */
export const failureCode = (error: unknown): ErrorCode | 'INTERNAL_SERVER_ERROR' =>
  error instanceof SwitchboardError
    ? error.code
    : isWalkError(error)
      ? 'PROVIDER_BAD_RESPONSE'
      : 'INTERNAL_SERVER_ERROR';

/** Whether a source may fail with `error`; every other error is one of this server's own. */
export const isSourceFailure = (error: unknown): boolean =>
  error instanceof ProviderError || isWalkError(error);

const isWalkError = (error: unknown): boolean =>
  error instanceof RepeatedPageError || error instanceof LostPlaceError;

/** Reports one provider from the outcomes of its lists. */
export function reportOf(
  { upstream, state, plan, lists, directory }: ProviderLists,
  outcomes: ReadonlyMap<string, SourceOutcome>,
): SourceReport {
  const { provider } = upstream;
  const report = { provider: provider.id, upstreamFilters: Object.keys(plan.applied) as FilterMember[] };
  if (state !== 'ASKED') return { ...report, upstreamFilters: [], state, failure: null };
  const names = [...(directory === null ? [] : [directory.name]), ...lists.map(({ name }) => name)];
  const failed = names
    .map((name) => outcomes.get(name))
    .filter((outcome) => outcome?.state === 'FAILED')
    .toSorted((one, other) => Number(other?.error !== null) - Number(one?.error !== null))[0];
  if (failed?.state === 'FAILED') {
    return { ...report, state: 'FAILED', failure: toFailure(upstream.provider, failed) };
  }
  const stale = lists.find(({ failure }) => failure !== null)?.failure ?? null;
  if (stale === null) return { ...report, state: 'ANSWERED', failure: null };
  return { ...report, state: 'STALE', failure: { code: stale.code, message: stale.message, error: stale } };
}

/** The failure of a list that the walk had begun to read and that its provider does not have any more. */
export const goneFailure = (title: string): SourceFailure => ({
  code: 'PROVIDER_BAD_RESPONSE',
  message: `${title} no longer lists an agent whose calls this log was reading. Start again without a cursor.`,
  error: null,
});

function toFailure(
  { id, title }: { readonly id: string; readonly title: string },
  { code, error }: { readonly code: string; readonly error: unknown },
): SourceFailure {
  if (error instanceof ProviderError) return { code, message: error.message, error };
  if (error === null)
    return {
      code,
      message: `${title} failed on an earlier page of this log. Start again without a cursor to include its calls.`,
      error: null,
    };
  const message = `The list of ${title} repeats its pages or has changed too much to go on. Start again without a cursor.`;
  return { code, message, error: new ProviderBadResponse({ provider: id }, message) };
}
