import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';

/** Runs `script` with `output` in scope: the log's standard output. Nothing reads the pipes until the test does. */
function run(script: string, stdout: 'pipe' | number): ChildProcess {
  const source = `
    const { openStandardOutput } = await import('./src/telemetry/log-output.ts');
    const output = openStandardOutput();
    const say = (facts) => process.stderr.write(JSON.stringify(facts) + '\\n');
    const line = (number) => JSON.stringify({ number, text: 'x'.repeat(1000) }) + '\\n';
    ${script}
  `;
  return spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', source], {
    stdio: ['ignore', stdout, 'pipe'],
  });
}

const exitOf = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => child.once('exit', resolve));

const stderrOf = async (child: ChildProcess): Promise<Record<string, number>> =>
  child.stderr === null ? {} : JSON.parse(await text(child.stderr));

/** Logs 60 MB, 100 kB a turn of the event loop. Reports the lines dropped, the longest turn and the memory held. */
const FLOOD = `
  const began = performance.now();
  let latest = performance.now();
  let longestTurnMs = 0;
  for (let number = 0; number < 60_000; number += 1) {
    output.write(line(number));
    if (number % 100 !== 0) continue;
    await new Promise((resolve) => setTimeout(resolve, 1));
    longestTurnMs = Math.max(longestTurnMs, performance.now() - latest);
    latest = performance.now();
  }
  globalThis.gc?.();
  const { external, heapUsed } = process.memoryUsage();
  const exitingAt = performance.now();
  output.flush();
  say({ dropped: output.dropped, longestTurnMs, heldBytes: external + heapUsed, flushMs: performance.now() - exitingAt });
  process.exit(0);
`;

it('a reader that has stopped costs log lines, which are counted, and neither time nor memory', async () => {
  const child = run(FLOOD, 'pipe');
  const exited = exitOf(child);
  const { dropped = 0, longestTurnMs, heldBytes, flushMs } = await stderrOf(child);
  expect(await exited).toBe(0);
  expect(dropped).toBeGreaterThan(40_000);
  expect(longestTurnMs).toBeLessThan(1_000);
  expect(heldBytes).toBeLessThan(150e6);
  expect(flushMs).toBeLessThan(2_000);
});

it('a full disk costs log lines, which are counted, and the process ends at once', async () => {
  const full = openSync('/dev/full', 'w');
  const child = run(FLOOD, full);
  closeSync(full);
  const exited = exitOf(child);
  const { dropped = 0, longestTurnMs, heldBytes, flushMs } = await stderrOf(child);
  expect(await exited).toBe(0);
  expect(dropped).toBeGreaterThan(40_000);
  expect(longestTurnMs).toBeLessThan(1_000);
  expect(heldBytes).toBeLessThan(150e6);
  expect(flushMs).toBeLessThan(500);
});

it('a reader that goes on after a pause gets every line, whole and in order', async () => {
  const child = run(
    `for (let number = 0; number < 5_000; number += 1) output.write(line(number));
     setTimeout(() => say({ dropped: output.dropped }), 1_500);`,
    'pipe',
  );
  const exited = exitOf(child);
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const [lines, { dropped }] = await Promise.all([
    child.stdout === null ? '' : text(child.stdout),
    stderrOf(child),
  ]);
  expect(await exited).toBe(0);
  expect(dropped).toBe(0);
  const numbers = lines
    .trimEnd()
    .split('\n')
    .map((each) => (JSON.parse(each) as { number: number }).number);
  expect(numbers).toEqual(Array.from({ length: 5_000 }, (_, number) => number));
});

it('a turn that logs more than the queue holds loses no line while the output takes them', async () => {
  const sink = openSync('/dev/null', 'w');
  const child = run(
    `for (let number = 0; number < 20_000; number += 1) output.write(line(number));
     say({ dropped: output.dropped });`,
    sink,
  );
  closeSync(sink);
  const exited = exitOf(child);
  expect(await stderrOf(child)).toEqual({ dropped: 0 });
  expect(await exited).toBe(0);
});
