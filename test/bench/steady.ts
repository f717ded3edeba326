import { markdown } from './report.ts';
import { type Extent, mixed } from './runs.ts';
import type { ServerUnderLoad } from './server-under-load.ts';

/** Measures latency at half of the server's capacity, minute by minute. Half of the requests are for new calls. */
export async function steady(server: ServerUnderLoad, extent: Extent, minutes: number): Promise<string> {
  const { perSecond } = await mixed(server, extent);
  const rate = perSecond / 2;
  const rows: string[][] = [];
  for (let minute = 1; minute <= minutes; minute += 1) {
    const { p50, p99 } = await mixed(server, { seconds: 60 }, rate);
    rows.push([String(minute), p50.toFixed(1), p99.toFixed(1), String(Math.round(server.megabytes ?? 0))]);
  }
  return markdown([`minute, at ${rate.toFixed(0)} requests a second`, 'p50 ms', 'p99 ms', 'MB'], rows);
}
