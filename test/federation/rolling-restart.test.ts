import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type MockProviders, startMockProviders } from '../support/mock-providers.ts';
import { type ServerProcess, startServer } from '../support/server-process.ts';
import { type Balancer, startBalancer } from './balancer.ts';
import { type Supergraph, startSupergraph } from './supergraph.ts';

const REPLICAS = 3;
const CLIENTS = 24;
const FROM_SOURCE = ['--import', 'tsx', 'src/main.ts'];

interface Replica {
  readonly url: string;
  process: ServerProcess;
}

let providers: MockProviders;
let replicas: Replica[];
let balancer: Balancer;
let supergraph: Supergraph;

/** Each replica comes back to the port it had. */
const startReplica = (port: number): ServerProcess =>
  startServer({ ...providers.environment, PORT: String(port), LOG_LEVEL: 'warn' }, FROM_SOURCE);

beforeAll(async () => {
  providers = await startMockProviders(async () => {
    await delay(200); // so that each replica has requests in flight when it is told to stop
    return {};
  });
  const ports = await freePorts(REPLICAS);
  replicas = ports.map((port) => ({ url: `http://127.0.0.1:${port}`, process: startReplica(port) }));
  balancer = await startBalancer(replicas.map(({ url }) => url));
  await Promise.all(replicas.map(({ url }) => readiness(url)));
  supergraph = await startSupergraph(balancer.url, {
    deals: [{ id: 'd1', title: 'Solar roof', callIds: ['voxworks:1', 'osvi:1'] }],
  });
}, 120_000);

afterAll(async () => {
  await supergraph.close();
  await balancer.close();
  for (const { process } of replicas) process.kill('SIGKILL');
  await providers.close();
});

it('three replicas behind a router are restarted one after another under load, and no request fails', async () => {
  const failures: unknown[] = [];
  let succeeded = 0;
  let over = false;
  const clients = Array.from({ length: CLIENTS }, async (_, client) => {
    for (let turn = 0; !over; turn += 1) {
      const id = `puretalk:${client}-${turn}`; // in no cache yet
      const result = await supergraph
        .query('query ($id: ID!) { call(id: $id) { id status deal { id } } deals { calls { id status } } }', {
          id,
        })
        .catch((error: unknown) => ({ errors: [error], data: null }));
      const { call } = (result.data ?? {}) as { call?: { id?: string } };
      if (result.errors !== undefined || call?.id !== id) failures.push(result);
      else succeeded += 1;
    }
  });

  const exitCodes: (number | null)[] = [];
  const served: number[] = [];
  for (const replica of replicas) {
    const before = balancer.handedTo.get(replica.url) ?? 0;
    replica.process.kill('SIGTERM');
    exitCodes.push(await replica.process.exited);
    replica.process = startReplica(Number(new URL(replica.url).port));
    await readiness(replica.url);
    served.push(await servedSince(replica.url, before));
  }
  over = true;
  await Promise.all(clients);

  expect(failures).toEqual([]);
  expect(exitCodes).toEqual([0, 0, 0]);
  expect(Math.min(...served)).toBeGreaterThan(0);
  expect(succeeded).toBeGreaterThan(100);
}, 180_000);

async function readiness(url: string): Promise<void> {
  while (!balancer.isReady(url)) await delay(50);
}

/** Waits until a replica that has come back has taken its share again. */
async function servedSince(url: string, before: number): Promise<number> {
  const back = balancer.handedTo.get(url) ?? 0;
  while ((balancer.handedTo.get(url) ?? 0) < back + 20) await delay(50);
  return (balancer.handedTo.get(url) ?? 0) - before;
}

/** Ports that were free a moment ago, all different. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  await Promise.all(servers.map((each) => new Promise<void>((done) => each.listen(0, '127.0.0.1', done))));
  const ports = servers.map((each) => (each.address() as AddressInfo).port);
  await Promise.all(servers.map((each) => new Promise((done) => each.close(done))));
  return ports;
}
