import { afterEach, describe, expect, it } from 'vitest';
import { type MockServer, startMockServer } from '../support/mock-server.ts';
import { LISTENS, type ServerProcess, startServer } from '../support/server-process.ts';

const SAID = 'My card number is 4929 and so on';

let provider: MockServer;
let server: ServerProcess;
let url: string;

afterEach(async () => {
  server.kill('SIGKILL');
  await server.exited;
  await provider.close();
});

async function start(environment: Record<string, string> = {}): Promise<void> {
  provider = await startMockServer(() => {}); // never responds
  server = startServer({
    PORT: '0',
    OSVI_API_KEY: 'a-key',
    OSVI_BASE_URL: provider.url,
    UPSTREAM_DEADLINE_MS: '60000',
    UPSTREAM_TIMEOUT_MS: '60000',
    SHUTDOWN_GRACE_MS: '0',
    ...environment,
  });
  [, url = ''] = await server.said(LISTENS);
}

const ask = (id: string): Promise<Response> =>
  fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: `{ osviCall(callId: "${id}") { status } }` }),
  });

/** Resolves to the value of `promise` and the milliseconds until it settled. */
async function timed<T>(promise: Promise<T>): Promise<{ readonly value: T; readonly tookMs: number }> {
  const began = performance.now();
  return { value: await promise, tookMs: performance.now() - began };
}

describe('a process that receives SIGTERM', () => {
  it('is not ready, and accepts requests for SHUTDOWN_GRACE_MS', async () => {
    await start({ SHUTDOWN_GRACE_MS: '3000' });
    expect((await fetch(`${url}/ready`)).status).toBe(200);
    server.kill('SIGTERM');
    await server.said(/"msg":"stopping"/);
    expect((await fetch(`${url}/ready`)).status).toBe(503);
    expect((await fetch(`${url}/health`)).status).toBe(200);
    expect(await server.exited).toBe(0);
  });

  it('exits at once on a second signal, with requests in flight', async () => {
    await start({ SHUTDOWN_TIMEOUT_MS: '60000' });
    const aborted = ask('slow').catch(() => 'cut off');
    await expect.poll(() => provider.requests.length).toBe(1);
    server.kill('SIGTERM');
    await server.said(/"msg":"stopping"/);
    server.kill('SIGTERM');
    const { value, tookMs } = await timed(server.exited);
    expect(value).toBe(1);
    expect(tookMs).toBeLessThan(3_000);
    expect(await aborted).toBe('cut off');
  });

  it('aborts requests in flight after SHUTDOWN_TIMEOUT_MS, logs their number, and exits with 0', async () => {
    await start({ SHUTDOWN_TIMEOUT_MS: '500' });
    const aborted = ask('slow').catch(() => 'cut off');
    await expect.poll(() => provider.requests.length).toBe(1);
    server.kill('SIGTERM');
    const { value, tookMs } = await timed(server.exited);
    expect(value).toBe(0);
    expect(tookMs).toBeLessThan(5_000);
    expect(await aborted).toBe('cut off');
    expect(server.output.stdout).toContain('requests were cut off');
  });
});

describe('a process with an unexpected error outside any request', () => {
  it.each([
    ['an unhandled rejection', 'unhandledRejection', 'Promise.reject(error)'],
    ['an uncaught exception', 'uncaughtException', 'throw error'],
  ])('logs %s without its words, and ends with 1', async (_what, kind, act) => {
    const script = `process.on('SIGUSR2', () => { const error = new TypeError(${JSON.stringify(SAID)}); ${act}; });`;
    await start({ NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(script)}` });
    server.kill('SIGUSR2');
    expect(await server.exited).toBe(1);
    const lines = server.output.stdout.split('\n').filter((line) => line.startsWith('{'));
    const fatal = lines.map((line) => JSON.parse(line)).filter(({ level }) => level === 60);
    expect(fatal).toEqual([expect.objectContaining({ kind, type: 'TypeError' })]);
    expect(server.output.stdout + server.output.stderr).not.toContain(SAID);
  });
});
