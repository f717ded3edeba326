import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { promisify } from 'node:util';

/** A Node.js process of its own, observed from outside: by its output, its exit code and its use of the machine. */
export interface ServerProcess {
  readonly pid: number;
  /** Everything written so far; empty where the output is ignored. */
  readonly output: { readonly stdout: string; readonly stderr: string };
  /** Resolves when standard output matches; rejects when the process ends without a match. */
  said(pattern: RegExp): Promise<RegExpMatchArray>;
  kill(signal: NodeJS.Signals): void;
  /** The exit code; `null` when a signal ended the process. */
  readonly exited: Promise<number | null>;
  /** Seconds of CPU so far, of all threads; `null` where there is no `/proc`. */
  readonly cpuSeconds: number | null;
  /** Megabytes of resident memory now; `null` where there is no `/proc`. */
  readonly megabytes: number | null;
}

export interface ProcessOptions {
  /** All variables of the process: none of this process's own are passed on. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Path of the Node.js executable. Default: the one that runs this process. */
  readonly node?: string;
  /** The processor core that the process is pinned to with `taskset`. Default: any. */
  readonly core?: number | null;
  /** Text for standard input. Default: none. */
  readonly input?: string;
  /** `pipe` is read into `output`; a file descriptor or stream is handed to the process as it is. Default `pipe`. */
  readonly stdout?: 'pipe' | 'ignore' | number | Writable;
}

/** The message with which a built or source-run server says where it listens. The first group is its URL. */
export const LISTENS = /"Switchboard listens on (http:\/\/127\.0\.0\.1:\d+)\/graphql"/;

/** Linux counts CPU time in these, on every machine. */
const TICKS_PER_SECOND = 100;

/** The arguments of Node.js in the command of `npm start`: the one place that states the V8 flags. */
export function startArguments(): readonly string[] {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: { start: string } };
  return scripts.start.split(' ').slice(1);
}

/** Builds `dist`, as `npm start` does first. Test runs build it once, before the first suite that needs it. */
export const build = (): Promise<unknown> => promisify(execFile)('npm', ['run', '--silent', 'build']);

/** Starts the server with these variables: the built one, unless `program` names another. */
export const startServer = (
  environment: Readonly<Record<string, string>>,
  program: readonly string[] = startArguments(),
): ServerProcess => startProcess(program, { environment });

/** Starts Node.js with the arguments `program`. The process is killed when this one exits. */
export function startProcess(
  program: readonly string[],
  {
    environment = {},
    node = process.execPath,
    core = null,
    input,
    stdout: destination = 'pipe',
  }: ProcessOptions = {},
): ServerProcess {
  const pinned = core === null ? [] : ['taskset', '-c', String(core)];
  const [command = node, ...args] = [...pinned, node, ...program];
  const child = spawn(command, args, {
    env: { ...environment, ...(core !== null && { PATH: process.env['PATH'] }) }, // to find taskset
    stdio: [input === undefined ? 'ignore' : 'pipe', destination, 'pipe'],
  });
  child.stdin?.end(input);
  killAtExit(child);
  const output = { stdout: '', stderr: '' };
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    output.stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    output.stderr += text;
  });
  return {
    pid: child.pid ?? -1,
    output,
    exited,
    kill: (signal) => child.kill(signal),
    said: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const match = output.stdout.match(pattern);
          if (match === null) return;
          child.stdout?.off('data', look);
          resolve(match);
        };
        child.stdout?.on('data', look);
        look();
        void exited.then(() =>
          reject(new Error(`The process ended and never wrote ${pattern}: ${output.stderr}`)),
        );
      }),
    get cpuSeconds() {
      const fields = readProc(child, 'stat')?.split(') ')[1]?.split(' ');
      return fields === undefined ? null : (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
    },
    get megabytes() {
      const status = readProc(child, 'status');
      return status === null ? null : Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
    },
  };
}

function killAtExit(child: ChildProcess): void {
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('exit', () => process.off('exit', kill));
}

function readProc({ pid }: ChildProcess, file: string): string | null {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return null;
  }
}
