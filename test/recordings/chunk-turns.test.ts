import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ChunkTurns } from '../../src/recordings/chunk-turns.ts';

const CHUNKS_A_TURN = 4;
const TURN_MS = 4;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Recordings that always have a chunk ready, and the number of chunks that each has forwarded. */
function forwardChunks(turns: ChunkTurns, recordings: number, chunks: number): readonly number[] {
  const progress = Array.from({ length: recordings }, () => 0);
  for (const [index] of progress.entries()) {
    void (async () => {
      for (let chunk = 1; chunk <= chunks; chunk += 1) {
        await turns.next();
        progress[index] = chunk;
      }
    })();
  }
  return progress;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

it('100 recordings that always have a chunk ready forward four in each turn, and none falls behind', async () => {
  const progress = forwardChunks(new ChunkTurns(TURN_MS), 100, 20);
  await vi.advanceTimersByTimeAsync(0);
  expect(sum(progress)).toBe(CHUNKS_A_TURN);
  for (let turn = 2; turn <= 2_000 / CHUNKS_A_TURN; turn += 1) {
    await vi.advanceTimersByTimeAsync(TURN_MS);
    expect(sum(progress)).toBe(turn * CHUNKS_A_TURN);
    expect(Math.max(...progress) - Math.min(...progress)).toBeLessThanOrEqual(1);
  }
  expect(progress.every((chunk) => chunk === 20)).toBe(true);
});

it('a recording alone forwards the chunks of one turn without waiting', async () => {
  const progress = forwardChunks(new ChunkTurns(TURN_MS), 1, CHUNKS_A_TURN);
  await vi.advanceTimersByTimeAsync(0);
  expect(progress).toEqual([CHUNKS_A_TURN]);
});

it('no timer is left when nothing streams', async () => {
  forwardChunks(new ChunkTurns(TURN_MS), 3, 5);
  await vi.advanceTimersByTimeAsync(10 * TURN_MS);
  expect(vi.getTimerCount()).toBe(0);
});
