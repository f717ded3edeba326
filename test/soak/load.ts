import type { OperationClient } from '../support/http-client.ts';

/** The outcome of one operation, and its time. */
export interface Sample {
  /** By `performance.now()`. */
  readonly sentAt: number;
  readonly tookMs: number;
  /** `ok`, `absent`, an error's code, `HTTP <status>`, or `no connection`; one for each requested call. */
  readonly outcomes: readonly string[];
}

export interface LoadOptions {
  readonly client: OperationClient;
  readonly perSecond: number;
  readonly durationMs: number;
  /** The ids that the `index`th operation requests. */
  readonly idsOf: (index: number) => readonly string[];
  readonly onSample: (sample: Sample) => void;
}

const QUERY = 'query Soak($ids: [ID!]!) { calls(ids: $ids) { id durationSeconds status } }';

/**
 * Sends operations at a steady rate, without waiting for earlier responses: a slow server gets no less load. Resolves
 * after the last response.
 */
export async function sendSteadily({
  client,
  perSecond,
  durationMs,
  idsOf,
  onSample,
}: LoadOptions): Promise<void> {
  const began = performance.now();
  const inFlight = new Set<Promise<void>>();
  for (let index = 0; ; index += 1) {
    const dueAt = began + (index * 1_000) / perSecond;
    if (dueAt - began >= durationMs) break;
    const waitMs = dueAt - performance.now();
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    const sent = sendOne(client, idsOf(index)).then((sample) => {
      onSample(sample);
      inFlight.delete(sent);
    });
    inFlight.add(sent);
  }
  await Promise.all(inFlight);
}

interface Graph {
  readonly data?: { readonly calls: readonly (object | null)[] } | null;
  readonly errors?: readonly {
    readonly path?: readonly unknown[];
    readonly extensions?: { code?: string };
  }[];
}

async function sendOne(client: OperationClient, ids: readonly string[]): Promise<Sample> {
  const sentAt = performance.now();
  const outcomes = await client.send({ query: QUERY, variables: { ids } }).then(
    ({ status, text }) => (status === 200 ? outcomesOf(JSON.parse(text) as Graph) : [`HTTP ${status}`]),
    () => ['no connection'],
  );
  return { sentAt, tookMs: performance.now() - sentAt, outcomes };
}

const outcomesOf = ({ data, errors = [] }: Graph): readonly string[] =>
  data?.calls.map((call, index) => {
    if (call !== null) return 'ok';
    return errors.find(({ path }) => path?.[1] === index)?.extensions?.code ?? 'absent';
  }) ?? errors.map(({ extensions }) => extensions?.code ?? 'UNKNOWN');

/** The percentile of `values`; `share` is 0.99 for the 99th. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** Counts outcomes, the most frequent first. */
export function tally(samples: readonly Sample[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const outcome of samples.flatMap(({ outcomes }) => outcomes))
    counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  return Object.fromEntries([...counts].toSorted(([, one], [, other]) => other - one));
}

/** The least-squares slope of `points`, in units of y for one of x. */
export function slopeOf(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (pick: 0 | 1): number => points.reduce((sum, point) => sum + point[pick], 0) / points.length;
  const [meanX, meanY] = [mean(0), mean(1)];
  const covariance = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  const variance = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  return covariance / variance;
}

/** Reads the number after `--name` on the command line. */
export function numberArgument(name: string, fallback: number): number {
  const text = process.argv[process.argv.indexOf(`--${name}`) + 1];
  const value = process.argv.includes(`--${name}`) ? Number(text) : fallback;
  if (!Number.isFinite(value) || value <= 0) throw new Error(`--${name} must be a number above 0`);
  return value;
}

/** Reads the word after `--name` on the command line. */
export function textArgument(name: string, fallback: string): string {
  const index = process.argv.indexOf(`--${name}`);
  return index === -1 ? fallback : (process.argv[index + 1] ?? fallback);
}

export const print = (line: string): void => void process.stdout.write(`${line}\n`);
