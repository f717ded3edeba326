import { AsyncLocalStorage, createHook } from 'node:async_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';

export interface TimersOf<T> {
  readonly outcome: PromiseSettledResult<T>;
  /** Number of timers that the task set. */
  readonly set: number;
  /** Number of those timers that still ran when the task ended. */
  readonly left: number;
}

/** Runs `task` and counts the timers that the task sets. */
export async function timersOf<T>(task: () => Promise<T>): Promise<TimersOf<T>> {
  const scope = new AsyncLocalStorage<true>();
  const running = new Set<number>();
  let set = 0;
  const hook = createHook({
    init(id, type) {
      if (type !== 'Timeout' || scope.getStore() === undefined) return;
      set += 1;
      running.add(id);
    },
    destroy: (id) => void running.delete(id),
  }).enable();
  try {
    const [outcome] = await scope.run(true, () => Promise.allSettled([task()]));
    await nextTurn(); // async hooks report a cleared timer a moment later
    return { outcome, set, left: running.size };
  } finally {
    hook.disable();
  }
}
