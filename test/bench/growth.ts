import { markdown } from './report.ts';
import { cold, type Extent, hot, hotLists } from './runs.ts';
import type { Measured, ServerUnderLoad } from './server-under-load.ts';

const micros = (value: number | null): string => (value === null ? '–' : value.toFixed(1));

/** Measures CPU a call by the length of a list, and throughput by the number of idle connections. */
export async function growth(server: ServerUnderLoad, extent: Extent): Promise<string> {
  const rows: string[][] = [];
  for (const length of [1, 10, 100]) {
    const perCall = ({ cpuMicros }: Measured): string =>
      micros(cpuMicros === null ? null : cpuMicros / length);
    rows.push([
      `list of ${length}: CPU µs a call, hot · cold`,
      `${perCall(await hotLists(server, extent, length))} · ${perCall(await cold(server, extent, length))}`,
    ]);
  }
  const alone = await hot(server, extent);
  const crowded = await hot(server, extent, { idleConnections: 1_000 });
  rows.push([
    'hot req/s with 50 connections · with 1,000 more open',
    `${alone.perSecond.toFixed(0)} · ${crowded.perSecond.toFixed(0)}`,
  ]);
  return markdown(['growth', 'Switchboard'], rows);
}
