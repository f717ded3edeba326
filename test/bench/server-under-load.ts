import type { Contender } from './contenders.ts';
import { HEADERS } from './contenders.ts';
import type { LoadResult, LoadSpec } from './load.ts';
import { freePort, NodeProcess, type ProcessOptions, untilAnswering, withNowhere } from './processes.ts';

/** What one run of load cost. */
export interface Measured extends LoadResult {
  readonly perSecond: number;
  /** Microseconds of the server's CPU; `null` where the system does not tell. */
  readonly cpuMicros: number | null;
}

/** A contender that runs. */
export class ServerUnderLoad {
  readonly contender: Contender;
  readonly port: number;
  /** Milliseconds from the start of the process to the first answer. */
  readonly startMs: number;
  readonly #process: NodeProcess;
  readonly #loadScript: string;
  readonly #loadOptions: ProcessOptions;

  private constructor(
    contender: Contender,
    server: { readonly process: NodeProcess; readonly port: number; readonly startMs: number },
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
    const port = await freePort();
    const environment = { ...contender.environment, PORT: String(port), HOST: '127.0.0.1' };
    const [first = contender.script, ...rest] = [...contender.nodeArguments, contender.script];
    const process = withNowhere(
      (nowhere) => new NodeProcess(first, rest, { ...server, environment }, nowhere),
    );
    const startMs = await untilAnswering(port, '{"query":"{ __typename }"}', { ...HEADERS });
    return new ServerUnderLoad(contender, { process, port, startMs }, load);
  }

  get megabytes(): number | null {
    return this.#process.megabytes;
  }

  async load(spec: Omit<LoadSpec, 'port' | 'headers'>): Promise<Measured> {
    const whole: LoadSpec = { ...spec, port: this.port, headers: HEADERS };
    const before = this.#process.cpuSeconds;
    const process = new NodeProcess(this.#loadScript, [], {
      ...this.#loadOptions,
      input: JSON.stringify(whole),
    });
    const result = JSON.parse(await process.said(true)) as LoadResult;
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

  /** For a profile to be written, a server has to be asked to end. */
  stop(): Promise<void> {
    return this.#process.stop();
  }
}
