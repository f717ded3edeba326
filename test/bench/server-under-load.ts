import { findFreePort } from '../support/free-port.ts';
import { type ProcessOptions, type ServerProcess, startProcess } from '../support/server-process.ts';
import type { Contender } from './contenders.ts';
import { HEADERS } from './contenders.ts';
import type { LoadResult, LoadSpec } from './load.ts';
import { untilResponding } from './until-responding.ts';
import { runWrk, type WrkSpec } from './wrk.ts';

/** The figures of one run of load. */
export interface Measured extends LoadResult {
  readonly perSecond: number;
  /** Microseconds of the server's CPU a request; `null` where there is no `/proc`. */
  readonly cpuMicros: number | null;
}

/** A running contender. */
export class ServerUnderLoad {
  readonly contender: Contender;
  readonly port: number;
  /** Milliseconds from the start of the process to the first response. */
  readonly startMs: number;
  readonly #process: ServerProcess;
  readonly #loadScript: string;
  readonly #loadOptions: ProcessOptions;

  private constructor(
    contender: Contender,
    server: { readonly process: ServerProcess; readonly port: number; readonly startMs: number },
    load: { readonly script: string; readonly options: ProcessOptions },
  ) {
    this.contender = contender;
    this.port = server.port;
    this.startMs = server.startMs;
    this.#process = server.process;
    this.#loadScript = load.script;
    this.#loadOptions = load.options;
  }

  static async start(
    contender: Contender,
    server: ProcessOptions,
    load: { readonly script: string; readonly options: ProcessOptions },
  ): Promise<ServerUnderLoad> {
    const port = await findFreePort();
    const environment = {
      NODE_ENV: 'production',
      ...contender.environment,
      PORT: String(port),
      HOST: '127.0.0.1',
    };
    const program = [...contender.nodeArguments, contender.script];
    const process = startProcess(program, { ...server, environment, stdout: 'ignore' });
    const startMs = await untilResponding(port, '{"query":"{ __typename }"}', { ...HEADERS });
    return new ServerUnderLoad(contender, { process, port, startMs }, load);
  }

  get megabytes(): number | null {
    return this.#process.megabytes;
  }

  async load(spec: Omit<LoadSpec, 'port' | 'headers'>): Promise<Measured> {
    const whole: LoadSpec = { ...spec, port: this.port, headers: HEADERS };
    return this.#measure(async () => {
      const process = startProcess([this.#loadScript], {
        ...this.#loadOptions,
        input: JSON.stringify(whole),
      });
      if ((await process.exited) !== 0) throw new Error(`The load failed: ${process.output.stderr}`);
      return JSON.parse(process.output.stdout) as LoadResult;
    });
  }

  /** Does the same with wrk, which adds less to latencies. */
  loadByWrk(spec: Omit<WrkSpec, 'port' | 'headers'>): Promise<Measured> {
    const core = this.#loadOptions.core ?? null;
    return this.#measure(() => runWrk({ ...spec, port: this.port, headers: HEADERS }, core));
  }

  async #measure(run: () => Promise<LoadResult>): Promise<Measured> {
    const before = this.#process.cpuSeconds;
    const result = await run();
    const after = this.#process.cpuSeconds;
    if (result.failures > 0)
      throw new Error(`${this.contender.name}: ${result.failures} of ${result.requests} requests failed`);
    const cpuMicros =
      before === null || after === null
        ? null
        : ((after - before) * 1_000_000) / Math.max(1, result.requests);
    return { ...result, perSecond: result.requests / result.seconds, cpuMicros };
  }

  async ask(body: string): Promise<unknown> {
    const response = await fetch(`http://127.0.0.1:${this.port}/graphql`, {
      method: 'POST',
      headers: { ...HEADERS },
      body,
    });
    return response.json();
  }

  async stop(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#process.exited;
  }
}
