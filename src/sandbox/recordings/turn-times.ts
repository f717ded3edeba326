import type { SpokenTurn } from '../calls/dialogue.ts';

/** One turn in a recording. Times are in seconds from the start of the talk. */
export interface TimedTurn {
  readonly speaker: SpokenTurn['speaker'];
  readonly start: number;
  readonly end: number;
}

/** Characters that a turn counts on top of its text, so that a short `Yes.` can be heard. */
const BASE_CHARACTERS = 12;
/** Silence after each turn, as a share of the turn's time, and at most in seconds. */
const PAUSE_SHARE = 0.2;
const LONGEST_PAUSE = 0.5;

/** Shares `seconds` among the turns by the length of their text. The turns are in order and do not overlap. */
export const timeTurns = (turns: readonly SpokenTurn[], seconds: number): readonly TimedTurn[] => {
  const weight = ({ text }: SpokenTurn): number => text.length + BASE_CHARACTERS;
  const total = turns.reduce((sum, turn) => sum + weight(turn), 0);
  let start = 0;
  return turns.map((turn) => {
    const span = (weight(turn) / total) * seconds;
    const timed = {
      speaker: turn.speaker,
      start,
      end: start + span - Math.min(span * PAUSE_SHARE, LONGEST_PAUSE),
    };
    start += span;
    return timed;
  });
};
