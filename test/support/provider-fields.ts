import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../src/domain/json.ts';
import type { FieldKind, FieldRow, ProviderFixture } from './provider-fixture.ts';
import { at, type ProviderUnderTest, startProviderUnderTest, withAt } from './provider-under-test.ts';

const HEBREW_ARABIC_EMOJI = 'שלום مرحبا 👩🏽‍🔧 \u202Eabc\u202C';
const NOT_TEXT: readonly Json[] = [true, [], {}, ['x'], { a: 1 }];

/** What else a member of a kind is sent as, and what must become of it. */
const ALSO_READABLE: Partial<Record<FieldKind, readonly (readonly [Json, Json])[]>> = {
  text: [
    [HEBREW_ARABIC_EMOJI, HEBREW_ARABIC_EMOJI],
    ['  padded  ', '  padded  '],
    ['null', 'null'],
  ],
  id: [
    [12, '12'],
    ['  ', null],
    [HEBREW_ARABIC_EMOJI, HEBREW_ARABIC_EMOJI],
  ],
  instant: [
    ['2026-06-12T09:30:00.123456Z', '2026-06-12T09:30:00.123Z'],
    ['2026-06-12T09:30:00.123456-04:00', '2026-06-12T13:30:00.123Z'],
    ['2026-06-12 09:30:00+0530', '2026-06-12T04:00:00.000Z'],
    ['1781256600000', '2026-06-12T09:30:00.000Z'],
    [1781256600000, '2026-06-12T09:30:00.000Z'],
  ],
  amount: [
    ['25', 25],
    [' 25.5 ', 25.5],
    [0.5, 0.5],
  ],
  number: [
    ['4', 4],
    [-1, -1],
    [4.5, 4.5],
  ],
  integer: [
    ['7', 7],
    [0, 0],
  ],
  boolean: [
    ['true', true],
    ['False', false],
    [true, true],
  ],
  colour: [
    ['#abc', '#abc'],
    ['22c55e', '#22c55e'],
    ['#abcd', '#aabbccdd'],
  ],
};

/** Values that cannot be read as a member of the kind, so that the member is lost. */
const UNREADABLE: Record<FieldKind, readonly Json[]> = {
  text: ['', '   ', 5, ...NOT_TEXT],
  id: ['', 1e300, ...NOT_TEXT],
  word: ['', 5, ...NOT_TEXT],
  instant: ['', 'soon', '2026-02-30T10:00:00Z', '2026-06-12', 5, -1, 1e300, ...NOT_TEXT],
  amount: ['', 'many', '1e999', '1,5', -1, '-1', ...NOT_TEXT],
  number: ['', 'many', '1e999', '0x10', ...NOT_TEXT],
  integer: ['', 'many', 1.5, 1e12, ...NOT_TEXT],
  boolean: ['', 'yes', 1, 0, [], {}],
  url: ['', 'javascript:alert(1)', 'data:text/html,x', '/a.mp3', 'http://', 'https://[', 5, ...NOT_TEXT],
  colour: ['', 'red', '#12345', '#12345g', 5, ...NOT_TEXT],
  object: ['', 'x', 5, true],
  list: ['', 'x', 5, true],
  json: [],
};

const emptyList = ({ kind, empty = [] }: FieldRow): readonly (readonly [Json, Json])[] =>
  kind === 'list' ? [[[], empty]] : [];

const isId = (value: Json): boolean => typeof value === 'string' || typeof value === 'number';

