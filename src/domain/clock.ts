/** The source of the time, in milliseconds since the epoch. Injected, so that tests need not sleep. */
export interface Clock {
  now(): number;
}

/** The machine's clock. */
export const systemClock: Clock = { now: () => Date.now() };
