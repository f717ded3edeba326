import { AsyncLocalStorage, createHook } from 'node:async_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';

export interface TimersOf<T> {
  readonly outcome: PromiseSettledResult<T>;
  /** How many timers were set on its behalf. */
  readonly set: number;
  /** How many of them were running still when it was over. */
  readonly left: number;
}

/** Runs `task` and counts the timers that it sets, and only those. */
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
    await nextTurn(); // a timer that was cleared is reported a moment later
    return { outcome, set, left: running.size };
  } finally {
    hook.disable();
  }
}
