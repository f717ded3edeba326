import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addMilliseconds, readInstant } from '../../src/reading/instant.ts';

const read = (value: unknown, timeZone?: string | null): string | null =>
  readInstant(value, timeZone)?.toISOString() ?? null;

describe('an instant', () => {
  it.each([
    ['2026-06-12T09:30:00Z', '2026-06-12T09:30:00.000Z'],
    ['2026-06-12t09:30:00z', '2026-06-12T09:30:00.000Z'],
    ['2026-06-12 09:30:00Z', '2026-06-12T09:30:00.000Z'],
    ['2026-06-12 09:30:00 +0530', '2026-06-12T04:00:00.000Z'],
    ['2026-06-12T09:30Z', '2026-06-12T09:30:00.000Z'],
    ['2026-06-12T09:30:00+05:30', '2026-06-12T04:00:00.000Z'],
    ['2026-06-12T09:30:00-0400', '2026-06-12T13:30:00.000Z'],
    ['2026-06-12T09:30:00+05', '2026-06-12T04:30:00.000Z'],
    ['2026-06-12T09:30:00-00:00', '2026-06-12T09:30:00.000Z'],
    ['2026-06-12T09:30:00.1Z', '2026-06-12T09:30:00.100Z'],
    ['2026-06-12T09:30:00,25Z', '2026-06-12T09:30:00.250Z'],
    ['2025-05-19T10:15:22.230876-04:00', '2025-05-19T14:15:22.230Z'],
    ['2025-05-19T10:15:22.999999999999999999Z', '2025-05-19T10:15:22.999Z'],
    ['  2026-06-12T09:30:00Z  ', '2026-06-12T09:30:00.000Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
    ['2000-02-29T00:00:00Z', '2000-02-29T00:00:00.000Z'],
    ['2016-12-31T23:59:60Z', '2016-12-31T23:59:59.000Z'],
    ['0000-01-01T00:00:00Z', '0000-01-01T00:00:00.000Z'],
    ['0050-01-01T00:00:00Z', '0050-01-01T00:00:00.000Z'],
    ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
    ['1761150177868', '2025-10-22T16:22:57.868Z'],
    [1761150177868, '2025-10-22T16:22:57.868Z'],
    ['1761150177868.999', '2025-10-22T16:22:57.868Z'],
    [1761150177868.5, '2025-10-22T16:22:57.868Z'],
    ['1000000000000', '2001-09-09T01:46:40.000Z'],
    ['9999999999999', '2286-11-20T17:46:39.999Z'],
  ])('written %j is %s', (value, instant) => {
    expect(read(value)).toBe(instant);
  });

  it.each([
    ['a date that is not in the calendar', '2026-02-30T10:00:00Z'],
    ['29 February of a year without one', '2026-02-29T10:00:00Z'],
    ['29 February 1900', '1900-02-29T10:00:00Z'],
    ['a thirteenth month', '2026-13-01T10:00:00Z'],
    ['month zero', '2026-00-10T10:00:00Z'],
    ['day zero', '2026-01-00T10:00:00Z'],
    ['the hour 24', '2026-01-01T24:00:00Z'],
    ['the minute 60', '2026-01-01T10:60:00Z'],
    ['the second 61', '2026-01-01T10:00:61Z'],
    ['an offset of a day', '2026-01-01T10:00:00+24:00'],
    ['an offset of sixty minutes', '2026-01-01T10:00:00+01:60'],
    ['a date alone', '2026-01-01'],
    ['a time alone', '10:00:00'],
    ['a year of five digits', '12026-01-01T10:00:00Z'],
    ['an expanded year', '+002026-01-01T10:00:00Z'],
    ['a year before the first', '0000-01-01T00:00:00+01:00'],
    ['a year after the last', '9999-12-31T23:59:59-01:00'],
    ['no digits', 'soon'],
    ['text around it', 'at 2026-06-12T09:30:00Z'],
    ['two of them', '2026-06-12T09:30:00Z 2026-06-12T09:30:00Z'],
    ['seconds since the epoch', '1761150177'],
    ['seconds since the epoch as a number', 1761150177],
    ['a date and time in digits alone', '20260612093000'],
    ['a date and time in digits alone, as a number', 20260612093000],
    ['a date and time in digits alone, without seconds', '202606120930'],
    ['microseconds since the epoch', '1761150177868123'],
    ['a negative number', -1761150177868],
    ['digits without end', '9'.repeat(10_000)],
    ['a number without end', 1e300],
    ['not a number', Number.NaN],
    ['infinity', Number.POSITIVE_INFINITY],
    ['digits of another script', '２０２６-06-12T09:30:00Z'],
    ['an empty text', ''],
    ['a blank text', '   '],
    ['nothing', null],
    ['no member', undefined],
    ['a boolean', true],
    ['a list', ['2026-06-12T09:30:00Z']],
    ['an object', {}],
  ])('is not read from %s', (_what, value) => {
    expect(read(value)).toBeNull();
    expect(read(value, 'Europe/Berlin')).toBeNull();
  });

  it.each([
    ['Europe/Berlin', '2026-01-15T12:00:00', '2026-01-15T11:00:00.000Z'],
    ['Europe/Berlin', '2026-07-15T12:00:00', '2026-07-15T10:00:00.000Z'],
    ['europe/berlin', '2026-07-15T12:00:00', '2026-07-15T10:00:00.000Z'],
    ['Asia/Kolkata', '2026-07-15T12:00:00', '2026-07-15T06:30:00.000Z'],
    ['America/New_York', '2026-07-15T12:00:00.123456', '2026-07-15T16:00:00.123Z'],
    ['+05:30', '2026-07-15T12:00:00', '2026-07-15T06:30:00.000Z'],
    ['UTC', '2026-07-15T12:00:00', '2026-07-15T12:00:00.000Z'],
    ['Nowhere/Nothing', '2026-07-15T12:00:00', '2026-07-15T12:00:00.000Z'],
    ['', '2026-07-15T12:00:00', '2026-07-15T12:00:00.000Z'],
    ['__proto__', '2026-07-15T12:00:00', '2026-07-15T12:00:00.000Z'],
    [null, '2026-07-15T12:00:00', '2026-07-15T12:00:00.000Z'],
    ['Europe/Berlin', '2026-07-15T12:00:00Z', '2026-07-15T12:00:00.000Z'],
    ['Europe/Berlin', '1761150177868', '2025-10-22T16:22:57.868Z'],
  ])('in the zone %j, written %j, is %s', (timeZone, value, instant) => {
    expect(read(value, timeZone)).toBe(instant);
  });

  it('in the hour that summer time skips is read as if the clocks had not changed', () => {
    expect(read('2026-03-29T02:30:00', 'Europe/Berlin')).toBe('2026-03-29T01:30:00.000Z');
    expect(read('2026-03-29T03:00:00', 'Europe/Berlin')).toBe('2026-03-29T01:00:00.000Z');
  });

  it('in the hour that occurs twice at the end of summer time is the first of the two', () => {
    expect(read('2026-10-25T02:30:00', 'Europe/Berlin')).toBe('2026-10-25T00:30:00.000Z');
    expect(read('2026-11-01T01:30:00', 'America/New_York')).toBe('2026-11-01T05:30:00.000Z');
  });

  it('survives being written and read', () => {
    const dates = fc.date({
      min: new Date('0000-01-01T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59.999Z'),
      noInvalidDate: true,
    });
    fc.assert(fc.property(dates, (date) => read(date.toISOString()) === date.toISOString()));
  });

  it('can be written as RFC 3339, or is null', () => {
    const near = fc.stringMatching(
      /^[0-9]{4}-[01][0-9]-[0-3][0-9][T ][0-2][0-9]:[0-6][0-9](:[0-6][0-9])?(Z|[+-][0-2][0-9]:?[0-6][0-9])?$/,
    );
    const zone = fc.constantFrom(null, 'Europe/Berlin', 'Pacific/Apia', 'nonsense');
    fc.assert(
      fc.property(fc.oneof(near, fc.string(), fc.double()), zone, (value, timeZone) => {
        const instant = read(value, timeZone);
        if (instant !== null) expect(instant).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      }),
    );
  });
});

describe('a moment and a length of time together', () => {
  const newYear = new Date('2026-01-01T00:00:00Z');

  it.each([
    [1_500, '2026-01-01T00:00:01.500Z'],
    [-1_000, '2025-12-31T23:59:59.000Z'],
    [0.9, '2026-01-01T00:00:00.000Z'],
    [1e15, null],
    [1e300, null],
    [Number.NaN, null],
  ])('%d ms later is %s', (milliseconds, instant) => {
    expect(addMilliseconds(newYear, milliseconds)?.toISOString() ?? null).toBe(instant);
  });
});
