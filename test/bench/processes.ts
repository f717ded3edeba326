import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';

const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Core 0 is for the servers, core 1 for the load and the providers; both are one where there is no `taskset`. */
export type Core = 0 | 1;

export interface ProcessOptions {
  /** The Node.js that runs it. */
  readonly node: string;
  readonly core: Core | null;
  readonly environment?: Readonly<Record<string, string>>;
  /** What it reads on standard input. */
  readonly input?: string;
}

export class NodeProcess {
  readonly #child: ChildProcess;

  /** Standard output goes to `output`; what it says there on its first line is `said`. */
  constructor(
    script: string,
    args: readonly string[],
    options: ProcessOptions,
    output: 'pipe' | number = 'pipe',
  ) {
    const pinned = options.core === null ? [] : ['taskset', '-c', String(options.core)];
    const [command = options.node, ...rest] = [...pinned, options.node, script, ...args];
    this.#child = spawn(command, rest, {
      env: { PATH: process.env['PATH'] ?? '', NODE_ENV: 'production', ...options.environment },
      stdio: [options.input === undefined ? 'ignore' : 'pipe', output, 'inherit'],
    });
    this.#child.stdin?.end(options.input);
    running.add(this.#child);
    this.#child.once('exit', () => running.delete(this.#child));
  }

  /** All that it writes until it ends, or its first line when it goes on. */
  async said(whole = false): Promise<string> {
    let text = '';
    const { stdout } = this.#child;
    if (stdout === null) throw new Error('Its output goes elsewhere');
    stdout.setEncoding('utf8');
    for await (const chunk of stdout.iterator({ destroyOnReturn: false })) {
      text += chunk;
      if (!whole && text.includes('\n')) break;
    }
    if (text === '') throw new Error('It ended without a word');
    return text;
  }

  /** Seconds of CPU so far, of all its threads; `null` where the system does not tell. */
  get cpuSeconds(): number | null {
    try {
      const fields = readFileSync(`/proc/${this.#child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
    } catch {
      return null;
    }
  }

  /** Megabytes of memory now; `null` where the system does not tell. */
  get megabytes(): number | null {
    try {
      const status = readFileSync(`/proc/${this.#child.pid}/status`, 'utf8');
      return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
    } catch {
      return null;
    }
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.kill('SIGKILL');
    await once(this.#child, 'exit');
  }
}

/** What Linux counts CPU time in, whatever the machine. */
const TICKS_PER_SECOND = 100;

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('No port to be had');
  return address.port;
}

/** Resolves to the milliseconds until `port` answers HTTP. */
export async function untilAnswering(
  port: number,
  body: string,
  headers: Record<string, string>,
): Promise<number> {
  const began = performance.now();
  for (;;) {
    try {
      await fetch(`http://127.0.0.1:${port}/graphql`, { method: 'POST', headers, body });
      return performance.now() - began;
    } catch (error) {
      if (performance.now() - began > 30_000) throw error;
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }
}

/** The log of a server that is measured is written, and thrown away by the system. */
export function withNowhere<T>(use: (nowhere: number) => T): T {
  const nowhere = openSync('/dev/null', 'w');
  try {
    return use(nowhere);
  } finally {
    closeSync(nowhere);
  }
}
