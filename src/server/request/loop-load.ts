import { performance } from 'node:perf_hooks';

/** Share of the time that the event loop works, above which requests wait for each other. */
const BUSY_SHARE = 0.5;
/** Milliseconds over which the share is measured at least. */
const LOOK_EVERY_MS = 100;

/** Returns a function that tells whether the event loop has been busy lately. It needs no timer: it looks when it is called. */
export function createLoopLoad(): () => boolean {
  let last = performance.eventLoopUtilization();
  let lookedAt = performance.now();
  let isBusy = false;
  return () => {
    const now = performance.now();
    if (now - lookedAt >= LOOK_EVERY_MS) {
      isBusy = performance.eventLoopUtilization(last).utilization > BUSY_SHARE;
      last = performance.eventLoopUtilization();
      lookedAt = now;
    }
    return isBusy;
  };
}
