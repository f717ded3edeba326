import { HOSTILE_PROVIDERS, HOSTILE_WORDS } from '../support/hostile-provider.ts';
import type { OperationClient } from '../support/http-client.ts';
import { CACHE_MAX_MB, CONCURRENCY } from './settings.ts';

/** Texts that must reach providers only: keys, and unselected parts of response bodies. */
const SECRETS: readonly string[] = [HOSTILE_WORDS, ...HOSTILE_PROVIDERS.map(({ key }) => key)];

/** Observes the output and the memory of the process during the run. */
export interface Canary {
  /** One line for each place where a secret appeared. */
  readonly leaks: readonly string[];
  /** One line for each gauge above its bound. */
  readonly excesses: readonly string[];
  /** How often the metrics were read. */
  readonly looks: number;
  /** Peak memory above that of the start, on and off the heap, in bytes. */
  readonly peakGrowthBytes: number;
  /**
   * The longest response time of a page that needs no provider, within an interval of `performance.now()`: the delay
   * that the machine, not the server, adds to responses then.
   */
  sluggishnessMs(from: number, until: number): number;
  /** Searches for secrets in `text`, which appeared at `place`. */
  inspect(place: string, text: string): void;
  stop(): Promise<void>;
}

const PROBE_EVERY_MS = 25;
const PROBES_PER_LOOK = 5;

export function startCanary(client: OperationClient): Canary {
  const leaks: string[] = [];
  const excesses: string[] = [];
  const heldAtStart = held();
  let peakGrowthBytes = 0;
  const probes: { readonly from: number; readonly until: number }[] = [];
  let looks = 0;
  let isStopped = false;

  const inspect = (place: string, text: string): void => {
    for (const secret of SECRETS) {
      const at = text.indexOf(secret);
      if (at >= 0) leaks.push(`${place}: …${text.slice(Math.max(0, at - 80), at + 40)}…`);
    }
  };
  const lookAtMetrics = async (): Promise<void> => {
    const { text } = await client.get('/metrics');
    inspect('metrics', text);
    excesses.push(...excessesIn(text));
    looks += 1;
  };
  const look = async (): Promise<void> => {
    peakGrowthBytes = Math.max(peakGrowthBytes, held() - heldAtStart);
    const from = performance.now();
    await client.get('/health');
    probes.push({ from, until: performance.now() });
    if (probes.length % PROBES_PER_LOOK === 0) await lookAtMetrics();
  };
  const watch = (async () => {
    while (!isStopped) {
      await look();
      await new Promise((resolve) => setTimeout(resolve, PROBE_EVERY_MS));
    }
    await lookAtMetrics();
  })();
  return {
    leaks,
    excesses,
    inspect,
    sluggishnessMs: (from, until) =>
      probes
        .filter((each) => each.from <= until && each.until >= from)
        .reduce((longest, each) => Math.max(longest, each.until - each.from), 0),
    get looks() {
      return looks;
    },
    get peakGrowthBytes() {
      return peakGrowthBytes;
    },
    stop: async () => {
      isStopped = true;
      await watch;
    },
  };
}

function held(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const BOUNDS: Readonly<Record<string, number>> = {
  switchboard_provider_requests_in_flight: CONCURRENCY,
  switchboard_cache_bytes: CACHE_MAX_MB * 1_048_576,
};

function excessesIn(metrics: string): readonly string[] {
  return metrics.split('\n').filter((line) => {
    const [, name = '', value = ''] = /^([a-z_]+)(?:\{[^}]*\})? ([\d.e+]+)$/.exec(line) ?? [];
    return Number(value) > (BOUNDS[name] ?? Number.POSITIVE_INFINITY);
  });
}
