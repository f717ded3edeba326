import { createHash } from 'node:crypto';
import { WIRE } from './wire.ts';

/** A measured server: its name and how it is started. */
export interface Contender {
  readonly name: string;
  readonly title: string;
  /** The built script. */
  readonly script: string;
  /** Arguments of Node.js. */
  readonly nodeArguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** The runs of the contender. A contender with its own cache has no cold runs. */
  readonly runs: {
    readonly hot?: boolean;
    readonly cold?: boolean;
    readonly flood?: boolean;
    /** The first page of the call log. */
    readonly log?: boolean;
  };
}

const TOKEN = 'sb_bench-token-that-opens-nothing';

/** Headers of every request. Only this product checks the token. */
export const HEADERS = {
  'content-type': 'application/json',
  accept: 'application/json',
  authorization: `Bearer ${TOKEN}`,
} as const;

/** The tokens file with this product's one client. */
export const TOKENS_FILE = JSON.stringify([
  {
    name: 'bench',
    tokenHash: `sha256:${createHash('sha256').update(TOKEN).digest('hex')}`,
    scopes: ['calls:read', 'calls:content', 'calls:identity'],
  },
]);

/**
 * Default settings, plus access control. Limits are raised that exist to stop what a benchmark does:
 * operations a second of one client, and concurrent and waiting requests to one provider.
 */
function environmentOfUs(
  ports: Readonly<Record<string, number>>,
  tokensFile: string,
): Record<string, string> {
  const environment: Record<string, string> = {
    ACCESS_TOKENS_FILE: tokensFile,
    CLIENT_OPERATIONS_PER_SECOND: '1000000',
    CLIENT_MAX_CONCURRENT: '2000',
    UPSTREAM_MAX_QUEUED: '100000',
    SHUTDOWN_GRACE_MS: '0',
  };
  for (const { id, basePath } of WIRE) {
    const prefix = id.toUpperCase();
    environment[`${prefix}_API_KEY`] = 'bench-key';
    environment[`${prefix}_BASE_URL`] = `http://127.0.0.1:${ports[id]}${basePath}`;
    environment[`${prefix}_CONCURRENCY`] = '100';
  }
  return environment;
}

export function contendersOf(
  ports: Readonly<Record<string, number>>,
  places: {
    readonly ours: string;
    readonly ourNodeArguments: readonly string[];
    readonly peers: string;
    readonly tokensFile: string;
  },
): readonly Contender[] {
  const upstream = { UPSTREAM_PORTS: JSON.stringify(ports) };
  const peer = (
    name: string,
    title: string,
    runs: Contender['runs'],
    environment: Record<string, string> = {},
    script = name,
  ): Contender => ({
    name,
    title,
    script: `${places.peers}/${script}.js`,
    nodeArguments: [],
    environment: { ...upstream, ...environment },
    runs,
  });
  return [
    {
      name: 'switchboard',
      title: 'Switchboard',
      script: places.ours,
      nodeArguments: places.ourNodeArguments,
      environment: environmentOfUs(ports, places.tokensFile),
      runs: { hot: true, cold: true, flood: true, log: true },
    },
    peer('mercurius-cache', 'Mercurius + JIT, its cache', { hot: true }, { CACHE: 'on' }, 'mercurius'),
    peer('mercurius', 'Mercurius + JIT + undici + DataLoader', { cold: true, flood: true }),
    peer('apollo', 'Apollo Server + RESTDataSource', { hot: true, cold: true, flood: true }),
    peer('naive', 'Yoga + Pothos + DataLoader + got, as their first pages say', {
      hot: true,
      cold: true,
      flood: true,
    }),
    peer('fan-out', 'Call log as a hand-written fan-out, without GraphQL', { log: true }),
    peer('bare', 'Node.js alone, without GraphQL or a library', { hot: true, cold: true }),
  ];
}
