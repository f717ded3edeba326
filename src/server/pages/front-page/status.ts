import type { Clock } from '../../../domain/clock.ts';
import type { ProviderStatistics } from '../../../domain/provider-statistics.ts';
import type { ProviderStatus, RateLimitStatus } from '../../../domain/provider-status.ts';
import type { Provider } from '../../../providers/provider.ts';

/** The services from which the status is read. */
export interface StatusSource {
  readonly clock: Clock;
  readonly providers: readonly Pick<Provider, 'id' | 'title'>[];
  /** The status of a provider under the server's own account. */
  readonly providerStatus: (providerId: string) => ProviderStatus;
  readonly metrics: { readonly statisticsOf: (providerId: string) => Promise<ProviderStatistics> };
  readonly cache: { readonly entries: number; readonly bytes: number };
}

/** The rate limit that a provider last reported. */
export interface RateLimitReport extends Pick<RateLimitStatus, 'limit' | 'remaining'> {
  /** Seconds until requests to the provider may be sent again; 0 when they may be sent now. */
  readonly pausedForSeconds: number;
}

/** The status and statistics of one provider. */
export interface ProviderReport extends Omit<ProviderStatus, 'rateLimit'> {
  readonly id: string;
  readonly name: string;
  readonly rateLimit: RateLimitReport | null;
  readonly statistics: ProviderStatistics;
}

/** The response of `GET /status`: the state of this process and its providers, without any data about a call or a client. */
export interface Status {
  readonly uptimeSeconds: number;
  /** Whether new requests are accepted. */
  readonly ready: boolean;
  /** The cache entries in this process's memory, calls and absences, with an estimate of their size. */
  readonly memory: { readonly entries: number; readonly bytes: number };
  readonly providers: readonly ProviderReport[];
}

/** Reads the status of the server's own accounts. Statistics cover every account, as on `/metrics`. */
export async function readStatus(source: StatusSource, ready: boolean): Promise<Status> {
  const { clock, providerStatus, metrics } = source;
  const providers = source.providers.map(async ({ id, title }): Promise<ProviderReport> => {
    const { rateLimit, ...status } = providerStatus(id);
    const statistics = await metrics.statisticsOf(id);
    return { id, name: title, ...status, rateLimit: reportLimit(rateLimit, clock), statistics };
  });
  const { entries, bytes } = source.cache;
  return {
    uptimeSeconds: Math.round(process.uptime()),
    ready,
    memory: { entries, bytes },
    providers: await Promise.all(providers),
  };
}

function reportLimit(reported: RateLimitStatus | null, clock: Clock): RateLimitReport | null {
  if (reported === null) return null;
  const { limit, remaining, pausedUntil } = reported;
  const pausedForMs = pausedUntil === null ? 0 : Math.max(0, pausedUntil.getTime() - clock.now());
  return { limit, remaining, pausedForSeconds: Math.ceil(pausedForMs / 1_000) };
}
