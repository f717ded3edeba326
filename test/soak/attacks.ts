import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { POD_MEGABYTES, startLimitedServer } from '../chaos/limited-server.ts';
import { createOperationClient } from '../support/http-client.ts';
import { startMockProviders } from '../support/mock-providers.ts';
import { build, startProcess } from '../support/server-process.ts';
import { ATTACKS } from './attack-kinds.ts';
import { numberArgument, percentile, print, type Sample, sendSteadily, tally, textArgument } from './load.ts';

/*
 * Runs each attack against the built server with a pod's memory, while an innocent client at another address reads calls at
 * a steady rate. Reports that client's median and p99 at rest and during the attack, and the memory. `npm run attacks --
 * --seconds 4`; `--only listeners` runs those attacks whose names contain the word.
 */

const SECONDS = numberArgument('seconds', 4);
const ONLY = textArgument('only', '');
const PER_SECOND = 50;
const SERVER_CORE = 0;
const LOAD_CORE = Math.min(1, availableParallelism() - 1);
/** The whole run ends after this long, whatever happens. */
const LONGEST_MS = (2 * SECONDS + 10) * (Object.keys(ATTACKS).length + 2) * 1_000;
/** The innocent client's p99 may grow by this factor during an attack. */
const MAX_RATIO = 3;

const EIGHT_MB = 8 * 1_048_576 - 1_000;
const record = (member: string): Buffer =>
  Buffer.from(`{"success":true,"call":{"status":"completed",${member}}}`);
const DENSE = gzipSync(record(`"transcript_json":[${'{},'.repeat(EIGHT_MB / 3 - 100)}{}]`));
const PLAIN = gzipSync(record(`"zebra":"${'plain '.repeat(EIGHT_MB / 6 - 100)}"`));

const providers = await startMockProviders((id, response) => {
  if (id.startsWith('late')) return new Promise(() => {});
  if (id.startsWith('sound-'))
    return { call_recording_enabled: true, call_recording_url: `http://127.0.0.1:${id.slice(6)}/sound.mp3` };
  if (id === 'long') return { custom: 'x'.repeat(500_000) };
  const body = id.startsWith('dense') ? DENSE : id.startsWith('plain') ? PLAIN : null;
  if (body === null) return {};
  response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(body);
  return undefined;
});
await build();
const environment = { ...providers.environment, CLIENT_OPERATIONS_PER_SECOND: '1000' };
const server = await startLimitedServer(environment, SERVER_CORE);
execFileSync('taskset', ['-cp', String(LOAD_CORE), String(process.pid)], { stdio: 'ignore' });
const client = createOperationClient(server.url);
const port = Number(new URL(server.url).port);
const peakMegabytes = (): number =>
  Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${server.process.pid}/status`, 'utf8'))?.[1]) / 1024;

const stopAnyway = setTimeout(() => {
  print('The run took too long and was stopped.');
  process.exit(1);
}, LONGEST_MS);
stopAnyway.unref();

let calls = 0;
/** The innocent client: every other operation reads a new call, the others one that is in the cache. */
async function observe(): Promise<{ p50: number; p99: number; outcomes: Record<string, number> }> {
  const samples: Sample[] = [];
  await sendSteadily({
    client,
    perSecond: PER_SECOND,
    durationMs: SECONDS * 1_000,
    idsOf: (index) => {
      calls += 1;
      return [index % 2 === 0 ? `osvi:calm-${calls}` : 'osvi:calm'];
    },
    onSample: (sample) => samples.push(sample),
  });
  const took = samples.map(({ tookMs }) => tookMs);
  return { p50: percentile(took, 0.5), p99: percentile(took, 0.99), outcomes: tally(samples) };
}

/** Starts an attack, which goes on for longer than it is observed. Resolves once it has begun. */
async function attack(name: string): Promise<{ readonly ended: Promise<unknown> }> {
  const program = ['--import', 'tsx', 'test/soak/attacker.ts', name, String(port), String(SECONDS + 2)];
  const attacker = startProcess(program, { core: LOAD_CORE });
  await attacker.said(/begun/);
  await sleep(1_000); // so that it is under way
  return { ended: attacker.exited };
}

await observe(); // V8 compiles the code
let isSound = true;
for (const name of Object.keys(ATTACKS).filter((each) => each.includes(ONLY))) {
  const rest = await observe();
  const { ended } = await attack(name);
  const { p50, p99, outcomes } = await observe();
  await ended;
  const ratio = p99 / rest.p99;
  isSound &&= ratio <= MAX_RATIO && peakMegabytes() < POD_MEGABYTES;
  const memory = `RSS ${Math.round(server.process.megabytes ?? 0)} MB, peak ${Math.round(peakMegabytes())} MB`;
  print(
    `${name}: p50 ${rest.p50.toFixed(1)} ms at rest, ${p50.toFixed(1)} ms during; p99 ${rest.p99.toFixed(1)} ms at rest, ${p99.toFixed(1)} ms during (${ratio.toFixed(1)} times); ${memory}; ${JSON.stringify(outcomes)}`,
  );
}
const health = await client.get('/ready');
print(`then: /ready ${health.status}; ${isSound ? 'every bound holds' : 'some bound does not hold'}`);
client.close();
await server.stop();
await providers.close();
process.exitCode = isSound ? 0 : 1;