/** States that every documented member of a provider's record arrives, whatever form it is sent in. */
export function describeFields(fixture: ProviderFixture): void {
  const { record, rows, documented } = fixture;
  let underTest: ProviderUnderTest;
  beforeAll(async () => {
    underTest = await startProviderUnderTest(fixture);
  });
  afterAll(() => underTest.close());

  /** What stands at the row's place in the graph for each value in turn. */
  const send = async (
    { field, at: place }: FieldRow,
    values: readonly (Json | undefined)[],
  ): Promise<Json[]> => {
    const calls = await underTest.readAll(values.map((value) => withAt(record, field, value)));
    return calls.map((call) => at(call, place));
  };

  describe('every documented member', () => {
    it('has a row in the table, and the table no others', () => {
      const inTable = new Set(rows.map((row) => row.field));
      expect([...inTable].toSorted()).toEqual([...documented].toSorted());
      expect(documented.length).toBeGreaterThan(5);
    });

    it('is in the example record', () => {
      for (const field of documented) expect(at(record, field.replaceAll('[]', '.0')), field).not.toBeNull();
    });

    it.each(rows)('$field arrives at $at', async (row) => {
      expect(await send(row, [row.sent])).toEqual([row.seen]);
      const others = [...(ALSO_READABLE[row.kind] ?? []), ...emptyList(row)];
      expect(
        await send(
          row,
          others.map(([sent]) => sent),
        ),
      ).toEqual(others.map(([, seen]) => (typeof seen === 'number' ? seen / (row.perUnit ?? 1) : seen)));
    });

    it.each(rows)('$field may be null, missing or of the wrong kind, which costs $at alone', async (row) => {
      const { absent = null } = row;
      const values = [null, undefined, ...UNREADABLE[row.kind]];
      expect(await send(row, values)).toEqual(values.map(() => absent));
    });

    it('may be any JSON at all without an error', async () => {
      const anything: readonly Json[] = [
        'text',
        7,
        -1,
        1e300,
        true,
        false,
        [],
        [[]],
        [null],
        {},
        { a: {} },
        [{}],
      ];
      for (const field of documented) {
        const values = field === fixture.idField ? anything.filter((value) => !isId(value)) : anything;
        const records = values.map((value) => withAt(record, field, value));
        expect(await underTest.readAll(records)).toHaveLength(values.length);
      }
    });
  });

  it.each(rows.filter((row) => row.kind === 'instant'))(
    "$field without an offset is local to the record's time zone, else UTC",
    async (row) => {
      expect(await send(row, ['2026-06-12T09:30:00', '2026-06-12 09:30:00.000000'])).toEqual([
        fixture.halfPastNine,
        fixture.halfPastNine,
      ]);
    },
  );

  it.each(rows.filter((row) => row.kind === 'word'))(
    'an unlisted word in $field is no guess at $at',
    async (row) => {
      const words = ['alien word', '__proto__', 'constructor', 'toString', HEBREW_ARABIC_EMOJI];
      expect(await send(row, words)).toEqual(words.map(() => row.unlisted));
      if (row.twin !== undefined) expect(await send({ ...row, at: row.twin }, words)).toEqual(words);
    },
  );

  it('a call that was not answered has no talk time, and keeps the length that its record states', async () => {
    const { field } = rows.find((row) => row.at === 'durationSeconds') as FieldRow;
    const { field: statusField } = rows.find((row) => row.at === 'status') as FieldRow;
    const unanswered = withAt(record, statusField, fixture.unansweredStatus);
    const calls = await underTest.readAll([12, '12', 0].map((length) => withAt(unanswered, field, length)));
    expect(calls.map((call) => [call['durationSeconds'], call['providerDurationSeconds']])).toEqual([
      [null, 12],
      [null, 12],
      [null, 0],
    ]);
  });

  it('an empty record is a call of which nothing is known', async () => {
    const call = await underTest.read({});
    expect(call).toMatchObject({ status: 'UNKNOWN', durationSeconds: null, transcript: null, agent: null });
  });

  it('members that no document knows survive in raw, whatever their names', async () => {
    const strange = JSON.parse(
      '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"toString":1,"zebra":[{"é":null,"then":"x"}]}',
    ) as JsonObject;
    const call = await underTest.read(JSON.parse(JSON.stringify({ ...record, ...strange })) as JsonObject);
    const raw = JSON.stringify(call['raw']);
    for (const key of Object.keys(strange)) expect(raw).toContain(`"${key}":${JSON.stringify(strange[key])}`);
    expect(Object.hasOwn(call['raw'] as JsonObject, '__proto__')).toBe(true);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
}
