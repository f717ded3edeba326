import { setTimeout as delay } from 'node:timers/promises';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { environmentOf, HOSTILE_PROVIDERS, hostileProvider } from '../support/hostile-provider.ts';
import { until } from '../support/hostile-server.ts';
import { createOperationClient, type OperationClient } from '../support/http-client.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';
import { type Canary, startCanary } from './canary.ts';
import { type HostileWorld, startHostileWorld } from './hostile-world.ts';
import { type PlannedOperation, planOperations } from './plan.ts';
import {
  CACHE_MAX_MB,
  CLIENTS,
  CONCURRENCY,
  DEADLINE_MS,
  MAX_BODY_MB,
  OPERATIONS,
  PER_TRY_TIMEOUT_MS,
  RETRIES,
  SEED,
} from './settings.ts';
import { type CompletedOperation, count, type Tally, verify } from './verifier.ts';

const QUERY = 'query Chaos($ids: [ID!]!) { calls(ids: $ids) { id durationSeconds status } }';
/** Milliseconds that reading a request and writing its response may add to a deadline, and a request in flight to a pause. */
const SLACK_MS = 300;
/** Turns of the event loop that one request takes. Each is as slow as the machine makes it. */
const TURNS = 8;
/** Operations before the assertions: they make V8 compile the code. */
const WARM_UP = 60;
/** Milliseconds for which a restarting provider refuses connections. */
const RESTART_MS = 150;
const MAX_GROWTH_BYTES = 256 * 1_048_576;
const SETTINGS = {
  UPSTREAM_TIMEOUT_MS: String(PER_TRY_TIMEOUT_MS),
  UPSTREAM_DEADLINE_MS: String(DEADLINE_MS),
  UPSTREAM_RETRIES: String(RETRIES),
  UPSTREAM_MAX_BODY_MB: String(MAX_BODY_MB),
  CACHE_MAX_MB: String(CACHE_MAX_MB),
  LOG_LEVEL: 'trace',
};
const SCARCE = ['Timeout', 'TCPSocketWrap', 'TCPServerWrap', 'GetAddrInfoReqWrap'];

/** Counts the sockets, timers and other resources of this thread, by type. */
function resources(): Record<string, number> {
  const held: Record<string, number> = Object.fromEntries(SCARCE.map((kind) => [kind, 0]));
  for (const kind of process.getActiveResourcesInfo()) if (kind in held) held[kind] = (held[kind] ?? 0) + 1;
  return held;
}

interface Findings {
  readonly wrongResponses: string[];
  readonly tooLate: string[];
  readonly tooEarly: string[];
  readonly unhandled: unknown[];
  readonly tally: Tally;
}

