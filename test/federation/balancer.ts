import {
  Agent,
  createServer,
  request as forward,
  get,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

/** Milliseconds between two looks at each replica's `/ready`. */
const PROBE_MS = 250;

/** Spreads requests over the replicas that say they are ready. */
export interface Balancer {
  /** Without a trailing slash. */
  readonly url: string;
  /** Requests handed to each replica so far, by its address. */
  readonly handedTo: ReadonlyMap<string, number>;
  isReady(replica: string): boolean;
  close(): Promise<void>;
}

/**
 * A round-robin balancer over `replicas` (addresses without a trailing slash). It never sends a request twice, so that
 * whatever a replica loses is lost.
 */
export async function startBalancer(replicas: readonly string[]): Promise<Balancer> {
  const agent = new Agent({ keepAlive: true });
  const ready = new Set<string>();
  const handedTo = new Map(replicas.map((replica) => [replica, 0]));
  let turn = 0;

  const probe = (replica: string): void => {
    get(`${replica}/ready`, { timeout: 1_000 }, (response) => {
      response.resume();
      if (response.statusCode === 200) ready.add(replica);
      else ready.delete(replica);
    }).on('error', () => ready.delete(replica));
  };
  const timer = setInterval(() => replicas.forEach(probe), PROBE_MS);

  const server = createServer((incoming, outgoing) => {
    const candidates = replicas.filter((replica) => ready.has(replica));
    const replica = candidates[turn++ % candidates.length];
    if (replica === undefined) return void outgoing.writeHead(503).end();
    handedTo.set(replica, (handedTo.get(replica) ?? 0) + 1);
    pass(incoming, outgoing, replica, agent);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    handedTo,
    isReady: (replica) => ready.has(replica),
    close: async () => {
      clearInterval(timer);
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      agent.destroy();
      await closed;
    },
  };
}

function pass(incoming: IncomingMessage, outgoing: ServerResponse, replica: string, agent: Agent): void {
  const { method, headers } = incoming;
  const sent = forward(`${replica}${incoming.url ?? ''}`, { method, headers, agent }, (response) => {
    outgoing.writeHead(response.statusCode ?? 502, response.headers);
    response.pipe(outgoing);
  });
  sent.on('error', () => (outgoing.headersSent ? outgoing.destroy() : outgoing.writeHead(502).end()));
  incoming.pipe(sent);
}
