import { execFile, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';

/** The server as a user runs it: a process of its own, known by what it says and how it ends. */
export interface ServerProcess {
  readonly pid: number;
  /** Everything written so far. */
  readonly output: { readonly stdout: string; readonly stderr: string };
  /** Resolves when standard output matches; rejects when the process ends without having said so. */
  said(pattern: RegExp): Promise<RegExpMatchArray>;
  kill(signal: NodeJS.Signals): void;
  /** The exit code; `null` when a signal ended it. */
  readonly exited: Promise<number | null>;
}

/** What `npm start` does first. */
export const build = (): Promise<unknown> => promisify(execFile)('npm', ['run', '--silent', 'build']);

/** The arguments of Node.js in the command of `npm start`: the one place that states the V8 flags. */
function startArguments(): readonly string[] {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: { start: string } };
  return scripts.start.split(' ').slice(1);
}

/** Starts the built server, or another `program`, with `environment` and no variable of this process. */
export function startServer(
  environment: Record<string, string>,
  program: readonly string[] = startArguments(),
): ServerProcess {
  const child = spawn(process.execPath, program, {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
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
          child.stdout.off('data', look);
          resolve(match);
        };
        child.stdout.on('data', look);
        look();
        void exited.then(() => reject(new Error(`It ended, and never said ${pattern}: ${output.stderr}`)));
      }),
  };
}
