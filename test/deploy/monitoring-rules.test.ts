import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { readProjectFile } from './manifests.ts';

interface RuleTests {
  readonly tests: readonly {
    readonly alert_rule_test: readonly {
      readonly alertname: string;
      readonly exp_alerts: readonly unknown[];
    }[];
  }[];
}

const RULES = 'deploy/prometheus/alerts.yaml';
const TESTS = 'test/deploy/monitoring-rules.yaml';
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Runs promtool in the project's root and returns what it printed. Fails the test when promtool fails or is missing. */
function promtool(...args: string[]): string {
  const { status, stdout, stderr, error } = spawnSync('promtool', args, { cwd: ROOT, encoding: 'utf8' });
  if (error !== undefined)
    throw new Error(
      'promtool is not installed (Debian: apt-get install prometheus); it proves the alert rules.',
      {
        cause: error,
      },
    );
  expect(status, `${stdout}${stderr}`).toBe(0);
  return stdout;
}

it('promtool accepts the alert rules', () => {
  expect(promtool('check', 'rules', RULES)).toMatch(/SUCCESS: \d+ rules found/);
});

it('every alert fires when it must and stays silent when it must not', () => {
  expect(promtool('test', 'rules', TESTS)).toContain('SUCCESS');
});

it('every alert has a case in which it fires and a case in which it does not', () => {
  const { groups } = parse(readProjectFile(RULES)) as { groups: { rules: { alert: string }[] }[] };
  const alerts = groups.flatMap(({ rules }) => rules.map(({ alert }) => alert));
  const { tests } = parse(readProjectFile(TESTS)) as RuleTests;
  const cases = tests.flatMap(({ alert_rule_test }) => alert_rule_test);
  const tested = (fires: boolean) =>
    new Set(
      cases.filter(({ exp_alerts }) => exp_alerts.length > 0 === fires).map(({ alertname }) => alertname),
    );
  expect(alerts.length).toBeGreaterThan(10);
  expect(alerts.filter((alert) => !tested(true).has(alert))).toEqual([]);
  expect(alerts.filter((alert) => !tested(false).has(alert))).toEqual([]);
});
