import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const run = promisify(execFile);
const LINES = 5_000;

/** Writes lines in bursts, and ends when it has nothing left to do. */
const SCRIPT = `
  const { createLogger } = await import('./src/telemetry/logger.ts');
  const logger = createLogger('info');
  for (let line = 0; line < ${LINES}; line += 1) {
    logger.info({ line, text: 'señal €😀'.repeat(line % 40) }, 'request');
    if (line % 700 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
`;

it('every line of a burst reaches standard output whole, in its order and with the time', async () => {
  const began = Date.now();
  const { stdout } = await run(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', SCRIPT], {
    maxBuffer: 16 * 1_048_576,
  });
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((text) => JSON.parse(text) as { line: number; text: string; time: string });
  expect(lines.map(({ line }) => line)).toEqual(Array.from({ length: LINES }, (_, line) => line));
  expect(lines.every(({ line, text }) => text === 'señal €😀'.repeat(line % 40))).toBe(true);
  const times = lines.map(({ time }) => Date.parse(time));
  expect(times).toEqual(times.toSorted((one, other) => one - other));
  expect(times[0]).toBeGreaterThanOrEqual(began);
  expect(times.at(-1)).toBeLessThanOrEqual(Date.now());
});

it('a fatal line, and every line before it, is written before the call returns', async () => {
  const script = `
    const { createLogger } = await import('./src/telemetry/logger.ts');
    const logger = createLogger('info');
    for (let line = 0; line < 5; line += 1) logger.info({ line }, 'request');
    logger.fatal('ending');
    process.kill(process.pid, 'SIGKILL');
  `;
  const { stdout } = await run(process.execPath, [
    '--import',
    'tsx',
    '--input-type=module',
    '-e',
    script,
  ]).catch((ended: { readonly stdout: string }) => ended);
  const messages = stdout.split('\n').filter((line) => line !== '');
  expect(messages.map((line) => (JSON.parse(line) as { msg: string }).msg)).toContain('ending');
  expect(messages).toHaveLength(6);
});
