import { LISTENS, type ServerProcess, startServer } from './server-process.ts';

/** Built servers as processes, with the Redis and the providers of the environment. */
export interface ReplicaProcesses {
  readonly urls: readonly string[];
  /** Requests a call from the server at `replica`, modulo their number. Resolves to its status, or to the error's code. */
  statusOf(replica: number, id: string): Promise<string>;
  /** The sum over all servers of a metric's samples that contain `sample`. */
  metric(name: string, sample: string): Promise<number>;
  close(): Promise<void>;
}

export async function startReplicaProcesses(
  count: number,
  environment: Record<string, string>,
): Promise<ReplicaProcesses> {
  const servers: ServerProcess[] = Array.from({ length: count }, () =>
    startServer({ ...environment, PORT: '0', LOG_LEVEL: 'silent', SHUTDOWN_GRACE_MS: '0' }),
  );
  const urls = await Promise.all(servers.map(async ({ said }) => (await said(LISTENS))[1] ?? ''));
  return {
    urls,
    statusOf: async (replica, id) => {
      const response = await fetch(`${urls[replica % count]}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: 'query ($id: ID!) { call(id: $id) { status } }', variables: { id } }),
      });
      const { data, errors } = (await response.json()) as {
        data?: { call: { status: string } | null };
        errors?: { extensions?: { code?: string } }[];
      };
      return data?.call?.status ?? errors?.[0]?.extensions?.code ?? `HTTP ${response.status}`;
    },
    metric: async (name, sample) => {
      const pages = await Promise.all(urls.map(async (url) => (await fetch(`${url}/metrics`)).text()));
      return pages
        .flatMap((page) => page.split('\n'))
        .filter((line) => line.startsWith(name) && line.includes(sample))
        .reduce((total, line) => total + Number(line.slice(line.lastIndexOf(' '))), 0);
    },
    close: async () => {
      for (const { kill } of servers) kill('SIGTERM');
      await Promise.all(servers.map(({ exited }) => exited));
    },
  };
}
