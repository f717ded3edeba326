/** Reads a whole number from the environment, so that a failed run can be repeated. */
function fromEnvironment(name: string, fallback: number): number {
  const text = process.env[name];
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`${name} must be a whole number`);
  return value;
}

/** The seed of every random choice. */
export const SEED = fromEnvironment('CHAOS_SEED', 20_261_121);
export const OPERATIONS = fromEnvironment('CHAOS_OPERATIONS', 2_000);

export const DEADLINE_MS = 2_500;
export const PER_TRY_TIMEOUT_MS = 1_000;
export const RETRIES = 3;
/** Concurrent requests to each provider. */
export const CONCURRENCY = 6;
export const MAX_BODY_MB = 1;
export const CACHE_MAX_MB = 1;
/** Concurrent operations. */
export const CLIENTS = 20;
