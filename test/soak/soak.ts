import { hostileFaults } from '../support/hostile-behaviours.ts';
import { environmentOf, HOSTILE_PROVIDERS } from '../support/hostile-provider.ts';
import { type HostileServer, startHostileServer } from '../support/hostile-server.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { numberArgument, percentile, print, type Sample, sendSteadily, slopeOf, tally } from './load.ts';
import { startProcessUnderLoad, type Usage } from './process-under-load.ts';

/*
 * Loads the built server for minutes, with providers that fail now and then. Reports whether memory and descriptors
 * stay level, and the latency. `npm run soak -- --minutes 10 --rate 100`.
 */

const MINUTES = numberArgument('minutes', 10);
const RATE = numberArgument('rate', 100);
/** Excluded from the slopes: meanwhile the cache fills and V8 compiles code. */
const WARM_UP_MINUTES = Math.min(2, MINUTES / 3);
const SAMPLE_EVERY_MS = 5_000;
const MEGABYTE = 1_048_576;

/** Probability of each fault in thousandths. All other requests get a prompt response. */
const FAULTS: Readonly<Record<string, number>> = {
  slowFirstByte: 50,
  inPieces: 20,
  gzip: 50,
  absent: 20,
  internalError: 15,
  resetAtOnce: 5,
  cutInBody: 5,
  truncatedGzip: 5,
  html: 5,
  brokenJson: 5,
  wrongRecord: 5,
  badRequest: 5,
  hugeBody: 2,
  gzipBomb: 2,
  redirect: 3,
  byteASecond: 1,
  silence: 1,
};

const random = seededRandom(7);
function chooseFault(): string {
  let left = random() * 1_000;
  for (const [name, chance] of Object.entries(FAULTS)) {
    left -= chance;
    if (left < 0) return name;
  }
  return 'prompt';
}

const away = await startHostileServer(({ socket }) => socket.destroy());
const faults = hostileFaults(away.url);
const servers: HostileServer[] = [];
const environment: Record<string, string> = {
  UPSTREAM_TIMEOUT_MS: '1000',
  UPSTREAM_DEADLINE_MS: '3000',
  UPSTREAM_MAX_BODY_MB: '1',
  CACHE_MAX_MB: '16',
};
for (const provider of HOSTILE_PROVIDERS) {
  const server = await startHostileServer((request) => {
    faults[chooseFault()]?.behave(request, provider);
    server.forget();
  });
  servers.push(server);
  Object.assign(environment, environmentOf(provider, server.url));
}
const testServer = await startProcessUnderLoad(environment);

/** Three ids: two of a few thousand that recur, and a new one. */
const idsOf = (index: number): readonly string[] =>
  Array.from({ length: 3 }, (_, position) => {
    const provider = HOSTILE_PROVIDERS[Math.floor(random() * HOSTILE_PROVIDERS.length)];
    const name = position === 0 ? `once-${index}` : `again-${Math.floor(random() * 3_000)}`;
    return `${provider?.id}:${name}`;
  });

let samples: Sample[] = [];
const settledTook: number[] = [];
const usage: { readonly minute: number; readonly used: Usage }[] = [];
const began = performance.now();
const minutesIn = (): number => (performance.now() - began) / 60_000;
const megabytes = (bytes: number): string => (bytes / MEGABYTE).toFixed(1);

print(`soak: ${MINUTES} minutes at ${RATE} operations a second, 3 calls each`);
print('minute  operations   p50 ms   p99 ms   RSS MB  heap MB  descriptors  outcomes');
const sampling = setInterval(
  () => void testServer.usage().then((used) => usage.push({ minute: minutesIn(), used })),
  SAMPLE_EVERY_MS,
);
const reporting = setInterval(() => report(), 60_000);

function report(): void {
  const took = samples.map(({ tookMs }) => tookMs);
  const last = usage.at(-1)?.used;
  const cells = [
    minutesIn().toFixed(0).padStart(6),
    String(samples.length).padStart(11),
    percentile(took, 0.5).toFixed(1).padStart(8),
    percentile(took, 0.99).toFixed(1).padStart(8),
    megabytes(last?.residentBytes ?? 0).padStart(8),
    megabytes(last?.heapBytes ?? 0).padStart(8),
    String(last?.descriptors ?? 0).padStart(12),
    ` ${JSON.stringify(tally(samples))}`,
  ];
  print(cells.join(' '));
  settledTook.push(
    ...samples.filter(({ sentAt }) => sentAt - began >= WARM_UP_MINUTES * 60_000).map(({ tookMs }) => tookMs),
  );
  samples = [];
}

await sendSteadily({
  client: testServer.client,
  perSecond: RATE,
  durationMs: MINUTES * 60_000,
  idsOf,
  onSample: (sample) => samples.push(sample),
});
clearInterval(sampling);
clearInterval(reporting);
if (samples.length > 0) report();

const settled = usage.filter(({ minute }) => minute >= WARM_UP_MINUTES);
const slope = (pick: (used: Usage) => number): number =>
  slopeOf(settled.map(({ minute, used }) => [minute, pick(used)] as const));
const descriptors = settled.map(({ used }) => used.descriptors);
print('');
print(`after the first ${WARM_UP_MINUTES.toFixed(1)} minutes:`);
print(
  `  ${settledTook.length} operations, p50 ${percentile(settledTook, 0.5).toFixed(1)} ms, p99 ${percentile(settledTook, 0.99).toFixed(1)} ms`,
);
print(`  RSS   ${(slope(({ residentBytes }) => residentBytes) / MEGABYTE).toFixed(3)} MB a minute`);
print(`  heap  ${(slope(({ heapBytes }) => heapBytes) / MEGABYTE).toFixed(3)} MB a minute`);
print(
  `  descriptors ${Math.min(...descriptors)} to ${Math.max(...descriptors)}, ${slope((used) => used.descriptors).toFixed(3)} a minute`,
);
print(`exit code ${await testServer.stop()}`);
await Promise.all([...servers, away].map((server) => server.close()));
