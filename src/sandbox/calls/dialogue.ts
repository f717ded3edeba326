/** One turn of a conversation. */
export interface SpokenTurn {
  readonly speaker: 'agent' | 'customer';
  readonly text: string;
}

/** Parses a script of `A: …` (agent) and `C: …` (customer) lines. Skips blank lines. */
export const dialogue = (script: string): readonly SpokenTurn[] =>
  script
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => ({ speaker: line.startsWith('A:') ? 'agent' : 'customer', text: line.slice(2).trim() }));

/** Formats one line a turn. Each begins with the provider's own word for the speaker. */
export const spokenText = (
  turns: readonly SpokenTurn[],
  names: Readonly<Record<SpokenTurn['speaker'], string>>,
): string => turns.map(({ speaker, text }) => `${names[speaker]}: ${text}`).join('\n');

/** Parses what `spokenText` formats. A line that begins with neither name goes on with the turn before it. */
export const parseSpokenText = (
  text: string,
  names: Readonly<Record<SpokenTurn['speaker'], string>>,
): readonly SpokenTurn[] => {
  const turns: SpokenTurn[] = [];
  for (const line of text.split('\n')) {
    const speaker = (['agent', 'customer'] as const).find((each) => line.startsWith(`${names[each]}: `));
    const last = turns.at(-1);
    if (speaker !== undefined) turns.push({ speaker, text: line.slice(names[speaker].length + 2) });
    else if (last !== undefined && line !== '')
      turns.splice(-1, 1, { ...last, text: `${last.text} ${line}` });
  }
  return turns;
};

const OPENERS = [
  'Next',
  'And now',
  'All right',
  'Moving on',
  'Thank you, so',
  'Good, then',
  'Just one more here',
];
const TOPICS = [
  'the waiting time',
  'the parking',
  'our opening hours',
  'the delivery window',
  'the packaging',
  'the mobile app',
  'the monthly invoice',
  'the installation visit',
  'the friendliness of the staff',
  'the returns desk',
  'the price',
];
const VERDICTS = [
  'fine',
  'rather slow',
  'excellent',
  'confusing',
  'better than last year',
  'about what I expected',
];
const REASONS = [
  'I never had to ask twice',
  'nobody told me beforehand',
  'it was explained well',
  'the letter said something else',
  'my neighbour says the same',
];

/**
 * Creates a survey conversation, the same on every run: the agent asks, the customer answers. The word lists have
 * coprime lengths, so that turns recur late. `count` is the number of turns, at least 2.
 */
export const longSurvey = (count: number): readonly SpokenTurn[] => {
  const pick = (words: readonly string[], index: number): string => words[index % words.length] ?? '';
  return Array.from({ length: count }, (_, index): SpokenTurn => {
    const round = Math.floor(index / 2);
    if (index === count - 1) return { speaker: index % 2 === 0 ? 'agent' : 'customer', text: 'Goodbye!' };
    if (index % 2 === 0) {
      const question = `${pick(OPENERS, round)}: from 0 to 10, how do you rate ${pick(TOPICS, round)}?`;
      return { speaker: 'agent', text: `Question ${round + 1}. ${question}` };
    }
    const score = (round * 7 + 3) % 11;
    return {
      speaker: 'customer',
      text: `${score}. It was ${pick(VERDICTS, round)}, ${pick(REASONS, round)}.`,
    };
  });
};
