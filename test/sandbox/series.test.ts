import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSpokenText, spokenText } from '../../src/sandbox/calls/dialogue.ts';
import { SANDBOX_PROVIDERS } from '../../src/sandbox/registry.ts';
import { CallGrid } from '../../src/sandbox/series/call-grid.ts';
import { draw, mix } from '../../src/sandbox/series/draw.ts';
import { serialOfUuid, uuidOfSerial } from '../../src/sandbox/series/serial-id.ts';

const START_MS = Date.parse('2026-11-25T14:00:00.000Z');

describe('serial numbers and ids', () => {
  it('every serial has a version 4 UUID that leads back to it, with its own seed only', () => {
    fc.assert(
      fc.property(fc.nat(2 ** 32 - 1), fc.integer({ min: 1, max: 99 }), (serial, seed) => {
        const id = uuidOfSerial(seed, serial);
        expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
        expect(serialOfUuid(seed, id)).toBe(serial);
        expect(serialOfUuid(seed + 1, id)).toBeNull();
      }),
      { seed: 4_711 },
    );
  });

  it('no other text is an id', () => {
    const id = uuidOfSerial(1, 42);
    for (const text of ['', 'no-such-call', id.toUpperCase(), `${id}0`, id.replace(/.$/, 'x')]) {
      expect(serialOfUuid(1, text)).toBeNull();
    }
  });

  it('draws are spread evenly', () => {
    const shares = Array.from({ length: 10_000 }, (_, serial) => draw(7, serial * 2, 'outcome'));
    for (const from of [0, 0.25, 0.5, 0.75]) {
      const count = shares.filter((share) => share >= from && share < from + 0.25).length;
      expect(count).toBeGreaterThan(2_300);
      expect(count).toBeLessThan(2_700);
    }
    expect(new Set(Array.from({ length: 10_000 }, (_, value) => mix(value, 3))).size).toBe(10_000);
  });
});

describe('the grid of calls', () => {
  const grid = new CallGrid({ seed: 5, startMs: START_MS, utcOffsetHours: 0 });

  it('leads from a time to its serial and back', () => {
    for (const { serial, createdMs } of grid.newestFirst(START_MS + 3_600_000)) {
      expect(grid.createdMs(serial)).toBe(createdMs);
      expect(grid.serialsAt(createdMs)).toContain(serial);
    }
  });

  it('has calls more often in office hours than at night', () => {
    const hours = [...grid.newestFirst(START_MS)].map(({ createdMs }) => new Date(createdMs).getUTCHours());
    const day = hours.filter((hour) => hour >= 8 && hour < 20).length;
    expect(day / hours.length).toBeGreaterThan(0.8);
    expect(day / hours.length).toBeLessThan(1);
  });

  it('is empty before the epoch, and right at any clock', () => {
    for (const startMs of [0, 1_000, 86_400_000, 4_102_444_800_000]) {
      const other = new CallGrid({ seed: 5, startMs, utcOffsetHours: -5 });
      const times = [...other.newestFirst(startMs + 600_000)].map(({ createdMs }) => createdMs);
      expect(times.length).toBeGreaterThanOrEqual(14);
      expect(times).toEqual(times.toSorted((one, next) => next - one));
    }
  });
});

describe.each(SANDBOX_PROVIDERS)('the $id series', (provider) => {
  const baseUrl = 'http://127.0.0.1:1';
  const { series } = provider.createLists({ baseUrl, startMs: START_MS, agentCount: null });
  const NOW_MS = START_MS + 600_000;

  it('finds each listed call by its id, with the same record', () => {
    let count = 0;
    for (const call of series.newestFirst(NOW_MS)) {
      count += 1;
      if (count % 37 !== 0) continue;
      const found = series.find(call.id, NOW_MS);
      expect(found?.id).toBe(call.id);
      expect(found?.record()).toEqual(call.record());
    }
    expect(count).toBeGreaterThan(2_000);
  });

  it('tells every conversation without a placeholder left', () => {
    for (const call of series.newestFirst(NOW_MS)) {
      expect(JSON.stringify(call.record())).not.toMatch(/\{\w+\}/);
      for (const { text } of call.conversation().turns) expect(text).not.toMatch(/[{}]/);
    }
  });

  it('has facts that agree with the record', () => {
    for (const call of series.newestFirst(NOW_MS)) {
      const record = call.record();
      for (const [field, value] of Object.entries(record)) {
        const fact = call.fact(field);
        if (fact !== null) expect([call.id, field, fact]).toEqual([call.id, field, value]);
      }
    }
  });
});

it('a conversation survives being written and parsed', () => {
  const names = { agent: 'bot', customer: 'human' };
  const turn = fc.record({
    speaker: fc.constantFrom('agent' as const, 'customer' as const),
    text: fc.stringMatching(/^[a-z ,.:!?]{1,40}$/).filter((text) => !/^(?:bot|human): /.test(text)),
  });
  fc.assert(
    fc.property(fc.array(turn, { maxLength: 12 }), (turns) => {
      expect(parseSpokenText(spokenText(turns, names), names)).toEqual(turns);
    }),
    { seed: 4_711 },
  );
  expect(parseSpokenText('\nbot: just say\nlater, or hang up.', names)).toEqual([
    { speaker: 'agent', text: 'just say later, or hang up.' },
  ]);
});
