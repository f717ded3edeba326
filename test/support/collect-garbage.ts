import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Lets go of what nothing holds, once what is under way at this moment has let go of it. */
export async function collectGarbage(): Promise<void> {
  await turn();
  collect();
}
