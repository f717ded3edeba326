import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SENTIMENTS } from '../../src/domain/call-vocabulary.ts';
import { readTurnRole } from '../../src/reading/turn-role.ts';
import { closedSet, foldWord, vocabulary } from '../../src/reading/vocabulary.ts';

const readState = vocabulary<'BUSY' | 'FREE' | 'UNKNOWN'>(
  { BUSY: ['busy', 'user-busy'], FREE: ['free'] },
  'UNKNOWN',
);
const readMood = closedSet(SENTIMENTS, null);

describe('a vocabulary', () => {
  it.each(['user-busy', 'User Busy', 'USER_BUSY', 'userbusy', ' user  busy ', 'user - busy'])(
    'knows a word spelt %j',
    (word) => {
      expect(readState(word)).toBe('BUSY');
    },
  );

  it('has one meaning for a word in every spelling', () => {
    const read = vocabulary<'BUSY' | 'FREE'>({ BUSY: ['user-free'], FREE: ['user_free'] }, null);
    expect(['user-free', 'user_free', 'userfree'].map(read)).toEqual(['FREE', 'FREE', 'FREE']);
  });

  it('reads an unlisted word as unlisted', () => {
    expect(readState('alien')).toBe('UNKNOWN');
    expect(readState('user.busy')).toBe('UNKNOWN');
    expect(readMood('n/a')).toBeNull();
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    'does not find %s in what objects inherit',
    (word) => {
      expect(readState(word)).toBe('UNKNOWN');
      expect(readMood(word)).toBeNull();
    },
  );

  it.each([null, undefined, '', '  ', 5, true, {}, [], ['busy']])('reads %j as null', (value) => {
    expect(readState(value)).toBeNull();
  });

  it('reads the words of a closed set by their names', () => {
    expect(SENTIMENTS.map((word) => readMood(word.toLowerCase()))).toEqual([...SENTIMENTS]);
  });

  it('never returns a word that is not its own', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(['BUSY', 'FREE', 'UNKNOWN', null]).toContain(readState(value));
      }),
    );
  });

  it('folds a folded word to itself', () => {
    fc.assert(fc.property(fc.string(), (word) => foldWord(foldWord(word)) === foldWord(word)));
  });
});

it.each([
  ['bot', 'AGENT'],
  ['Agent', 'AGENT'],
  ['assistant', 'AGENT'],
  ['AI', 'AGENT'],
  ['human', 'CUSTOMER'],
  ['User', 'CUSTOMER'],
  ['customer', 'CUSTOMER'],
  ['tool', 'TOOL'],
  ['function_call', 'TOOL'],
  ['system', 'UNKNOWN'],
  ['', null],
  [null, null],
])('the speaker %j is %s', (word, role) => {
  expect(readTurnRole(word)).toBe(role);
});
