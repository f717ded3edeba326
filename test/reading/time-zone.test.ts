import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { momentOf } from '../../src/reading/time-zone.ts';

const ZONES = [
  'Europe/Berlin',
  'Europe/Dublin',
  'Africa/Casablanca',
  'America/New_York',
  'America/St_Johns',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Pacific/Kwajalein',
  'UTC',
  '-03:30',
];

const byTemporal = (wall: Date, zone: string): number =>
  Temporal.PlainDateTime.from(wall.toISOString().slice(0, -1)).toZonedDateTime(zone).epochMilliseconds;

describe('a time on the clocks of a zone', () => {
  afterEach(() => vi.restoreAllMocks());

  it('is the moment that Temporal finds, in any order of days and zones', () => {
    const walls = fc.date({
      min: new Date('1880-01-01T00:00:00Z'),
      max: new Date('2100-01-01T00:00:00Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(walls, fc.constantFrom(...ZONES), (wall, zone) => {
        expect(momentOf(wall, zone)).toBe(byTemporal(wall, zone));
      }),
    );
  });

  it.each([
    ['Europe/Berlin', '2026-03-28', 3],
    ['Europe/Berlin', '2026-10-24', 3],
    ['Africa/Casablanca', '2026-02-14', 3],
    ['Australia/Lord_Howe', '2026-04-04', 3],
    ['Pacific/Apia', '2011-12-28', 5], // the 30th was left out
  ])('in %s is that moment on every minute from %s on, while the clocks are changed', (zone, from, days) => {
    const start = Date.parse(`${from}T00:00:00Z`);
    for (let minute = 0; minute < days * 1_440; minute += 1) {
      const wall = new Date(start + minute * 60_000);
      if (momentOf(wall, zone) !== byTemporal(wall, zone)) expect.fail(`${zone} at ${wall.toISOString()}`);
    }
  });

  it('computes the offset of a day once for all times on it', () => {
    const computed = vi.spyOn(Temporal.PlainDateTime, 'from');
    for (let hour = 0; hour < 24; hour += 1) momentOf(new Date(Date.UTC(2026, 5, 12, hour)), 'Asia/Tokyo');
    expect(computed).toHaveBeenCalledTimes(2); // its two midnights
  });

  it('computes nothing for a name that is too long for a zone', () => {
    const computed = vi.spyOn(Temporal.PlainDateTime, 'from');
    const wall = new Date('2026-06-12T09:30:00Z');
    expect(momentOf(wall, 'Europe/'.repeat(1_000))).toBe(wall.getTime());
    expect(computed).not.toHaveBeenCalled();
  });

  it('computes an unknown zone once, however many times are in it', () => {
    const computed = vi.spyOn(Temporal.PlainDateTime, 'from');
    for (let day = 0; day < 150_000; day += 1) {
      const wall = new Date(day * 86_400_000);
      expect(momentOf(wall, 'Mars/Olympus_Mons')).toBe(wall.getTime());
    }
    expect(computed).toHaveBeenCalledTimes(1);
  });

  it('computes 10,000 offsets at most for a time in every week of ten thousand years', () => {
    const computed = vi.spyOn(Temporal.PlainDateTime, 'from');
    for (let day = -719_000; day < 2_932_000; day += 7) momentOf(new Date(day * 86_400_000), 'Asia/Tokyo');
    expect(computed.mock.calls.length).toBeLessThan(10_200);
  });
});
