import type { Metric, Registry } from 'prom-client';

/** The durations under one combination of label values. */
export interface DurationSeries<Label extends string> {
  readonly labels: Readonly<Record<Label, string>>;
  /** The count of each bucket by itself; the last one counts the durations beyond every bound. */
  readonly counts: number[];
  sumSeconds: number;
}

export interface DurationHistogramOptions<Label extends string> {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly Label[];
  /** Upper bounds of the buckets in seconds, ascending. */
  readonly bounds: readonly number[];
  readonly registry: Registry;
}

interface Sample {
  readonly metricName: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/**
 * A histogram with the exposition of prom-client's, which sorts, validates and hashes the labels of each observation:
 * that takes ten times as long as to find a bucket.
 */
export class DurationHistogram<Label extends string> {
  readonly name: string;
  readonly help: string;
  readonly type = 'histogram';
  readonly aggregator = 'sum';
  readonly #options: DurationHistogramOptions<Label>;
  readonly #series = new Map<string, DurationSeries<Label>>();

  constructor(options: DurationHistogramOptions<Label>) {
    this.name = options.name;
    this.help = options.help;
    this.#options = options;
    // prom-client's type lists its own classes; its registry calls no member but `get`, and reads `name`.
    options.registry.registerMetric(this as unknown as Metric);
  }

  get series(): Iterable<DurationSeries<Label>> {
    return this.#series.values();
  }

  /** Counts a duration under `labelValues`, in the order of the label names. No value has a line break. */
  observe(seconds: number, ...labelValues: readonly string[]): void {
    const series = this.#seriesOf(labelValues);
    const { bounds } = this.#options;
    let bucket = 0;
    while (bucket < bounds.length && seconds > (bounds[bucket] as number)) bucket += 1;
    series.counts[bucket] = (series.counts[bucket] as number) + 1;
    series.sumSeconds += seconds;
  }

  /** Makes a series appear at 0 before its first duration, so that a rate sees the first one. */
  zero(...labelValues: readonly string[]): void {
    this.#seriesOf(labelValues);
  }

  /** The values that prom-client's registry reads at a scrape. */
  async get(): Promise<object> {
    const { name, help, type, aggregator } = this;
    return { name, help, type, aggregator, values: [...this.#series.values()].flatMap(this.#samplesOf) };
  }

  #seriesOf(labelValues: readonly string[]): DurationSeries<Label> {
    const key = labelValues.join('\n');
    let series = this.#series.get(key);
    if (series === undefined) {
      series = this.#create(labelValues);
      this.#series.set(key, series);
    }
    return series;
  }

  #create(labelValues: readonly string[]): DurationSeries<Label> {
    const { labelNames, bounds } = this.#options;
    const labels = Object.fromEntries(labelNames.map((name, index) => [name, labelValues[index] ?? '']));
    return {
      labels: labels as Record<Label, string>,
      counts: new Array<number>(bounds.length + 1).fill(0),
      sumSeconds: 0,
    };
  }

  /** Prometheus includes all lower buckets in each one. */
  readonly #samplesOf = ({ labels, counts, sumSeconds }: DurationSeries<Label>): Sample[] => {
    let count = 0;
    const buckets = counts.map((own, index) => {
      count += own;
      const le = String(this.#options.bounds[index] ?? '+Inf');
      return { metricName: `${this.name}_bucket`, labels: { le, ...labels }, value: count };
    });
    return [
      ...buckets,
      { metricName: `${this.name}_sum`, labels, value: sumSeconds },
      { metricName: `${this.name}_count`, labels, value: count },
    ];
  };
}
