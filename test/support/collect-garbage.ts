import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Collects garbage after pending callbacks have released their references. */
export async function collectGarbage(): Promise<void> {
  await turn();
  collect();
}
