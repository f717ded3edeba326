import type { LogSource } from './log-source.ts';
import { hashOf, hashWidth, type SourceState, UNREAD, type WalkState } from './source-state.ts';

/** The code of a source that a walk began with and that is not among the caller's sources any more. */
export const SOURCE_GONE = 'SOURCE_GONE';

/** The widest hash that a number holds exactly. */
const WIDEST = 6;

/** The result of one source on a page. */
export type SourceOutcome =
  /** `READ`: it was read for this page. `UNREAD`: it was not needed. `FINISHED`: its list has ended, or is newer than the walk. */
  | { readonly state: 'READ' | 'UNREAD' | 'FINISHED' }
  /** It is out for the rest of the walk. `error` is `null` when it failed on an earlier page. */
  | { readonly state: 'FAILED'; readonly code: string; readonly error: unknown };

/** A walk's state, with the caller's sources found in it. */
export interface OpenWalk<Row> {
  readonly state: WalkState;
  readonly open: readonly {
    readonly source: LogSource<Row>;
    readonly name: number;
    readonly state: SourceState;
  }[];
  /** The outcomes that are known before anything is read. */
  readonly outcomes: ReadonlyMap<string, SourceOutcome>;
}

/** Begins a walk over `sources`, or continues one from the state of its cursor. */
export function openWalk<Row>(sources: readonly LogSource<Row>[], resumed: WalkState | null): OpenWalk<Row> {
  const state = resumed ?? beginWalk(sources);
  const byHash = new Map<number, LogSource<Row>[]>();
  for (const source of sources) {
    const name = hashOf(source.name, state.width);
    byHash.set(name, [...(byHash.get(name) ?? []), source]);
  }
  const failed = new Map(state.failed);
  for (const name of state.open.keys()) {
    // Two sources of one hash are one of the walk and one that is newer: which is which cannot be told.
    if (byHash.get(name)?.length !== 1) failed.set(name, { code: SOURCE_GONE });
  }
  const open: OpenWalk<Row>['open'][number][] = [];
  const outcomes = new Map<string, SourceOutcome>();
  for (const source of sources) {
    const name = hashOf(source.name, state.width);
    const failure = failed.get(name);
    const sourceState = state.open.get(name);
    if (failure !== undefined)
      outcomes.set(source.name, { state: 'FAILED', code: failure.code, error: null });
    else outcomes.set(source.name, { state: sourceState === undefined ? 'FINISHED' : 'UNREAD' });
    if (failure === undefined && sourceState !== undefined) open.push({ source, name, state: sourceState });
  }
  return { state: { ...state, failed }, open, outcomes };
}

function beginWalk(sources: readonly LogSource<unknown>[]): WalkState {
  if (new Set(sources.map(({ name }) => name)).size < sources.length) {
    throw new RangeError('Two sources of a walk have the same name.');
  }
  let width = hashWidth(sources.length);
  const namesOf = () => sources.map(({ name }) => hashOf(name, width));
  while (width < WIDEST && new Set(namesOf()).size < sources.length) width += 1;
  return {
    width,
    watermark: null,
    open: new Map(namesOf().map((name) => [name, UNREAD])),
    failed: new Map(),
  };
}
