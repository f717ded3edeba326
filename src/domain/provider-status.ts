/** Whether requests to a provider are let through: `OPEN` lets none, `HALF_OPEN` tries one. */

export type BreakerState = 'CLOSED' | 'HALF_OPEN' | 'OPEN';

/** The limit that a provider last stated in its headers. */
export interface RateLimitStatus {
  readonly limit: number | null;
  readonly remaining: number | null;
  /** Until when the provider asked to be left alone; `null` when it did not, or the time is over. */
  readonly pausedUntil: Date | null;
  readonly observedAt: Date;
}

/** How a provider is doing, as far as this process has seen. */
export interface ProviderStatus {
  readonly configured: boolean;
  /** `null` until the provider has been asked for the first time. */
  readonly healthy: boolean | null;
  readonly breakerState: BreakerState;
  readonly rateLimit: RateLimitStatus | null;
  readonly inFlight: number;
  readonly queued: number;
  readonly concurrencyLimit: number;
}
