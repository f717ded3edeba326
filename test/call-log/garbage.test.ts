import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { LogSource } from '../../src/call-log/log-source.ts';
import { walkCallLog } from '../../src/call-log/walk-call-log.ts';
import { LightAbortController } from '../../src/domain/abort-signal.ts';
import { bytesOfOldObjects, collectYoungGarbage } from '../support/collect-garbage.ts';

const VALUES_PER_ROW = 1_000;
const ROWS = 25;
const PAGES = 12;
/** What the rows of one page take: three lists, at 8 bytes a value at least. */
const BYTES_OF_PAGE = 3 * ROWS * VALUES_PER_ROW * 8;

let made = 0;

function listOf(name: string): LogSource<readonly number[]> {
  return {
    name,
    read: async () => {
      made += 1;
      const batch = made;
      const rows = Array.from({ length: ROWS }, (_, index) => ({
        id: `${name}-${batch}-${index}`,
        at: 1_000_000 - index,
        row: Array.from({ length: VALUES_PER_ROW }, (_each, value) => value + batch + 0.5),
      }));
      return { rows, next: ROWS };
    },
  };
}

const readPage = (signal: LightAbortController): Promise<unknown> =>
  walkCallLog(['one', 'two', 'three'].map(listOf), {
    first: ROWS,
    cursor: null,
    scope: 'all',
    maxRequests: 50,
    signal,
  });

test('the rows of pages die young: hardly any becomes an old object', async () => {
  const readPages = async (count: number): Promise<void> => {
    for (let page = 0; page < count; page += 1) await readPage(new LightAbortController());
  };
  await readPages(100);
  collectYoungGarbage();
  await readPages(PAGES);
  await setImmediate();
  const before = bytesOfOldObjects();
  collectYoungGarbage();
  expect(bytesOfOldObjects() - before).toBeLessThan(2 * BYTES_OF_PAGE);
});
