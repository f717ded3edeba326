import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { type Canary, startCanary } from '../chaos/canary.ts';
import { startHostileWorld } from '../chaos/hostile-world.ts';
import { POD_MEGABYTES, startLimitedServer } from '../chaos/limited-server.ts';
import { type PlannedOperation, planOperations, WELL_BEHAVED_PROVIDER } from '../chaos/plan.ts';
import {
  CACHE_MAX_MB,
  CONCURRENCY,
  DEADLINE_MS,
  MAX_BODY_MB,
  PER_TRY_TIMEOUT_MS,
  RETRIES,
  SEED,
} from '../chaos/settings.ts';
import { type Tally, verify } from '../chaos/verifier.ts';
import { environmentOf, HOSTILE_PROVIDERS } from '../support/hostile-provider.ts';
import { createOperationClient } from '../support/http-client.ts';
import { pipelinedSession, sendSession } from '../support/pipelined-sessions.ts';
import { build } from '../support/server-process.ts';
import { numberArgument, print } from './load.ts';

/*
 * The chaos test and the fuzz test of pipelined connections together, for as long as asked, against the built server in a
 * process with a pod's memory: `npm run endurance -- --minutes 60`. Verifies every response, and at the end that the server
 * is alive, has given back every place, holds no socket, and ends when told to. `CHAOS_SEED` chooses the faults.
 */

const MINUTES = numberArgument('minutes', 60);
/** Operations at once of the clients whose responses are verified. */
const CLIENTS = 8;
/** Connections at once with pipelined requests, from an address of their own. */
const SESSIONS = 3;
const SESSION_ADDRESS = '127.0.0.3';
/** Pause of a client between two operations, so that neither core is saturated and no response is late for want of one. */
const PAUSE_MS = 40;
const PLANS_AT_A_TIME = 5_000;
const RESTART_MS = 150;
const REPORT_EVERY_MS = 60_000;
/** Places of one client, as `CLIENT_MAX_CONCURRENT` has them by default. */
const PLACES = 200;
/** Milliseconds after which no connection is kept for a further request. */
const LAST_SOCKET_MS = 30_000;
/** Milliseconds within which the server has to end after SIGTERM. */
const END_MS = 5_000;
/** A log line of level `error` or `fatal`, other than that a provider refused its key, which the faults include. */
const UNEXPECTED = /"level":(?:50|60),(?!.*"event":"key-refused")/;
const QUERY = 'query Chaos($ids: [ID!]!) { calls(ids: $ids) { id durationSeconds status } }';

