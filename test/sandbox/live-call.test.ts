import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/domain/json.ts';
import { SANDBOX_PROVIDERS } from '../../src/sandbox/registry.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { readRecord, stubOf } from './sandbox-http.ts';

const START_MS = Date.parse('2026-11-21T12:00:00.000Z');

let sandbox: Sandbox;
let nowMs = START_MS;
beforeEach(async () => {
  nowMs = START_MS;
  sandbox = await startSandbox({ now: () => nowMs });
});
afterEach(() => sandbox.close());

const liveIdOf = (providerId: string): string => {
  const provider = SANDBOX_PROVIDERS.find(({ id }) => id === providerId);
  if (provider === undefined) throw new Error(`${providerId} is not in the registry`);
  return provider.examples.liveCallId;
};

/** The live call's record, so many seconds after the first request for it. */
const watch =
  (providerId: string, path?: string) =>
  async (seconds: number): Promise<JsonObject> => {
    nowMs = START_MS + seconds * 1_000;
    return readRecord(sandbox, stubOf(providerId), liveIdOf(providerId), path);
  };

const MOMENTS = [0, 2.999, 3, 7.999, 8, 59.999, 60, 74.999, 75, 4_000];

describe.each([
  ['voxworks', ['scheduled', 'ringing', 'in_progress', 'completed']],
  ['synthflow', ['pending', 'ringing', 'in-progress', 'completed']],
  ['puretalk', ['queued', 'ringing', 'in-progress', 'completed']],
  ['osvi', ['in_progress', 'in_progress', 'in_progress', 'picked']],
])('the live %s call', (providerId, [queued, ringing, talking, ended]) => {
  it('a live call progresses with the clock', async () => {
    const at = watch(providerId);
    const seen: unknown[] = [];
    for (const moment of MOMENTS) seen.push((await at(moment))['status']);
    expect(seen).toEqual([queued, queued, ringing, ringing, talking, talking, ended, ended, ended, ended]);
  });
});

it('the clock of a live call starts at its first request', async () => {
  nowMs = START_MS + 3_600_000;
  const at = async () => (await readRecord(sandbox, stubOf('puretalk'), liveIdOf('puretalk')))['status'];
  expect(await at()).toBe('queued');
  nowMs += 8_000;
  expect(await at()).toBe('in-progress');
});

it('a live call stays in its first phase when the clock is set back', async () => {
  const at = watch('puretalk');
  await at(0);
  expect((await at(-500))['status']).toBe('queued');
});

it.each([
  ['voxworks', '/api/v1/get-call-result/', 'transcript'],
  ['synthflow', undefined, 'transcript'],
  ['puretalk', undefined, 'transcript'],
])('grows turn by turn while they talk (%s)', async (providerId, path, field) => {
  const at = watch(providerId, path);
  const lengths: number[] = [];
  for (const moment of [0, 8, 20, 35, 50, 60]) {
    const text = (await at(moment))[field];
    lengths.push(typeof text === 'string' && text !== '' ? text.split('\n').length : 0);
  }
  expect(lengths[0]).toBe(0);
  expect(lengths[1]).toBe(1);
  expect([...lengths].sort((a, b) => a - b)).toEqual(lengths);
  expect(new Set(lengths).size).toBe(lengths.length);
});

describe('a live call', () => {
  it.each([
    ['voxworks', 'duration', ['call_summary', 'structured_data', 'recording_url', 'objectives']],
    ['synthflow', 'telephony_end', ['collected_variables', 'recording_url']],
    ['puretalk', 'call_duration_seconds', ['call_analysis', 'sentiment', 'call_recording_url']],
    ['osvi', 'duration_seconds', ['summary', 'tag']],
  ])('%s has %s at the end and %j fifteen seconds later', async (providerId, length, late) => {
    const at = watch(providerId);
    expect((await at(0))[length]).toBeNull();
    expect((await at(59))[length]).toBeNull();
    const ended = await at(60);
    expect(ended[length]).not.toBeNull();
    expect(late.map((field) => ended[field])).toEqual(late.map(() => null));
    const analysed = await at(75);
    expect(late.filter((field) => analysed[field] === null)).toEqual([]);
  });

  it('has 52 seconds of talk time', async () => {
    expect((await watch('voxworks')(0))['duration']).toBeNull();
    expect((await watch('voxworks')(60))['duration']).toBe(52);
    expect((await watch('voxworks')(60))['end_time']).toBe('2026-11-21T12:01:00Z');
  });

  it('has one clock for both Voxworks endpoints', async () => {
    await watch('voxworks')(0);
    const result = await watch('voxworks', '/api/v1/get-call-result/')(61);
    expect(result).toMatchObject({ status: 'completed', rating: null });
  });
});
