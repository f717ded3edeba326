import type { GraphContext } from '../../../../schema/context.ts';
import { providerBindings } from '../../../../schema/providers.ts';
import type { ProviderStatistics } from '../../../domain/provider-statistics.ts';
import type { ProviderStatus, RateLimitStatus } from '../../../domain/provider-status.ts';
import type { App } from '../../compose.ts';

/** The limit that a provider last stated. */
export interface RateLimitReport extends Pick<RateLimitStatus, 'limit' | 'remaining'> {
  /** Seconds until the provider may be asked again; 0 when it may be now. */
  readonly pausedForSeconds: number;
}

/** One provider in numbers. */
export interface ProviderReport extends Omit<ProviderStatus, 'rateLimit'> {
  readonly id: string;
  readonly name: string;
  readonly rateLimit: RateLimitReport | null;
  readonly statistics: ProviderStatistics;
}

/** What `GET /status` answers: how this process and its providers are doing. Nothing in it is about a call or a client. */
export interface Status {
  readonly uptimeSeconds: number;
  /** Whether requests are taken that begin now. */
  readonly ready: boolean;
  /** Calls and absences in this process's memory, and an estimate of the room they take. */
  readonly memory: { readonly entries: number; readonly bytes: number };
  readonly providers: readonly ProviderReport[];
}

/** Takes stock of the server’s own accounts; counts are over every account, as on `/metrics`. */
export async function readStatus(app: App, ready: boolean): Promise<Status> {
  const { clock, providerStatus } = app.createContext();
  const providers = providerBindings.map(async ({ provider: { id, title } }): Promise<ProviderReport> => {
    const { rateLimit, ...status } = providerStatus(id);
    const statistics = await app.metrics.statisticsOf(id);
    return { id, name: title, ...status, rateLimit: reportLimit(rateLimit, clock), statistics };
  });
  const { entries, bytes } = app.cache;
  return {
    uptimeSeconds: Math.round(process.uptime()),
    ready,
    memory: { entries, bytes },
    providers: await Promise.all(providers),
  };
}

function reportLimit(stated: RateLimitStatus | null, clock: GraphContext['clock']): RateLimitReport | null {
  if (stated === null) return null;
  const { limit, remaining, pausedUntil } = stated;
  const pausedForMs = pausedUntil === null ? 0 : Math.max(0, pausedUntil.getTime() - clock.now());
  return { limit, remaining, pausedForSeconds: Math.ceil(pausedForMs / 1_000) };
}
