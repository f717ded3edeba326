import type { SpokenTurn } from './dialogue.ts';

/** Where a live call stands. `ended` has no analysis yet, `analysed` has everything. */
export type LivePhase = 'queued' | 'ringing' | 'talking' | 'ended' | 'analysed';

/** When each phase of a live call begins, in milliseconds after its first request. */
export const LIVE_PHASE_STARTS_MS = {
  ringing: 3_000,
  talking: 8_000,
  ended: 60_000,
  analysed: 75_000,
} as const;

/** Talk time of a live call once it is over, in seconds. */
export const LIVE_TALK_SECONDS = (LIVE_PHASE_STARTS_MS.ended - LIVE_PHASE_STARTS_MS.talking) / 1_000;

/** The phase a live call is in, `elapsedMs` after its first request. */
export const livePhase = (elapsedMs: number): LivePhase => {
  if (elapsedMs < LIVE_PHASE_STARTS_MS.ringing) return 'queued';
  if (elapsedMs < LIVE_PHASE_STARTS_MS.talking) return 'ringing';
  if (elapsedMs < LIVE_PHASE_STARTS_MS.ended) return 'talking';
  return elapsedMs < LIVE_PHASE_STARTS_MS.analysed ? 'ended' : 'analysed';
};

/** What has been said by then: the first turn on answering, then one after another, evenly, all at the end. */
export const spokenSoFar = (turns: readonly SpokenTurn[], elapsedMs: number): readonly SpokenTurn[] => {
  const { talking, ended } = LIVE_PHASE_STARTS_MS;
  if (elapsedMs < talking) return [];
  const share = Math.min(1, (elapsedMs - talking) / (ended - talking));
  return turns.slice(0, Math.min(turns.length, 1 + Math.floor(share * turns.length)));
};
