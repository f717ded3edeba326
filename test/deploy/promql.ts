import { parser } from '@prometheus-io/lezer-promql';

/** A metric as an expression names it, and the labels that the expression expects of it. */
export interface NamedMetric {
  readonly name: string;
  /** The values that each label is compared with; a pattern counts as its alternatives. */
  readonly matched: ReadonlyMap<string, readonly string[]>;
}

export interface ParsedExpression {
  readonly metrics: readonly NamedMetric[];
  /** Labels that results are grouped by. */
  readonly grouped: readonly string[];
}

/** Parses an expression with Prometheus's own grammar, after a value replaces Grafana's interval variable. Throws on a syntax error. */
export function parsePromql(expression: string): ParsedExpression {
  const text = expression.replaceAll('$__rate_interval', '5m');
  const metrics: { name: string; matched: Map<string, string[]> }[] = [];
  const grouped: string[] = [];
  let label = '';
  parser.parse(text).iterate({
    enter({ type, from, to, node }) {
      const part = text.slice(from, to);
      if (type.isError) throw new Error(`not PromQL at "${text.slice(from, from + 20)}" in ${text}`);
      if (type.name === 'VectorSelector') metrics.push({ name: '', matched: new Map() });
      const metric = metrics.at(-1);
      if (type.name === 'Identifier' && metric) metric.name = part;
      if (type.name === 'LabelName') label = part;
      if (type.name === 'LabelName' && node.parent?.name === 'GroupingLabels') grouped.push(part);
      if (type.name === 'StringLiteral') metric?.matched.set(label, part.slice(1, -1).split('|'));
    },
  });
  return { metrics, grouped };
}
