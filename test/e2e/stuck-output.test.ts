import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { findFreePort } from '../support/free-port.ts';
import {
  type ProcessOptions,
  type ServerProcess,
  startArguments,
  startProcess,
} from '../support/server-process.ts';

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

async function start(
  stdout: NonNullable<ProcessOptions['stdout']>,
): Promise<{ readonly server: ServerProcess; readonly url: string }> {
  const url = `http://127.0.0.1:${await findFreePort()}`;
  const environment = { PORT: new URL(url).port, SHUTDOWN_GRACE_MS: '0', CLIENT_OPERATIONS_PER_SECOND: '0' };
  const server = startProcess(startArguments(), { environment, stdout });
  cleanups.push(() => server.kill('SIGKILL'));
  await expect
    .poll(async () => (await fetch(`${url}/ready`).catch(() => null))?.status, { timeout: 15_000 })
    .toBe(200);
  return { server, url };
}

/** Sends 1,500 operations: their log lines, 300 kB, are more than a pipe or socket buffers. */
async function serveOperations(url: string): Promise<void> {
  for (let batch = 0; batch < 30; batch += 1)
    await Promise.all(
      Array.from({ length: 50 }, async () => {
        const response = await fetch(`${url}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: '{"query":"{ providers { name } }"}',
        });
        expect(await response.json()).toHaveProperty('data.providers');
      }),
    );
}

async function expectPromptExit(server: ServerProcess): Promise<void> {
  const stoppedAt = performance.now();
  server.kill('SIGTERM');
  expect(await server.exited).toBe(0);
  expect(performance.now() - stoppedAt).toBeLessThan(5_000);
}

describe('the server', () => {
  it('serves and stops while the reader of its standard output is stopped', async () => {
    const reader = spawn('sleep', ['120'], { stdio: ['pipe', 'ignore', 'ignore'] });
    cleanups.push(() => reader.kill('SIGKILL'));
    const { server, url } = await start(reader.stdin);
    await serveOperations(url);
    await expectPromptExit(server);
  });

  it('serves and stops once the reader of its standard output has gone away', async () => {
    const reader = spawn('sleep', ['120'], { stdio: ['pipe', 'ignore', 'ignore'] });
    const { server, url } = await start(reader.stdin);
    reader.kill('SIGKILL');
    await once(reader, 'exit');
    await serveOperations(url);
    await expectPromptExit(server);
  });

  it('serves and stops while nobody reads the FIFO that is its standard output', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'switchboard-fifo-'));
    const path = join(folder, 'log');
    execFileSync('mkfifo', [path]);
    const fifo = openSync(path, 'r+'); // a reader that never reads
    cleanups.push(
      () => closeSync(fifo),
      () => rmSync(folder, { recursive: true }),
    );
    const { server, url } = await start(fifo);
    await serveOperations(url);
    await expectPromptExit(server);
  });

  it('serves and stops while the disk under its standard output is full', async () => {
    const full = openSync('/dev/full', 'w');
    cleanups.push(() => closeSync(full));
    const { server, url } = await start(full);
    await serveOperations(url);
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).toMatch(/^switchboard_log_lines_dropped_total \d+$/m);
    await expectPromptExit(server);
  });
});
