import { readText } from './text.ts';

/** Reads a provider's word as one of this server's; `null` without a word, `unlisted` for a word that no table has. */
export type WordReader<Word extends string> = (value: unknown) => Word | null;

/** Case, spaces, hyphens and underscores carry no meaning in a provider's word: `User Rejected` is `user_rejected`. */
export const foldWord = (word: string): string => word.toLowerCase().replaceAll(/[\s_-]+/g, '');

/**
 * Creates a reader of one provider's words for a closed set of this server's. The table lists the words by meaning. A
 * word that is not in the table reads as `unlisted`, never as a guess.
 */
export const vocabulary = <Word extends string>(
  table: Partial<Readonly<Record<Word, readonly string[]>>>,
  unlisted: Word | null,
): WordReader<Word> => createReader(Object.entries(table) as [Word, readonly string[]][], unlisted);

/** A `vocabulary` whose words are the provider's own, spelt as enum values: `no-answer` is `NO_ANSWER`. */
export const closedSet = <Word extends string>(
  words: readonly Word[],
  unlisted: Word | null,
): WordReader<Word> =>
  createReader(
    words.map((word) => [word, [word]]),
    unlisted,
  );

function createReader<Word extends string>(
  table: readonly (readonly [Word, readonly string[]])[],
  unlisted: Word | null,
): WordReader<Word> {
  const meanings = new Map<string, Word>();
  const listed = table.flatMap(([meaning, words]) => words.map((word) => ({ meaning, word })));
  for (const { meaning, word } of listed) meanings.set(foldWord(word), meaning);
  for (const { meaning, word } of listed) meanings.set(word, meanings.get(foldWord(word)) ?? meaning);
  return (value) => {
    const word = readText(value);
    if (word === null) return null;
    return meanings.get(word) ?? meanings.get(foldWord(word)) ?? unlisted; // most words arrive as they are listed, or folded
  };
}
