import { Registry } from 'prom-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ERROR_CODES } from '../../src/domain/errors.ts';
import type { CommandOutcome } from '../../src/redis/redis-connection.ts';
import { REQUEST_ERRORS } from '../../src/server/request/request-error.ts';
import { createRedisMetrics } from '../../src/telemetry/redis-metrics.ts';
import { type MockProviders, startMockProviders } from '../support/mock-providers.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';
import { readProjectFile } from './manifests.ts';
import { parsePromql } from './promql.ts';

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly { readonly expr: string }[];
}
interface Alert {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly description: string };
}

const dashboard = JSON.parse(readProjectFile('deploy/grafana/switchboard.json')) as {
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly { readonly name: string; readonly query: string }[] };
};
const alerts = (
  parse(readProjectFile('deploy/prometheus/alerts.yaml')) as { groups: { rules: Alert[] }[] }
).groups.flatMap(({ rules }) => rules);
const shown = dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
const alerted = alerts.map(({ expr }) => expr);
const expressions = [...shown, ...alerted];

/** Labels that Prometheus adds to every series it scrapes. */
const SCRAPE_LABELS = ['job', 'instance'];
const FROM_PROMETHEUS = new Set(['up']);

const REDIS_OUTCOMES: readonly CommandOutcome[] = [
  'ok',
  'refused',
  'timeout',
  'breaker-open',
  'disconnected',
];

/** The metrics of the connection to Redis, which the process exposes only with `REDIS_URL`. */
function redisMetrics(): Promise<string> {
  const registry = new Registry();
  const onCommand = createRedisMetrics(registry, () => true);
  for (const outcome of REDIS_OUTCOMES) onCommand('read', outcome, 0.001);
  return registry.metrics();
}

