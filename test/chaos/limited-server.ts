import { LISTENS, type ServerProcess, startArguments, startProcess } from '../support/server-process.ts';

/** The memory of a pod, in megabytes. */
export const POD_MEGABYTES = 512;

/** The built server in a process with a pod's memory, and its endpoint. */
export interface LimitedServer {
  readonly process: ServerProcess;
  readonly url: string;
  /** Sends an operation. Resolves to status and text; rejects when the connection breaks. */
  ask(params: object, headers?: Record<string, string>): Promise<{ status: number; text: string }>;
  stop(): Promise<void>;
}

/** Starts the built server with a heap that fits a pod beside Node's own memory, on one core if `core` names it. */
export async function startLimitedServer(
  environment: Readonly<Record<string, string>>,
  core: number | null = null,
): Promise<LimitedServer> {
  const server = startProcess(['--max-old-space-size=340', ...startArguments()], {
    core,
    environment: {
      PORT: '0',
      LOG_LEVEL: 'warn',
      CLIENT_OPERATIONS_PER_SECOND: '0',
      SHUTDOWN_GRACE_MS: '0',
      ...environment,
    },
  });
  const [, url = ''] = await server.said(LISTENS);
  return {
    process: server,
    url,
    ask: async (params, headers) => {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
        body: JSON.stringify(params),
      });
      return { status: response.status, text: await response.text() };
    },
    stop: async () => {
      server.kill('SIGKILL');
      await server.exited;
    },
  };
}
