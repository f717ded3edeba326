import { expect, it } from 'vitest';
import { ChunkTurns } from '../../src/recordings/chunk-turns.ts';

const CHUNKS_A_TURN = 8;

/** Counts how often `forward` was called between one turn of the event loop and the next. */
function countByTurn(): { readonly forward: () => void; readonly counts: readonly number[]; stop(): void } {
  const counts = [0];
  let next: NodeJS.Immediate;
  const watch = (): void => {
    counts.push(0);
    next = setImmediate(watch);
  };
  next = setImmediate(watch);
  return {
    counts,
    forward: () => {
      counts[counts.length - 1] = (counts.at(-1) ?? 0) + 1;
    },
    stop: () => clearImmediate(next),
  };
}

it('100 recordings that always have a chunk ready forward eight in a turn of the event loop, and none falls behind', async () => {
  const turns = new ChunkTurns();
  const { forward, counts, stop } = countByTurn();
  const progress = Array.from({ length: 100 }, () => 0);
  let furthestApart = 0;
  await Promise.all(
    progress.map(async (_, index) => {
      for (let chunk = 1; chunk <= 20; chunk += 1) {
        await turns.next();
        forward();
        progress[index] = chunk;
        furthestApart = Math.max(furthestApart, Math.max(...progress) - Math.min(...progress));
      }
    }),
  );
  stop();
  expect(progress.every((chunk) => chunk === 20)).toBe(true);
  expect(Math.max(...counts)).toBeLessThanOrEqual(2 * CHUNKS_A_TURN); // the two immediates may lie either way round
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(2_000);
  expect(furthestApart).toBeLessThanOrEqual(2);
});

it('a recording alone forwards without waiting, up to the chunks of one turn', async () => {
  const turns = new ChunkTurns();
  const { forward, counts, stop } = countByTurn();
  for (let chunk = 0; chunk < CHUNKS_A_TURN; chunk += 1) {
    await turns.next();
    forward();
  }
  stop();
  expect(counts).toEqual([CHUNKS_A_TURN]);
});
