/** The state of a provider's circuit breaker: `OPEN` sends no request, `HALF_OPEN` sends one as a trial. */
export type BreakerState = 'CLOSED' | 'HALF_OPEN' | 'OPEN';

/** The limit that a provider last stated in its headers. */
export interface RateLimitStatus {
  readonly limit: number | null;
  readonly remaining: number | null;
  /** The end of the pause that the provider asked for; `null` when there is no pause. */
  readonly pausedUntil: Date | null;
  readonly observedAt: Date;
}

/** The state of a provider, as this process has observed it. */
export interface ProviderStatus {
  readonly configured: boolean;
  /** `null` before the first request. */
  readonly healthy: boolean | null;
  readonly breakerState: BreakerState;
  readonly rateLimit: RateLimitStatus | null;
  readonly inFlight: number;
  readonly queued: number;
  readonly concurrencyLimit: number;
}