describe(`${OPERATIONS} operations on hostile providers (CHAOS_SEED=${SEED})`, () => {
  const findings: Findings = {
    wrongResponses: [],
    tooLate: [],
    tooEarly: [],
    unhandled: [],
    tally: new Map(),
  };
  const logLines: string[] = [];
  const completed: Omit<CompletedOperation, 'sluggishMs'>[] = [];
  let world: HostileWorld;
  let canary: Canary;
  let before: Record<string, number>;
  let afterwards: Record<string, number>;
  let openSockets: number;

  async function run(testServer: TestServer, client: OperationClient, lost: OperationClient): Promise<void> {
    const perform = async (plan: PlannedOperation): Promise<void> => {
      const to = plan.toNowhere ? lost : client;
      const signal = plan.hangsUpAfterMs === null ? undefined : AbortSignal.timeout(plan.hangsUpAfterMs);
      const from = performance.now();
      try {
        const operation = { query: QUERY, variables: { ids: plan.ids } };
        const response = await to.send(operation, signal === undefined ? {} : { signal });
        const operationUntil = performance.now();
        canary.inspect('response', response.text + JSON.stringify(response.headers));
        completed.push({ plan, response, from, until: operationUntil });
      } catch (error) {
        if (signal?.aborted) count(findings.tally, 'hung up');
        else findings.wrongResponses.push(`${testServer.url}: ${error}`);
      }
    };
    const left = [...planOperations()].reverse();
    const work = async (): Promise<void> => {
      for (let plan = left.pop(); plan !== undefined; plan = left.pop()) {
        await perform(plan);
        if (plan.restarts !== null) await world.restart(plan.restarts, RESTART_MS);
      }
    };
    await Promise.all(Array.from({ length: CLIENTS }, work));
  }

  /** Verifies all responses after the run, when the machine's slow moments are known. */
  function verifyAll(): void {
    for (const operation of completed) {
      const { plan, from, until: end } = operation;
      const sluggishMs = canary.sluggishnessMs(from, end);
      findings.wrongResponses.push(...verify({ ...operation, sluggishMs }, world, findings.tally));
      if (end - from > DEADLINE_MS + SLACK_MS + TURNS * sluggishMs)
        findings.tooLate.push(`${plan.ids.join(' ')}: ${Math.round(end - from)} ms`);
    }
    for (const { provider, toldAt, at, until: pauseEnd } of world.early) {
      const onItsWayMs = SLACK_MS + TURNS * canary.sluggishnessMs(toldAt, at);
      if (at > toldAt + onItsWayMs)
        findings.tooEarly.push(`${provider}: ${Math.round(pauseEnd - at)} ms before the pause was over`);
    }
  }

  const noteUnhandled = (reason: unknown): void => void findings.unhandled.push(reason);

  beforeAll(async () => {
    process.stdout.write(`chaos: CHAOS_SEED=${SEED} CHAOS_OPERATIONS=${OPERATIONS}\n`);
    process.on('unhandledRejection', noteUnhandled);
    world = await startHostileWorld();
    before = resources();
    const logger = pino({ level: 'trace' }, { write: (line: string) => void logLines.push(line) });
    const options = { logger, random: seededRandom(SEED) };
    const addresses = HOSTILE_PROVIDERS.map((provider) => ({
      ...environmentOf(provider, world.servers.get(provider.id)?.url ?? ''),
      [`${provider.id.toUpperCase()}_CONCURRENCY`]: String(CONCURRENCY),
    }));
    const testServer = await startTestServer(Object.assign({}, SETTINGS, ...addresses), options);
    const unresolvableServer = await startTestServer(
      { ...SETTINGS, ...environmentOf(hostileProvider('osvi'), 'https://switchboard-chaos.invalid') },
      options,
    );
    const client = createOperationClient(testServer.url);
    const lost = createOperationClient(unresolvableServer.url);
    for (let index = 0; index < WARM_UP; index += 1)
      await client.send({ query: QUERY, variables: { ids: [`osvi:hot-${index % 10}`] } });
    canary = startCanary(client);
    await run(testServer, client, lost);
    await canary.stop();
    verifyAll();
    process.stdout.write(`chaos: ${JSON.stringify(Object.fromEntries(findings.tally))}\n`);
    process.stdout.write(`chaos: peak growth ${Math.round(canary.peakGrowthBytes / 1_048_576)} MB\n`);
    for (const line of logLines) canary.inspect('log', line);
    client.close();
    lost.close();
    await Promise.all([testServer.stop(), unresolvableServer.stop()]);
    await delay(100);
    afterwards = resources();
    const sockets = (): number =>
      [...world.servers.values()].reduce((sum, each) => sum + each.openSockets, 0);
    await until('every socket is closed', () => sockets() === 0).catch(() => {});
    openSockets = sockets();
  }, 300_000);

  afterAll(async () => {
    process.off('unhandledRejection', noteUnhandled);
    await world.close();
  });

  it('get correct responses, with the right code on each path, and do not affect each other', () => {
    expect(findings.wrongResponses).toEqual([]);
  });

  it('get their responses within the deadline', () => {
    expect(findings.tooLate).toEqual([]);
  });

  it('leak no key and no unselected text into a response, a log line or a metric', () => {
    expect(canary.leaks).toEqual([]);
    expect(logLines.length).toBeGreaterThan(OPERATIONS / 2);
    expect(canary.looks).toBeGreaterThan(5);
  });

  it('send nothing during a pause, nothing without the key, and nothing to another origin', () => {
    expect(findings.tooEarly).toEqual([]);
    expect(world.keyless).toEqual([]);
    expect(world.away.acceptedSockets).toBe(0);
  });

  it("stay within the concurrency limit, by the metrics and by each provider's count", () => {
    expect(canary.excesses).toEqual([]);
    for (const [provider, { longestOverBoundMs }] of world.servers)
      expect(longestOverBoundMs, provider).toBeLessThan(250); // the provider learns late of a closed connection
  });

  it('take a bounded amount of memory', () => {
    expect(canary.peakGrowthBytes).toBeLessThan(MAX_GROWTH_BYTES);
  });

  it('leave no unhandled rejection', () => {
    expect(findings.unhandled).toEqual([]);
  });

  it('leave no open socket and no running timer', () => {
    expect(openSockets).toBe(0);
    for (const kind of SCARCE) expect(afterwards[kind], kind).toBeLessThanOrEqual(before[kind] ?? 0);
  });

  it.runIf(OPERATIONS >= 1_000)('meet every fault and every outcome often enough to be significant', () => {
    const { tally } = findings;
    for (const [kind, atLeast] of Object.entries({
      record: OPERATIONS,
      mended: OPERATIONS / 30,
      absent: OPERATIONS / 30,
      BAD_USER_INPUT: OPERATIONS / 60,
      PROVIDER_UNAVAILABLE: OPERATIONS / 20,
      PROVIDER_REJECTED: 20,
      PROVIDER_BAD_RESPONSE: 50,
    }))
      expect(tally.get(kind) ?? 0, kind).toBeGreaterThanOrEqual(atLeast);
    // The frequency of these depends on the machine's speed.
    const rare = ['PROVIDER_TIMEOUT', 'PROVIDER_RATE_LIMITED', 'PROVIDER_UNAUTHORIZED', 'hung up'];
    expect(rare.reduce((sum, kind) => sum + (tally.get(kind) ?? 0), 0)).toBeGreaterThanOrEqual(20);
    for (const behaviour of [
      'silence',
      'byteASecond',
      'hugeBody',
      'gzipBomb',
      'denseBody',
      'denseText',
      'redirect',
      'wrongRecord',
      'limitedForSeconds',
      'limitedUntilDate',
    ])
      expect(world.met.get(behaviour) ?? 0, behaviour).toBeGreaterThan(0);
  });
});
