import { Counter, Histogram, Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { DurationHistogram } from '../../src/telemetry/duration-histogram.ts';
import { Tally } from '../../src/telemetry/tally.ts';

const LABELS = ['provider', 'outcome'] as const;
const BOUNDS = [0.01, 0.1, 1];
const DURATIONS: readonly (readonly [string, string, number])[] = [
  ['osvi', 'OK', 0.005],
  ['osvi', 'OK', 0.01],
  ['osvi', 'OK', 0.0100001],
  ['voxworks', 'OK', 3],
  ['osvi', 'a "word"\\', 0],
  ['osvi', 'OK', 1],
];

it('a duration histogram is exposed exactly as a histogram of prom-client', async () => {
  const [registry, reference] = [new Registry(), new Registry()];
  const about = { name: 'duration_seconds', help: 'Durations.' };
  const histogram = new DurationHistogram({ ...about, labelNames: LABELS, bounds: BOUNDS, registry });
  const expected = new Histogram({
    ...about,
    labelNames: LABELS,
    buckets: BOUNDS,
    registers: [reference],
  });
  expect(await registry.metrics()).toBe(await reference.metrics());
  for (const [provider, outcome, seconds] of DURATIONS) {
    histogram.observe(seconds, provider, outcome);
    expected.labels({ provider, outcome }).observe(seconds);
  }
  expect(await registry.metrics()).toBe(await reference.metrics());
});

it('a tally is exposed exactly as a counter of prom-client, at every scrape', async () => {
  const [registry, reference] = [new Registry(), new Registry()];
  const about = { name: 'reads_total', help: 'Reads.', labelNames: LABELS };
  const tally = new Tally({ ...about, registry });
  const expected = new Counter({ ...about, registers: [reference] });
  expect(await registry.metrics()).toBe(await reference.metrics());
  for (let scrape = 0; scrape < 2; scrape += 1) {
    for (const [provider, outcome] of DURATIONS) {
      tally.increment(provider, outcome);
      expected.labels({ provider, outcome }).inc();
    }
    expect(await registry.metrics()).toBe(await reference.metrics());
  }
});
