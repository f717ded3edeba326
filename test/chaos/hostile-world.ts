import { hostileFaults, message } from '../support/hostile-behaviours.ts';
import { HOSTILE_PROVIDERS, type HostileProvider } from '../support/hostile-provider.ts';
import { type Exchange, type HostileServer, startHostileServer } from '../support/hostile-server.ts';
import { mannerFor, WELL_BEHAVED_PROVIDER } from './plan.ts';
import { CONCURRENCY } from './settings.ts';

/** What a request for a call came to, as its provider meant it. */
export type Verdict =
  | 'record'
  | 'absent'
  | 'PROVIDER_UNAUTHORIZED'
  | 'PROVIDER_REJECTED'
  | 'PROVIDER_UNAVAILABLE'
  | 'PROVIDER_TIMEOUT'
  | 'PROVIDER_BAD_RESPONSE'
  | 'PROVIDER_RATE_LIMITED';

/** All providers of the run, and what they saw. */
export interface HostileWorld {
  readonly servers: ReadonlyMap<string, HostileServer>;
  /** Where redirects point: nobody may come here. */
  readonly away: HostileServer;
  /** What each request for the call met, in order. */
  verdictsOf(provider: string, callId: string): readonly Verdict[];
  /** Whether connections to the provider were refused, and those that stood were cut, at some time in between. */
  wasRefusing(provider: string, from: number, until: number): boolean;
  /** How often each manner was met. */
  readonly met: ReadonlyMap<string, number>;
  /** Requests without the provider's key. One line each. */
  readonly keyless: readonly string[];
  /** Requests that came while a pause lasted that the provider had asked for. */
  readonly early: readonly EarlyRequest[];
  /** Refuses connections for a while, as a process that is being restarted. */
  restart(provider: string, forMs: number): Promise<void>;
  close(): Promise<void>;
}

/** A request within a pause, by `performance.now()`. */
export interface EarlyRequest {
  readonly provider: string;
  readonly toldAt: number;
  readonly at: number;
  readonly until: number;
}

/** Clocks and timers are not finer than this. */
const TICK_MS = 20;

export async function startHostileWorld(): Promise<HostileWorld> {
  const away = await startHostileServer(({ socket }) => socket.destroy());
  const faults = hostileFaults(away.url);
  const verdicts = new Map<string, Verdict[]>();
  const met = new Map<string, number>();
  const keyless: string[] = [];
  const early: EarlyRequest[] = [];
  const restarts: { readonly provider: string; readonly from: number; until: number }[] = [];
  const servers = new Map<string, HostileServer>();

  const startOne = async (provider: HostileProvider): Promise<void> => {
    const pause = { toldAt: 0, until: 0 };
    const onRequest = (exchange: Exchange): void => {
      if (!(exchange.headers.get(provider.keyHeader.toLowerCase()) ?? '').includes(provider.key))
        keyless.push(`${provider.id}: ${exchange.callId}`);
      const at = performance.now();
      if (at < pause.until - TICK_MS) early.push({ provider: provider.id, at, ...pause });
      const name = `${provider.id}:${exchange.callId}`;
      const before = verdicts.get(name) ?? [];
      const manner = mannerFor(provider.id, exchange.callId, before.length);
      met.set(manner, (met.get(manner) ?? 0) + 1);
      const known = faults[manner];
      verdicts.set(name, [...before, known?.verdict ?? 'PROVIDER_RATE_LIMITED']);
      if (known === undefined) limit(exchange, manner, pause);
      else known.behave(exchange, provider);
    };
    servers.set(provider.id, await startHostileServer(onRequest, { bound: CONCURRENCY }));
  };
  await Promise.all(HOSTILE_PROVIDERS.map(startOne));

  return {
    servers,
    away,
    met,
    keyless,
    early,
    verdictsOf: (provider, callId) => verdicts.get(`${provider}:${callId}`) ?? [],
    wasRefusing: (provider, from, until) =>
      restarts.some((each) => each.provider === provider && each.from <= until && each.until >= from),
    restart: async (provider, forMs) => {
      if (provider === WELL_BEHAVED_PROVIDER) return;
      const episode = { provider, from: performance.now() - 100, until: Number.POSITIVE_INFINITY };
      restarts.push(episode);
      await servers.get(provider)?.refuse();
      await new Promise((resolve) => setTimeout(resolve, forMs));
      await servers.get(provider)?.listenAgain();
      episode.until = performance.now() + 100;
    },
    close: async () => {
      await Promise.all([...servers.values(), away].map((server) => server.close()));
    },
  };
}

const LIMITS: Readonly<Record<string, (now: number) => { header: string; until: number }>> = {
  limitedForSeconds: (now) => ({ header: '1', until: now + 1_000 }),
  limitedForLong: (now) => ({ header: '3', until: now + 3_000 }),
  limitedUntilDate: (now) => {
    const until = Math.ceil((now + 500) / 1_000) * 1_000;
    return { header: new Date(until).toUTCString(), until };
  },
};

/** Answers 429, and remembers until when nobody should come back. */
function limit({ socket, finish }: Exchange, manner: string, pause: { toldAt: number; until: number }): void {
  const now = Date.now();
  const told = LIMITS[manner]?.(now);
  if (told === undefined) throw new Error(`There is no behaviour ${manner}`);
  const toldAt = performance.now();
  const until = toldAt + (told.until - now);
  if (until > pause.until) Object.assign(pause, { toldAt, until });
  socket.write(message('429 Too Many Requests', [`retry-after: ${told.header}`], '{}'));
  finish();
}
