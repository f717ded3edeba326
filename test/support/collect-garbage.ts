import { setImmediate as turn } from 'node:timers/promises';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as (options?: { readonly type: 'minor' }) => void;

/** Collects garbage after pending callbacks have released their references. */
export async function collectGarbage(): Promise<void> {
  await turn();
  collect();
}

/** Collects young objects alone, as V8 does many times a second, and twice: what survives both has become an old object. */
export function collectYoungGarbage(): void {
  collect({ type: 'minor' });
  collect({ type: 'minor' });
}

/** Bytes of the objects that are collected only when V8 collects all. */
export const bytesOfOldObjects = (): number =>
  getHeapSpaceStatistics()
    .filter(({ space_name }) => space_name === 'old_space' || space_name === 'large_object_space')
    .reduce((sum, { space_used_size }) => sum + space_used_size, 0);