describe('dashboard and alerts', () => {
  let providers: MockProviders;
  let testServer: TestServer;
  /** The labels of each exposed metric, with their values. */
  const exposed = new Map<string, Map<string, Set<string>>>();

  beforeAll(async () => {
    providers = await startMockProviders((_callId, response) => {
      response.setHeader('x-ratelimit-limit', '10').setHeader('x-ratelimit-remaining', '9');
      return {};
    });
    testServer = await startTestServer(providers.environment);
    await testServer.query('{ call(id: "osvi:one") { id } }');
    await fetch(`${testServer.url}/recordings/osvi:one`); // a link that is rejected counts too
    const text = `${await (await fetch(`${testServer.url}/metrics`)).text()}\n${await redisMetrics()}`;
    for (const [, name = '', labels = ''] of text.matchAll(/^([a-z]\w*)(?:\{(.*)\})? \S+$/gm)) {
      const known = exposed.get(name) ?? new Map<string, Set<string>>();
      exposed.set(name, known);
      for (const [, label = '', value = ''] of labels.matchAll(/(\w+)="([^"]*)"/g))
        known.set(label, (known.get(label) ?? new Set()).add(value));
    }
  });
  afterAll(async () => {
    await testServer.stop();
    await providers.close();
  });

  it('dashboard and alerts name only metrics that the process exposes', () => {
    expect(expressions.length).toBeGreaterThan(25);
    const named = expressions.flatMap((expression) => parsePromql(expression).metrics);
    expect(named.every(({ name }) => name !== '')).toBe(true);
    const missing = named.filter(({ name }) => !exposed.has(name) && !FROM_PROMETHEUS.has(name));
    expect(missing).toEqual([]);
  });

  it('dashboard and alerts use only labels that their metrics have', () => {
    for (const expression of expressions) {
      const { metrics, grouped } = parsePromql(expression);
      for (const { name, matched } of metrics.filter(({ name }) => !FROM_PROMETHEUS.has(name))) {
        const labels = [...SCRAPE_LABELS, ...(exposed.get(name)?.keys() ?? [])];
        expect(labels, `${name} in ${expression}`).toEqual(
          expect.arrayContaining([...matched.keys(), ...grouped]),
        );
      }
    }
  });

  it('every outcome in an expression is one that the process counts', () => {
    const words = new Map<string, readonly string[]>([
      ['switchboard_graphql_operation_duration_seconds_count', ['ok', 'partial', 'error', 'stream']],
      ['switchboard_upstream_request_duration_seconds_count', ['OK', 'ABORTED', ...Object.keys(ERROR_CODES)]],
      [
        'switchboard_cache_reads_total',
        ['fresh', 'revalidating', 'shared', 'fetched', 'coalesced', 'stale-if-error'],
      ],
      ['switchboard_redis_command_duration_seconds_count', REDIS_OUTCOMES],
      ['switchboard_redis_command_duration_seconds_bucket', REDIS_OUTCOMES],
    ]);
    const compared = expressions
      .flatMap((expression) => parsePromql(expression).metrics)
      .filter(({ matched }) => matched.has('outcome'));
    expect(compared.length).toBeGreaterThan(5);
    for (const { name, matched } of compared)
      expect(words.get(name), name).toEqual(expect.arrayContaining([...(matched.get('outcome') ?? [])]));
  });

  it('every code in an expression is a request error of the server', () => {
    const compared = expressions
      .flatMap((expression) => parsePromql(expression).metrics)
      .flatMap(({ matched }) => matched.get('code') ?? []);
    expect(compared.length).toBeGreaterThan(1);
    expect(Object.keys(REQUEST_ERRORS)).toEqual(expect.arrayContaining(compared));
  });

  it('the dashboard shows every metric that Switchboard itself defines', () => {
    const used = new Set(
      shown.flatMap((expression) => parsePromql(expression).metrics.map(({ name }) => name)),
    );
    const family = (name: string): string => name.replace(/_(?:bucket|count|sum)$/, '');
    const own = [...exposed.keys()].filter((name) => name.startsWith('switchboard_')).map(family);
    expect(new Set(own).size).toBeGreaterThan(10);
    const usedFamilies = new Set([...used].map(family));
    expect([...new Set(own)].filter((name) => !usedFamilies.has(name))).toEqual([]);
  });

  it('the operations metric counts an operation under its outcome', () => {
    const count = exposed.get('switchboard_graphql_operation_duration_seconds_count');
    expect(count?.get('outcome')).toEqual(new Set(['ok']));
  });
});

describe('the dashboard', () => {
  it('every panel has a description, and no two panels overlap', () => {
    const panels = dashboard.panels.filter(({ type }) => type !== 'row');
    expect(panels.filter(({ description = '' }) => description === '')).toEqual([]);
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
    const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)}:${y + Math.floor(cell / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(dashboard.panels.every(({ gridPos: { x, w } }) => x + w <= 24)).toBe(true);
  });

  it('the dashboard uses only variables that it defines', () => {
    const defined = dashboard.templating.list.map(({ name }) => name);
    const used = JSON.stringify(dashboard).matchAll(/\$\{?(\w+)\}?/g);
    const unknown = [...used]
      .map(([, name = '']) => name)
      .filter((name) => !name.startsWith('__') && !defined.includes(name));
    expect(unknown).toEqual([]);
  });
});

describe('the alerts', () => {
  it('a critical alert looks at all replicas together and at no mistake of a client', () => {
    const paging = alerts.filter(({ labels }) => labels.severity === 'critical');
    expect(paging.length).toBeGreaterThan(3);
    for (const { alert, expr } of paging) {
      expect(expr, alert).not.toMatch(/outcome="error"|status=~"4/);
      expect(expr, alert).toMatch(/\b(?:sum|avg|absent)\b/);
    }
  });

  it('every alert has a severity, a summary and advice', () => {
    expect(new Set(alerts.map(({ alert }) => alert)).size).toBe(alerts.length);
    for (const { alert, labels, annotations } of alerts) {
      expect(['warning', 'critical'], alert).toContain(labels.severity);
      expect(annotations.summary, alert).toMatch(/\.$/);
      expect(annotations.description.length, alert).toBeGreaterThan(40);
    }
  });
});
