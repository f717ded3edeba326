import { hostileFaults, message } from '../support/hostile-behaviours.ts';
import { HOSTILE_PROVIDERS, type HostileProvider } from '../support/hostile-provider.ts';
import { type HostileRequest, type HostileServer, startHostileServer } from '../support/hostile-server.ts';
import { behaviourFor, WELL_BEHAVED_PROVIDER } from './plan.ts';
import { CONCURRENCY } from './settings.ts';

/** The result of one request, as its provider intended it. */
export type Verdict =
  | 'record'
  | 'absent'
  | 'PROVIDER_UNAUTHORIZED'
  | 'PROVIDER_REJECTED'
  | 'PROVIDER_UNAVAILABLE'
  | 'PROVIDER_TIMEOUT'
  | 'PROVIDER_BAD_RESPONSE'
  | 'PROVIDER_RATE_LIMITED';

/** All providers of the run, and their records of the requests. */
export interface HostileWorld {
  readonly servers: ReadonlyMap<string, HostileServer>;
  /** The target of redirects, which must receive no request. */
  readonly away: HostileServer;
  /** The result of each request for the call, in order. */
  verdictsOf(provider: string, callId: string): readonly Verdict[];
  /** Whether the provider refused connections, and cut the open ones, at some time in the interval. */
  wasRefusing(provider: string, from: number, until: number): boolean;
  /** How often each fault occurred. */
  readonly met: ReadonlyMap<string, number>;
  /** Requests without the provider's key, one line each. */
  readonly keyless: readonly string[];
  /** Requests that arrived during a pause that the provider had requested. */
  readonly early: readonly EarlyRequest[];
  /** Refuses connections for a while, as a restarting process does. */
  restart(provider: string, forMs: number): Promise<void>;
  close(): Promise<void>;
}

/** A request during a pause. Times are of `performance.now()`. */
export interface EarlyRequest {
  readonly provider: string;
  readonly toldAt: number;
  readonly at: number;
  readonly until: number;
}

/** Milliseconds of precision of clocks and timers. */
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
    const onRequest = (request: HostileRequest): void => {
      if (!(request.headers.get(provider.keyHeader.toLowerCase()) ?? '').includes(provider.key))
        keyless.push(`${provider.id}: ${request.callId}`);
      const at = performance.now();
      if (at < pause.until - TICK_MS) early.push({ provider: provider.id, at, ...pause });
      const name = `${provider.id}:${request.callId}`;
      const before = verdicts.get(name) ?? [];
      const behaviour = behaviourFor(provider.id, request.callId, before.length);
      met.set(behaviour, (met.get(behaviour) ?? 0) + 1);
      const known = faults[behaviour];
      verdicts.set(name, [...before, known?.verdict ?? 'PROVIDER_RATE_LIMITED']);
      if (known === undefined) limit(request, behaviour, pause);
      else known.behave(request, provider);
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

/** Responds with 429, and records the end of the requested pause. */
function limit(
  { socket, finish }: HostileRequest,
  behaviour: string,
  pause: { toldAt: number; until: number },
): void {
  const now = Date.now();
  const told = LIMITS[behaviour]?.(now);
  if (told === undefined) throw new Error(`There is no behaviour ${behaviour}`);
  const toldAt = performance.now();
  const until = toldAt + (told.until - now);
  if (until > pause.until) Object.assign(pause, { toldAt, until });
  socket.write(message('429 Too Many Requests', [`retry-after: ${told.header}`], '{}'));
  finish();
}
