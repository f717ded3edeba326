import type { Measured } from './server-under-load.ts';

/** The results of one contender. */
export interface Findings {
  readonly title: string;
  readonly hot: Measured[];
  readonly cold: Measured[];
  /** By wrk; empty where it is not installed. */
  readonly hotByWrk: Measured[];
  readonly coldByWrk: Measured[];
  readonly listP50: number[];
  readonly listP99: number[];
  requestsPerList?: number;
  readonly fanOutOverMs: number[];
  coalesced?: number;
  readonly log25: Measured[];
  readonly log100: Measured[];
  readonly logOverMs: number[];
  readonly startMs: number[];
  idleMegabytes?: number | null;
  floodMegabytes?: number | null;
}

export const newFindings = (title: string): Findings => ({
  title,
  hot: [],
  cold: [],
  hotByWrk: [],
  coldByWrk: [],
  listP50: [],
  listP99: [],
  fanOutOverMs: [],
  log25: [],
  log100: [],
  logOverMs: [],
  startMs: [],
});

export function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? null;
}

const figure = (value: number | null | undefined, digits = 0): string =>
  value === null || value === undefined
    ? '–'
    : value.toLocaleString('en', { maximumFractionDigits: digits, minimumFractionDigits: digits });

const perSecond = (runs: readonly Measured[]): number | null => median(runs.map((run) => run.perSecond));
const cpu = (runs: readonly Measured[]): number | null =>
  median(runs.flatMap(({ cpuMicros }) => (cpuMicros === null ? [] : [cpuMicros])));

/** Requests a second, CPU microseconds a request, and the latencies in milliseconds of 50 connections that wait for nothing else. */
const load = (runs: readonly Measured[]): string =>
  [
    figure(perSecond(runs)),
    figure(cpu(runs)),
    figure(median(runs.map(({ p50 }) => p50)), 1),
    figure(median(runs.map(({ p99 }) => p99)), 1),
  ].join(' · ');

/**
 * The first contender's throughput relative to another's: the median over rounds, so that a busy machine affects both.
 * By CPU where it is known, which other load disturbs less.
 */
function ratio(first: readonly Measured[], other: readonly Measured[]): string {
  const ratios = first.flatMap((ours, round) => {
    const theirs = other[round];
    if (theirs === undefined) return [];
    return ours.cpuMicros && theirs.cpuMicros !== null
      ? [theirs.cpuMicros / ours.cpuMicros]
      : [ours.perSecond / theirs.perSecond];
  });
  const middle = median(ratios);
  return middle === null ? '–' : `${figure(middle, 2)} ×`;
}

/** Formats a Markdown table that compares the first contender with every other. */
export function table(findings: readonly Findings[]): string {
  const [first] = findings;
  if (first === undefined) return '';
  const rows = findings.map((each) => {
    const isFirst = each === first;
    return [
      each.title,
      load(each.hot),
      isFirst ? '' : ratio(first.hot, each.hot),
      load(each.cold),
      isFirst ? '' : ratio(first.cold, each.cold),
      `${figure(median(each.listP50), 1)} · ${figure(median(each.listP99), 1)} · ${figure(each.requestsPerList, 1)}`,
      figure(median(each.fanOutOverMs), 1),
      figure(each.coalesced),
      `${figure(median(each.startMs))} · ${figure(each.idleMegabytes)} · ${figure(each.floodMegabytes)}`,
    ];
  });
  return markdown(
    [
      'server',
      'hot: req/s · CPU µs · p50 ms · p99 ms',
      'we cost',
      'cold: req/s · CPU µs · p50 ms · p99 ms',
      'we cost',
      '20 ids, 12 distinct, 20 ms: p50 ms · p99 ms · requests',
      'four providers, 50 ms: ms over it',
      '50 the same at once: requests',
      'start ms · idle MB · MB after a flood',
    ].map((title) => title.replace('we cost', 'its CPU ÷ ours')),
    rows,
  );
}

/** Formats a table of what wrk measured. */
export function wrkTable(findings: readonly Findings[]): string {
  const measured = findings.filter(({ hotByWrk, coldByWrk }) => hotByWrk.length + coldByWrk.length > 0);
  const [first] = measured;
  if (first === undefined) return '';
  const rows = measured.map((each) => [
    each.title,
    load(each.hotByWrk),
    each === first ? '' : ratio(first.hotByWrk, each.hotByWrk),
    load(each.coldByWrk),
    each === first ? '' : ratio(first.coldByWrk, each.coldByWrk),
  ]);
  return markdown(
    [
      'by wrk',
      'hot: req/s · CPU µs · p50 ms · p99 ms',
      'its CPU ÷ ours',
      'cold: req/s · CPU µs · p50 ms · p99 ms',
      'its CPU ÷ ours',
    ],
    rows,
  );
}

/** Formats a table of the call log's first page, which no peer has: beside a fan-out that was written by hand. */
export function logTable(findings: readonly Findings[]): string {
  const [first, ...others] = findings.filter(({ log25 }) => log25.length > 0);
  if (first === undefined) return '';
  const rows = [first, ...others].map((each) => [
    each.title,
    load(each.log25),
    each === first ? '' : ratio(first.log25, each.log25),
    load(each.log100),
    each === first ? '' : ratio(first.log100, each.log100),
    figure(median(each.logOverMs), 1),
  ]);
  return markdown(
    [
      'call log, calls of one customer from three providers',
      '25: pages/s · CPU µs · p50 ms · p99 ms',
      'its CPU ÷ ours',
      '100: pages/s · CPU µs · p50 ms · p99 ms',
      'its CPU ÷ ours',
      '25, lists of 50 ms: ms over it',
    ],
    rows,
  );
}

export const markdown = (titles: readonly string[], rows: readonly (readonly string[])[]): string =>
  [titles, titles.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
