import type { SpokenTurn } from './dialogue.ts';

/** The phase of a live call. `ended` has no analysis yet; `analysed` has every field. */
export type LivePhase = 'queued' | 'ringing' | 'talking' | 'ended' | 'analysed';

/** When each phase of a live call begins, in milliseconds after its first request. */
export const LIVE_PHASE_STARTS_MS = {
  ringing: 3_000,
  talking: 8_000,
  ended: 60_000,
  analysed: 75_000,
} as const;

/** Talk time of a live call after its end, in seconds. */
export const LIVE_TALK_SECONDS = (LIVE_PHASE_STARTS_MS.ended - LIVE_PHASE_STARTS_MS.talking) / 1_000;

/** Returns the phase of a live call `elapsedMs` milliseconds after its first request. */
export const livePhase = (elapsedMs: number): LivePhase => {
  if (elapsedMs < LIVE_PHASE_STARTS_MS.ringing) return 'queued';
  if (elapsedMs < LIVE_PHASE_STARTS_MS.talking) return 'ringing';
  if (elapsedMs < LIVE_PHASE_STARTS_MS.ended) return 'talking';
  return elapsedMs < LIVE_PHASE_STARTS_MS.analysed ? 'ended' : 'analysed';
};

/** The turns spoken after `elapsedMs`: the first when the call is answered, the others at even intervals until the end. */
export const spokenSoFar = (turns: readonly SpokenTurn[], elapsedMs: number): readonly SpokenTurn[] => {
  const { talking, ended } = LIVE_PHASE_STARTS_MS;
  if (elapsedMs < talking) return [];
  const share = Math.min(1, (elapsedMs - talking) / (ended - talking));
  return turns.slice(0, Math.min(turns.length, 1 + Math.floor(share * turns.length)));
};
