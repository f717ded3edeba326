import { readdirSync } from 'node:fs';
import { createOperationClient, type OperationClient } from '../support/http-client.ts';
import { build, LISTENS, type ServerProcess, startServer } from '../support/server-process.ts';

/** The built server in a process of its own, and its use of the machine. */
export interface ProcessUnderLoad {
  readonly client: OperationClient;
  usage(): Promise<Usage>;
  /** Stops the server with SIGTERM. Resolves to the exit code. */
  stop(): Promise<number | null>;
}

export interface Usage {
  readonly residentBytes: number;
  readonly heapBytes: number;
  readonly descriptors: number;
}

/** Builds the server and starts it on a free port. */
export async function startProcessUnderLoad(environment: Record<string, string>): Promise<ProcessUnderLoad> {
  await build();
  const server: ServerProcess = startServer({
    PORT: '0',
    LOG_LEVEL: 'warn',
    CLIENT_OPERATIONS_PER_SECOND: '0',
    SHUTDOWN_GRACE_MS: '0',
    ...environment,
  });
  const [, url = ''] = await server.said(LISTENS);
  const client = createOperationClient(url);
  return {
    client,
    usage: async () => {
      const { text } = await client.get('/metrics');
      const read = (name: string): number =>
        Number(new RegExp(`^${name} ([\\d.e+]+)$`, 'm').exec(text)?.[1] ?? Number.NaN);
      return {
        residentBytes: read('process_resident_memory_bytes'),
        heapBytes: read('nodejs_heap_size_used_bytes'),
        descriptors: readdirSync(`/proc/${server.pid}/fd`).length,
      };
    },
    stop: async () => {
      client.close();
      server.kill('SIGTERM');
      return server.exited;
    },
  };
}
