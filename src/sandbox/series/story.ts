import type { JsonObject } from '../../domain/json.ts';
import type { SpokenTurn } from '../calls/dialogue.ts';
import type { Language } from './customers.ts';
import { pickAt } from './draw.ts';

/** A conversation that many calls have, each with its own names and values in place of `{name}`, `{day}`, ... */
export interface Story {
  readonly language: Language;
  readonly sentiment: 'positive' | 'neutral' | 'negative';
  readonly turns: readonly SpokenTurn[];
  readonly summary: string;
  /** Values to pick from, by placeholder. */
  readonly values: Readonly<Record<string, readonly string[]>>;
  /** The data that the agent captures: literal values, or texts with placeholders. */
  readonly captured: JsonObject;
  /** Whether the agent reached its goal. */
  readonly succeeded: boolean;
  /** The speaker who says goodbye last and hangs up. */
  readonly endedBy: SpokenTurn['speaker'];
}

/** A story with its placeholders filled in. */
export interface ToldStory {
  readonly turns: readonly SpokenTurn[];
  readonly summary: string;
  readonly captured: JsonObject;
}

/** Fills in the placeholders. `share` is from 0 to 1 and decides the values. */
export const tell = (story: Story, customerName: string, share: number): ToldStory => {
  const values = new Map([['name', customerName]]);
  Object.entries(story.values).forEach(([key, choices], index) => {
    values.set(key, pickAt(choices, (share * (index * 7 + 1)) % 1));
  });
  const fill = (text: string): string =>
    text.replaceAll(/\{(\w+)\}/g, (placeholder, key: string) => values.get(key) ?? placeholder);
  return {
    turns: story.turns.map(({ speaker, text }) => ({ speaker, text: fill(text) })),
    summary: fill(story.summary),
    captured: Object.fromEntries(
      Object.entries(story.captured).map(([key, value]) => [
        key,
        typeof value === 'string' ? fill(value) : value,
      ]),
    ),
  };
};

/** Characters spoken per second: an unhurried pace on the phone. */
const CHARACTERS_A_SECOND = 13;
/** Characters spoken per second in a script that writes a syllable or a word in one or two characters. */
const DENSE_CHARACTERS_A_SECOND = 6;

/** Talk time of the story at a normal pace, in seconds. */
export const secondsToTell = ({ turns, language }: Story): number => {
  const characters = turns.reduce((sum, { text }) => sum + text.length, 0);
  return Math.ceil(characters / (language === 'ja' ? DENSE_CHARACTERS_A_SECOND : CHARACTERS_A_SECOND));
};