await build();
const world = await startHostileWorld();
const addresses = HOSTILE_PROVIDERS.map((provider) => ({
  ...environmentOf(provider, world.servers.get(provider.id)?.url ?? ''),
  [`${provider.id.toUpperCase()}_CONCURRENCY`]: String(CONCURRENCY),
}));
const server = await startLimitedServer(
  Object.assign(
    {
      UPSTREAM_TIMEOUT_MS: String(PER_TRY_TIMEOUT_MS),
      UPSTREAM_DEADLINE_MS: String(DEADLINE_MS),
      UPSTREAM_RETRIES: String(RETRIES),
      UPSTREAM_MAX_BODY_MB: String(MAX_BODY_MB),
      CACHE_MAX_MB: String(CACHE_MAX_MB),
    },
    ...addresses,
  ),
);
const port = Number(new URL(server.url).port);
const client = createOperationClient(server.url);
const canary: Canary = startCanary(client);
const endsAt = performance.now() + MINUTES * 60_000;
const faults: string[] = [];
const tally: Tally = new Map();
let operations = 0;
let sessions = 0;
let peakMegabytes = 0;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const descriptors = (): number => readdirSync(`/proc/${server.process.pid}/fd`).length;
const highWaterMegabytes = (): number =>
  Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${server.process.pid}/status`, 'utf8'))?.[1]) / 1024;

async function perform(plan: PlannedOperation): Promise<void> {
  const signal = plan.hangsUpAfterMs === null ? undefined : AbortSignal.timeout(plan.hangsUpAfterMs);
  const from = performance.now();
  try {
    const sent = { query: QUERY, variables: { ids: plan.ids } };
    const response = await client.send(sent, signal === undefined ? {} : { signal });
    const until = performance.now();
    canary.inspect('response', response.text);
    const sluggishMs = canary.sluggishnessMs(from, until);
    faults.push(...verify({ plan, response, from, until, sluggishMs }, world, tally));
  } catch (error) {
    if (signal?.aborted !== true) faults.push(`no response: ${error}`);
  }
}

/** Plans without end: each portion has ids of its own, for a call's faults are decided by its id. */
function* plans(): Generator<PlannedOperation> {
  for (let portion = 0; ; portion += 1)
    for (const plan of planOperations(SEED + portion, PLANS_AT_A_TIME))
      if (!plan.toNowhere)
        yield { ...plan, ids: plan.ids.map((id) => id.replace(':cold-', `:cold${portion}-`)) };
}

const left = plans();
const work = async (): Promise<void> => {
  while (performance.now() < endsAt) {
    const plan = left.next().value as PlannedOperation;
    await perform(plan);
    operations += 1;
    if (plan.restarts !== null) await world.restart(plan.restarts, RESTART_MS);
    await pause(PAUSE_MS);
  }
};
const fuzz = async (number: number): Promise<void> => {
  for (let round = 0; performance.now() < endsAt; round += 1) {
    const seed = SEED + number * 1_000_003 + round;
    for (const session of fc.sample(pipelinedSession, { numRuns: 20, seed })) {
      if (performance.now() >= endsAt) return;
      const received = await sendSession(session, port, SESSION_ADDRESS).catch((error: unknown) =>
        String(error),
      );
      if (/INTERNAL_SERVER_ERROR|node_modules|ECONNREFUSED/.test(received))
        faults.push(`session: ${received.slice(0, 400)}`);
      sessions += 1;
      await pause(PAUSE_MS);
    }
  }
};
const report = (): void => {
  peakMegabytes = Math.max(peakMegabytes, highWaterMegabytes());
  const now = [`${operations} operations`, `${sessions} sessions`, `${faults.length} faults`];
  const memory = `RSS ${Math.round(server.process.megabytes ?? 0)} MB, peak ${Math.round(peakMegabytes)} MB`;
  print(`${now.join(', ')}; ${memory}; ${descriptors()} descriptors`);
};

print(`endurance: ${MINUTES} minutes, CHAOS_SEED=${SEED}`);
const descriptorsAtStart = descriptors();
const reporting = setInterval(report, REPORT_EVERY_MS);
await Promise.all([
  ...Array.from({ length: CLIENTS }, work),
  ...Array.from({ length: SESSIONS }, (_, number) => fuzz(number)),
]);
clearInterval(reporting);
await canary.stop();
report();

await pause(2 * DEADLINE_MS);
/** As many requests at once as a client may have, each of which waits for a provider. */
const takePlaces = async (localAddress: string): Promise<readonly number[]> => {
  const one = createOperationClient(server.url, localAddress);
  const ids = (index: number) => [`${WELL_BEHAVED_PROVIDER}:place-${index}`];
  const all = await Promise.all(
    Array.from({ length: PLACES }, (_, index) => one.send({ query: QUERY, variables: { ids: ids(index) } })),
  );
  one.close();
  return all.map(({ status }) => status);
};
const taken = [...(await takePlaces('127.0.0.1')), ...(await takePlaces(SESSION_ADDRESS))];
const { text: metrics } = await client.get('/metrics');
client.close();
const socketsEndAt = performance.now() + LAST_SOCKET_MS;
while (
  descriptors() > descriptorsAtStart + world.servers.size * CONCURRENCY &&
  performance.now() < socketsEndAt
)
  await pause(200);
const unexpected = server.process.output.stdout.split('\n').filter((line) => UNEXPECTED.test(line));
const kept = [...world.servers.values()].reduce((sum, { openSockets }) => sum + openSockets, 0);
const descriptorsLeft = descriptors() - kept;
const checks: Readonly<Record<string, boolean>> = {
  'every response was right': faults.length === 0,
  'no secret left the process': canary.leaks.length === 0,
  'no gauge exceeded its bound': canary.excesses.length === 0,
  'the memory of a pod sufficed': peakMegabytes < POD_MEGABYTES,
  'every place was given back': taken.every((status) => status === 200),
  'no provider request is in flight': !/^switchboard_provider_requests_in_flight\{.*\} [1-9]/m.test(metrics),
  'no socket is left but the idle ones that are kept for providers': descriptorsLeft <= descriptorsAtStart,
  'no provider has more connections than its limit': [...world.servers.values()].every(
    ({ openSockets }) => openSockets <= CONCURRENCY,
  ),
  'no unexpected error was logged': unexpected.length === 0,
};
const stoppedAt = performance.now();
server.process.kill('SIGTERM');
const code = await server.process.exited;
const isEnded = code === 0 && performance.now() - stoppedAt < END_MS;
for (const [claim, holds] of Object.entries({ ...checks, 'it ended in its time': isEnded }))
  print(`${holds ? 'holds' : 'FAILS'}: ${claim}`);
print(
  `descriptors: ${descriptorsAtStart} at the start, ${descriptorsLeft} left, and ${kept} connections that are kept for providers`,
);
for (const line of [...faults, ...unexpected].slice(0, 20)) print(line);
print(JSON.stringify(Object.fromEntries(tally)));
await world.close();
process.exitCode = isEnded && Object.values(checks).every(Boolean) ? 0 : 1;
