import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SourceState, WalkState } from '../../src/call-log/source-state.ts';
import { decodeCursor, encodeCursor } from '../../src/call-log/walk-cursor.ts';
import { InvalidCursorError, TooManySourcesError } from '../../src/call-log/walk-errors.ts';
import { FakeList } from './fake-list.ts';
import { takePage } from './take-walk.ts';

const sourceState: fc.Arbitrary<SourceState> = fc.record({
  position: fc.oneof(
    fc.constant(null),
    fc.nat(),
    fc.date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true }).map((date) => date.toISOString()),
    fc.string({ minLength: 1 }),
    fc.record({ page: fc.nat() }),
  ),
  begun: fc.constant(true),
  bound: fc.oneof(fc.constant(Number.POSITIVE_INFINITY), fc.integer({ min: 1.77e12, max: 1.78e12 })),
  unordered: fc.boolean(),
  tie: fc.option(fc.record({ at: fc.double({ noNaN: true }), id: fc.string() })),
  tail: fc.array(fc.nat({ max: 2 ** 31 }), { maxLength: 16 }),
  stalePages: fc.nat({ max: 100 }),
});

const walkState: fc.Arbitrary<WalkState> = fc.record({
  width: fc.constant(5),
  watermark: fc.option(fc.record({ at: fc.double({ noNaN: true }), idHash: fc.nat() })),
  open: fc.array(fc.tuple(fc.nat(), sourceState), { maxLength: 8 }).map((entries) => new Map(entries)),
  failed: fc
    .array(fc.tuple(fc.nat(), fc.record({ code: fc.string() })), { maxLength: 8 })
    .map((entries) => new Map(entries)),
});

/** A walk over many agents, each of them partly given. */
const crowdedState = (count: number): WalkState => ({
  width: 3,
  watermark: { at: 1.75e12, idHash: 2 ** 48 - 1 },
  open: new Map(
    Array.from({ length: count }, (_, index) => [
      index * 50_021,
      {
        position: 129 + index * 10,
        begun: true,
        bound: 1.75e12 - index * 3_600_123,
        unordered: false,
        tie: null,
        tail: Array.from({ length: 128 }, (_item, place) => (index * 7 + place) % 2 ** 24),
        stalePages: 0,
      },
    ]),
  ),
  failed: new Map(),
});

const resultOf = (cursor: string, scope = 'account'): string => {
  try {
    decodeCursor(cursor, scope);
  } catch (error) {
    if (error instanceof InvalidCursorError) return error.fault;
    throw error;
  }
  return 'ACCEPTED';
};

describe('a cursor', () => {
  it('gives back the state that it was made from', () => {
    fc.assert(
      fc.property(walkState, (state) => {
        expect(decodeCursor(encodeCursor(state, 'account'), 'account')).toEqual(state);
      }),
      { numRuns: 300 },
    );
  });

  it('stays under 4 KB for 300 agents that are all partly given, with long ids', () => {
    const state = crowdedState(300);
    const cursor = encodeCursor(state, 'account');
    expect(cursor.length).toBeLessThan(4_096);
    const decoded = decodeCursor(cursor, 'account');
    expect(decoded.open.size).toBe(300);
    for (const [name, { bound, position }] of state.open) {
      const kept = decoded.open.get(name);
      expect(kept?.position).toBe(position);
      expect(kept?.bound).toBeGreaterThanOrEqual(bound);
      expect(kept?.tail).toHaveLength(1);
    }
  });

  it('stays under 4 KB for 600 agents that are not read yet', () => {
    const unread = {
      position: null,
      begun: false,
      bound: Infinity,
      unordered: false,
      tie: null,
      tail: [],
      stalePages: 0,
    };
    const open = new Map(Array.from({ length: 600 }, (_, index) => [index, unread]));
    const cursor = encodeCursor({ ...crowdedState(0), open }, 'account');
    expect(cursor.length).toBeLessThan(4_096);
  });

  it('keeps the newest bound exact, however little room there is', () => {
    const decoded = decodeCursor(encodeCursor(crowdedState(400), 'account'), 'account');
    expect(decoded.open.get(0)?.bound).toBe(1.75e12);
    expect(Math.max(...[...decoded.open.values()].slice(1).map(({ bound }) => bound))).toBeLessThan(1.75e12);
  });

  it('is rejected by name when a walk is too wide for it', () => {
    expect(() => encodeCursor(crowdedState(1_000), 'account')).toThrow(TooManySourcesError);
  });
});

describe('a cursor that is not ours', () => {
  const cursor = encodeCursor(crowdedState(20), 'account');

  it('is rejected when it is empty', () => {
    expect(resultOf('')).toBe('EMPTY');
  });

  it('is rejected with another scope', () => {
    expect(resultOf(cursor)).toBe('ACCEPTED');
    expect(resultOf(cursor, 'another account')).toBe('SCOPE');
  });

  it('is rejected when it is cut at any place', () => {
    for (let length = 1; length < cursor.length; length += 1) {
      expect(['MALFORMED', 'ALTERED']).toContain(resultOf(cursor.slice(0, length)));
    }
  });

  it('is rejected when any character is altered', () => {
    for (let place = 0; place < cursor.length; place += 1) {
      for (const letter of ['A', 'b', '-', '=', ' ', '+']) {
        if (cursor[place] === letter) continue;
        const altered = cursor.slice(0, place) + letter + cursor.slice(place + 1);
        expect(['MALFORMED', 'ALTERED']).toContain(resultOf(altered));
      }
    }
  });

  it('is rejected when it is garbage of any length', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ minLength: 1 }), fc.base64String({ minLength: 1 })), (garbage) => {
        expect(resultOf(garbage)).not.toBe('ACCEPTED');
      }),
    );
    expect(resultOf('A'.repeat(10_240))).toBe('MALFORMED');
  });

  it('is rejected when another version issued it', async () => {
    const { createHash } = await import('node:crypto');
    const signed = Buffer.from(cursor, 'base64url').subarray(0, -6);
    signed[0] = 2;
    const checksum = createHash('sha256').update('call-log').update(signed).digest().subarray(0, 6);
    expect(resultOf(Buffer.concat([signed, checksum]).toString('base64url'))).toBe('VERSION');
  });

  it('is never read as page one, and asks no source', async () => {
    const list = new FakeList('one', [{ id: 'a', at: 1 }], 'OFFSET', 5);
    for (const bad of ['', cursor.slice(1), 'garbage']) {
      await expect(takePage([list], { cursor: bad })).rejects.toThrow(InvalidCursorError);
    }
    expect(list.reads).toEqual([]);
  });
});
