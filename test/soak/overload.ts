import { hostileFaults, later } from '../support/hostile-behaviours.ts';
import { environmentOf, hostileProvider } from '../support/hostile-provider.ts';
import { startHostileServer } from '../support/hostile-server.ts';
import { numberArgument, percentile, print, type Sample, sendSteadily, tally } from './load.ts';
import { startProcessUnderLoad } from './process-under-load.ts';

/*
 * Loads the built server with five times what a provider's concurrency limit admits. Reports what is shed and how, and
 * the time to recovery. `npm run overload -- --seconds 30`.
 */

const SECONDS = numberArgument('seconds', 30);
const CONCURRENCY = 5;
const LATENCY_MS = 200;
/** Calls a second that the provider's limit admits. */
const CAPACITY = (CONCURRENCY * 1_000) / LATENCY_MS;
const DEADLINE_MS = 2_000;

const provider = hostileProvider('osvi');
const { prompt } = hostileFaults('');
const server = await startHostileServer((request) =>
  later(request.socket, LATENCY_MS, () => prompt?.behave(request, provider)),
);
const testServer = await startProcessUnderLoad({
  ...environmentOf(provider, server.url),
  OSVI_CONCURRENCY: String(CONCURRENCY),
  UPSTREAM_DEADLINE_MS: String(DEADLINE_MS),
});

let next = 0;
async function phase(name: string, perSecond: number, seconds: number): Promise<readonly Sample[]> {
  const samples: Sample[] = [];
  await sendSteadily({
    client: testServer.client,
    perSecond,
    durationMs: seconds * 1_000,
    idsOf: () => {
      next += 1;
      return [`osvi:overload-${next}`];
    },
    onSample: (sample) => samples.push(sample),
  });
  const took = (isOk: boolean): string => {
    const chosen = samples
      .filter(({ outcomes }) => (outcomes[0] === 'ok') === isOk)
      .map(({ tookMs }) => tookMs);
    if (chosen.length === 0) return 'none';
    return `${chosen.length}, p50 ${percentile(chosen, 0.5).toFixed(0)} ms, p99 ${percentile(chosen, 0.99).toFixed(0)} ms`;
  };
  print(`${name}: ${perSecond} a second for ${seconds} s`);
  print(`  answered: ${took(true)}`);
  print(`  shed:     ${took(false)}`);
  print(`  outcomes: ${JSON.stringify(tally(samples))}`);
  return samples;
}

print(`overload: the provider takes ${LATENCY_MS} ms a call, ${CONCURRENCY} at once: ${CAPACITY} a second`);
await phase('before', CAPACITY / 2, 5);
await phase('overload', CAPACITY * 5, SECONDS);
const began = performance.now();
const after = await phase('after', CAPACITY / 2, 10);
const lastShed = after.filter(({ outcomes }) => outcomes[0] !== 'ok').at(-1);
print(
  lastShed === undefined
    ? 'recovered at once: nothing was shed after the overload'
    : `recovered: the last call was shed ${Math.round(lastShed.sentAt - began)} ms after the overload`,
);
const { descriptors, residentBytes } = await testServer.usage();
print(`then: ${descriptors} descriptors, RSS ${(residentBytes / 1_048_576).toFixed(0)} MB`);
print(`exit code ${await testServer.stop()}`);
await server.close();
