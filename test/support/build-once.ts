import { build } from './server-process.ts';

/** Vitest's global setup of the slow suites: several of them start the built server at the same time. */
export async function setup(): Promise<void> {
  await build();
}
