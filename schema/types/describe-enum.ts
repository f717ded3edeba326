import { builder } from '../builder.ts';

/**
 * Declares an enum of the graph with the meaning of each of its words. The type demands a meaning for every word of the
 * set, so a word that is added to the domain and not described here does not compile.
 */
export function describeEnum<Word extends string>(
  name: string,
  description: string,
  meanings: Readonly<Record<Word, string>>,
) {
  const values = Object.fromEntries(
    (Object.entries(meanings) as [Word, string][]).map(([word, meaning]) => [
      word,
      { value: word, description: meaning },
    ]),
  ) as { [W in Word]: { value: W; description: string } };
  return builder.enumType(name, { description, values });
}
