import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTurnsFromText } from '../../src/reading/transcript-text.ts';
import { readTurns } from '../../src/reading/transcript-turns.ts';

const spoken = (text: string | null) =>
  readTurnsFromText(text).map((turn) => [turn.role, turn.providerRole, turn.text]);

describe('turns from text', () => {
  it.each<readonly [string, string | null, unknown[]]>([
    ['nothing', null, []],
    ['an empty text', '', []],
    ['prose', 'They spoke about: the weather.\nThen they hung up.', []],
    [
      'two speakers',
      'bot: Hi\nhuman: Ho',
      [
        ['AGENT', 'bot', 'Hi'],
        ['CUSTOMER', 'human', 'Ho'],
      ],
    ],
    [
      'the older labels',
      'Agent: Hi\nUser: Ho',
      [
        ['AGENT', 'Agent', 'Hi'],
        ['CUSTOMER', 'User', 'Ho'],
      ],
    ],
    [
      'every label',
      'AI: a\ncustomer: b\nassistant: c',
      [
        ['AGENT', 'AI', 'a'],
        ['CUSTOMER', 'customer', 'b'],
        ['AGENT', 'assistant', 'c'],
      ],
    ],
    ['a line break before the first', '\n\nbot: Hi', [['AGENT', 'bot', 'Hi']]],
    [
      'Windows line breaks',
      'bot: Hi\r\nhuman: Ho',
      [
        ['AGENT', 'bot', 'Hi'],
        ['CUSTOMER', 'human', 'Ho'],
      ],
    ],
    [
      'old Macintosh line breaks',
      'bot: Hi\rhuman: Ho',
      [
        ['AGENT', 'bot', 'Hi'],
        ['CUSTOMER', 'human', 'Ho'],
      ],
    ],
    [
      'wrapped lines',
      'bot: one\ntwo\n\nthree\nhuman: four',
      [
        ['AGENT', 'bot', 'one\ntwo\n\nthree'],
        ['CUSTOMER', 'human', 'four'],
      ],
    ],
    [
      'one speaker twice in a row',
      'bot: a\nbot: b',
      [
        ['AGENT', 'bot', 'a'],
        ['AGENT', 'bot', 'b'],
      ],
    ],
    ['a colon within a sentence', 'bot: the user: that is you', [['AGENT', 'bot', 'the user: that is you']]],
    ['a name that is no label', 'bot: a\nAnna: b', [['AGENT', 'bot', 'a\nAnna: b']]],
    [
      'a word that begins like a label',
      'bot: a\nagents: b\nbotany: c',
      [['AGENT', 'bot', 'a\nagents: b\nbotany: c']],
    ],
    [
      'words before the first label',
      'Recorded.\nbot: a',
      [
        ['UNKNOWN', null, 'Recorded.'],
        ['AGENT', 'bot', 'a'],
      ],
    ],
    ['a label without a space', 'bot:a', [['AGENT', 'bot', 'a']]],
    [
      'a label with nothing behind it',
      'bot:\nhuman: b',
      [
        ['AGENT', 'bot', null],
        ['CUSTOMER', 'human', 'b'],
      ],
    ],
    [
      'a stage direction',
      'human: [silence]\nhuman: [laughs] hi',
      [
        ['UNKNOWN', 'human', '[silence]'],
        ['CUSTOMER', 'human', '[laughs] hi'],
      ],
    ],
    [
      'right-to-left text and emoji',
      'bot: שלום\nhuman: مرحبا 👋',
      [
        ['AGENT', 'bot', 'שלום'],
        ['CUSTOMER', 'human', 'مرحبا 👋'],
      ],
    ],
  ])('of %s', (_what, text, turns) => {
    expect(spoken(text)).toEqual(turns);
  });

  it.each([
    ['a million characters of one line', `bot: ${'a'.repeat(1_000_000)}`],
    ['a million blanks', `bot${' '.repeat(1_000_000)}`],
    ['a million brackets', `bot: ${'['.repeat(1_000_000)}`],
    ['a hundred thousand turns', 'bot: a\n'.repeat(100_000)],
    ['a million line breaks', '\n'.repeat(1_000_000)],
  ])('of %s take no time to speak of', (_what, text) => {
    const before = performance.now();
    readTurnsFromText(text);
    expect(performance.now() - before).toBeLessThan(2_000);
  });

  it('lose no word of any text', () => {
    const line = fc.oneof(
      fc.constantFrom('bot: ', 'human:', 'x: ', '[nudge]'),
      fc.string({ unit: 'grapheme' }),
    );
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const text = `bot: start\n${lines.join('\n')}`;
        const said = readTurnsFromText(text)
          .map((turn) => `${turn.providerRole ?? ''}${turn.text ?? ''}`)
          .join('');
        const letters = (from: string): string => from.replaceAll(/[\s:]/g, '');
        expect(letters(said)).toBe(letters(text));
      }),
    );
  });
});

describe('turns from a list', () => {
  it('are found under every name of their members', () => {
    expect(
      readTurns([
        { role: 'agent', content: 'a' },
        { speaker: 'user', text: 'b' },
        { sender: 'bot', message: 'c' },
        { author: 'lead', utterance: 'd' },
        { role: null, speaker: 'user', content: '', text: 'e' },
      ]).map((turn) => [turn.role, turn.text]),
    ).toEqual([
      ['AGENT', 'a'],
      ['CUSTOMER', 'b'],
      ['AGENT', 'c'],
      ['CUSTOMER', 'd'],
      ['CUSTOMER', 'e'],
    ]);
  });

  it('may be lines of text', () => {
    expect(readTurns(['bot: a', 'no speaker', '', 7, null]).map((turn) => [turn.role, turn.text])).toEqual([
      ['AGENT', 'a'],
      ['UNKNOWN', 'no speaker'],
    ]);
  });

  it('read a time only where its unit is in its name', () => {
    const [turn] = readTurns([{ start: 1200, end: 3400, start_seconds: '1.2', end_seconds: 3.4 }]);
    expect(turn).toMatchObject({ startSeconds: 1.2, endSeconds: 3.4 });
    expect(readTurns([{ start: 1200, end: 3400 }])).toMatchObject([{ startSeconds: null, endSeconds: null }]);
  });

  it('do not contain members that every object inherits', () => {
    expect(readTurns([{}])).toMatchObject([
      { role: 'UNKNOWN', providerRole: null, text: null, toolCalls: [] },
    ]);
  });

  it('hold the invoked tools, their arguments and their results', () => {
    const [turn] = readTurns([
      {
        role: 'assistant',
        tool_calls: [
          {
            id: 7,
            type: 'function',
            function: { name: 'book', arguments: '{"day":"Friday"}' },
            result: '{"ok":true}',
          },
          { tool_call_id: 'c', tool: 'look', input: { q: 1 }, output: 'none' },
          'bare',
        ],
      },
    ]);
    expect(turn?.toolCalls).toMatchObject([
      { toolCallId: '7', name: 'book', arguments: { day: 'Friday' }, result: { ok: true } },
      { toolCallId: 'c', name: 'look', arguments: { q: 1 }, result: 'none' },
      { toolCallId: null, name: null, arguments: null, result: null, raw: 'bare' },
    ]);
  });

  it('have no latency when nothing of it can be read', () => {
    expect(
      readTurns([{ turn_latency: { latency: -1, eou_delay: 'x' } }, { turn_latency: [] }]),
    ).toMatchObject([{ latency: null }, { latency: null }]);
  });

  it.each([null, undefined, {}, 'bot: a', 5, true])('are none in %j', (value) => {
    expect(readTurns(value)).toEqual([]);
  });
});
