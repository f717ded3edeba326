import { Counter, type Registry } from 'prom-client';

/** The count under one combination of label values. */
export interface TallyCount<Label extends string> {
  readonly labels: Readonly<Record<Label, string>>;
  count: number;
}

export interface TallyOptions<Label extends string> {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly Label[];
  readonly registry: Registry;
}

/** Counts by labels, handed to a counter of prom-client at each scrape: its own `inc` hashes the labels every time. */
export class Tally<Label extends string> {
  readonly #labelNames: readonly Label[];
  readonly #counts = new Map<string, TallyCount<Label>>();

  constructor({ name, help, labelNames, registry }: TallyOptions<Label>) {
    this.#labelNames = labelNames;
    const { counts } = this;
    new Counter({
      name,
      help,
      labelNames,
      registers: [registry],
      collect() {
        this.reset();
        for (const { labels, count } of counts()) this.inc(labels, count);
      },
    });
  }

  readonly counts = (): Iterable<TallyCount<Label>> => this.#counts.values();

  /** Counts one under `labelValues`, in the order of the label names. No value has a line break. */
  increment(...labelValues: readonly string[]): void {
    const key = labelValues.join('\n');
    const known = this.#counts.get(key);
    if (known === undefined) this.#counts.set(key, { labels: this.#label(labelValues), count: 1 });
    else known.count += 1;
  }

  #label(values: readonly string[]): Record<Label, string> {
    const entries = this.#labelNames.map((name, index) => [name, values[index] ?? '']);
    return Object.fromEntries(entries) as Record<Label, string>;
  }
}
