import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildSync } from 'esbuild';
import { type ProcessOptions, startProcess } from '../support/server-process.ts';
import { type Contender, contendersOf, TOKENS_FILE } from './contenders.ts';
import { growth } from './growth.ts';
import { type Findings, logTable, newFindings, table, wrkTable } from './report.ts';
import {
  checkResponses,
  coalescing,
  cold,
  coldByWrk,
  fanOut,
  flood,
  hot,
  hotByWrk,
  lists,
  logOver,
  logPages,
} from './runs.ts';
import { ServerUnderLoad } from './server-under-load.ts';
import { steady } from './steady.ts';
import { UpstreamControl } from './upstream-control.ts';
import { isWrkInstalled } from './wrk.ts';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const NEWEST_LTS = join(HERE, 'node_modules/node-lts/bin/node');

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    lts: { type: 'boolean', default: false },
    only: { type: 'string' },
    runs: { type: 'string' },
    million: { type: 'boolean', default: false },
    steady: { type: 'boolean', default: false },
  },
});

/** Durations of the runs. A quick run shows whether the bench works, a full run measures. */
const PLAN = options.quick
  ? {
      heats: 1,
      rounds: 2,
      warm: { seconds: 3 },
      turn: { seconds: 1.5 },
      alone: { seconds: 2 },
      warmLog: { seconds: 3 },
      log: { seconds: 1.5 },
      wrkSeconds: 3,
      wrkWarmSeconds: 3,
      lists: 40,
      fanOuts: 10,
      starts: 1,
      flood: 5_000,
      ourFlood: 10_000,
    }
  : {
      heats: 3,
      rounds: 2,
      warm: { requests: 10_000, seconds: 25 },
      turn: { requests: 8_000, seconds: 4 },
      alone: { requests: 20_000, seconds: 8 },
      warmLog: { seconds: 15 },
      log: { seconds: 4 },
      wrkSeconds: 5,
      wrkWarmSeconds: 12,
      lists: 100,
      fanOuts: 20,
      starts: 5,
      flood: 100_000,
      ourFlood: options.million ? 1_000_000 : 100_000,
    };

/** Runs only on request, because it takes as long as all other runs. */
const STEADY_MINUTES = 10;

const node = options.lts ? NEWEST_LTS : process.execPath;
const wanted = (run: string): boolean => options.runs === undefined || options.runs.split(',').includes(run);

const say = (line: string): void => void process.stdout.write(`${line}\n`);

function isPinnable(): boolean {
  try {
    execFileSync('taskset', ['-c', '1', 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Bundles the peers, so that no start time includes reading TypeScript. Libraries stay as installed. */
function buildBench(): string {
  const outdir = join(HERE, 'dist');
  buildSync({
    entryPoints: [
      'peers/naive.ts',
      'peers/apollo.ts',
      'peers/mercurius.ts',
      'peers/bare.ts',
      'peers/fan-out.ts',
      'mock-providers.ts',
      'load.ts',
    ].map((file) => join(HERE, file)),
    outdir,
    outbase: HERE,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'warning',
  });
  return outdir;
}

async function main(): Promise<void> {
  const pinned = isPinnable();
  const onServers: ProcessOptions = { node, core: pinned ? 0 : null };
  const onLoad: ProcessOptions = {
    node: process.execPath,
    core: pinned ? 1 : null,
    environment: { NODE_ENV: 'production' },
  };
  const scripts = buildBench();
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: ROOT, stdio: 'inherit' });
  const folder = mkdtempSync(join(tmpdir(), 'switchboard-bench-'));
  const tokensFile = join(folder, 'tokens.json');
  writeFileSync(tokensFile, TOKENS_FILE, { mode: 0o600 });

  const mock = startProcess([join(scripts, 'mock-providers.js')], onLoad);
  const [firstLine] = await mock.said(/^.+\n/);
  const { ports, control } = JSON.parse(firstLine) as {
    ports: Record<string, number>;
    control: number;
  };
  const upstream = new UpstreamControl(control);
  const contenders = contendersOf(ports, {
    ours: join(ROOT, 'dist/main.js'),
    ourNodeArguments: argumentsOfStart(),
    peers: join(scripts, 'peers'),
    tokensFile,
  }).filter(({ name }) => options.only === undefined || options.only.split(',').includes(name));
  const load = { script: join(scripts, 'load.js'), options: onLoad };
  const start = (contender: Contender): Promise<ServerUnderLoad> =>
    ServerUnderLoad.start(contender, onServers, load);

  say(
    `Node.js ${execFileSync(node, ['--version']).toString().trim()}, servers ${pinned ? 'on one core, load and providers on another' : 'not pinned to a core'}.`,
  );
  try {
    const all = contenders.map((contender) => ({ contender, findings: newFindings(contender.title) }));
    for (const { contender, findings } of all)
      for (let count = 0; count < PLAN.starts; count += 1) {
        const server = await start(contender);
        findings.startMs.push(server.startMs);
        await new Promise((resolve) => setTimeout(resolve, 500));
        findings.idleMegabytes = server.megabytes;
        await server.stop();
      }
    let runs: readonly Run[] = [];
    for (let heat = 0; heat < PLAN.heats; heat += 1) {
      for (const { server } of runs) await server.stop();
      runs = await startHeat(all, start);
      say(`Heat ${heat + 1} of ${PLAN.heats}: every server gives the same responses.`);
      for (let round = 0; round < PLAN.rounds; round += 1) await measureRound(runs, upstream, round === 0);
    }
    if (wanted('flood'))
      for (const { contender, findings, server } of runs) {
        if (!contender.runs.flood) continue;
        await flood(server, contender.name === 'switchboard' ? PLAN.ourFlood : PLAN.flood);
        findings.floodMegabytes = server.megabytes;
      }
    const others = all.filter(({ contender: { name } }) => name !== 'fan-out');
    say(`\n${table(others.map(({ findings }) => findings))}\n`);
    if (isWrkInstalled()) say(`\n${wrkTable(others.map(({ findings }) => findings))}\n`);
    say(`\n${logTable(all.map(({ findings }) => findings))}\n`);
    const [ours] = runs;
    if (wanted('growth') && !options.quick && ours !== undefined) say(await growth(ours.server, PLAN.alone));
    if (options.steady && ours !== undefined) say(await steady(ours.server, PLAN.alone, STEADY_MINUTES));
    for (const { server } of runs) await server.stop();
  } finally {
    mock.kill('SIGKILL');
    await mock.exited;
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The arguments with which `npm start` runs Node.js. */
function argumentsOfStart(): readonly string[] {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: { start: string };
  };
  const [command, ...args] = scripts.start.split(' ');
  if (command !== 'node' || args.pop() !== 'dist/main.js') throw new Error('Its start is not to be read');
  return args;
}

interface Run {
  readonly contender: Contender;
  readonly findings: Findings;
  readonly server: ServerUnderLoad;
}

type Entrant = Omit<Run, 'server'>;

/** Starts every contender anew: of two processes of one server, one may be a sixth slower than the other for its lifetime. */
async function startHeat(
  entrants: readonly Entrant[],
  start: (contender: Contender) => Promise<ServerUnderLoad>,
): Promise<readonly Run[]> {
  const runs: Run[] = [];
  for (const entrant of entrants) runs.push({ ...entrant, server: await start(entrant.contender) });
  await checkResponses(runs.map(({ server }) => server));
  return runs;
}

/** One turn of one contender in one run. The first turn warms it up. */
type Turn = (run: Run, upstream: UpstreamControl, isFirst: boolean) => Promise<void>;

const TURNS: Readonly<Record<string, Turn>> = {
  hot: async ({ server, findings }, _upstream, isFirst) => {
    if (isFirst) await hot(server, PLAN.warm);
    findings.hot.push(await hot(server, PLAN.turn));
  },
  cold: async ({ server, findings }, _upstream, isFirst) => {
    if (isFirst) await cold(server, PLAN.warm);
    findings.cold.push(await cold(server, PLAN.turn));
  },
  wrk: async ({ server, contender: { runs }, findings }, _upstream, isFirst) => {
    if (!isWrkInstalled()) return;
    if (runs.hot === true) {
      if (isFirst) await hotByWrk(server, PLAN.wrkWarmSeconds);
      findings.hotByWrk.push(await hotByWrk(server, PLAN.wrkSeconds));
    }
    if (runs.cold === true) {
      if (isFirst) await coldByWrk(server, PLAN.wrkWarmSeconds);
      findings.coldByWrk.push(await coldByWrk(server, PLAN.wrkSeconds));
    }
  },
  lists: async ({ server, findings }, upstream, isFirst) => {
    if (isFirst) await lists(server, upstream, PLAN.lists);
    const { p50, p99, requestsPerList } = await lists(server, upstream, PLAN.lists);
    findings.listP50.push(p50);
    findings.listP99.push(p99);
    findings.requestsPerList = requestsPerList;
  },
  'fan-out': async ({ server, findings }, upstream, isFirst) => {
    if (isFirst) await fanOut(server, upstream, PLAN.fanOuts);
    findings.fanOutOverMs.push(await fanOut(server, upstream, PLAN.fanOuts));
  },
  log: async ({ server, findings }, upstream, isFirst) => {
    if (isFirst) await logPages(server, PLAN.warmLog, 25);
    findings.log25.push(await logPages(server, PLAN.log, 25));
    findings.log100.push(await logPages(server, PLAN.log, 100));
    findings.logOverMs.push(await logOver(server, upstream, PLAN.fanOuts));
  },
  coalescing: async ({ server, findings }, upstream) => {
    findings.coalesced = await coalescing(server, upstream);
  },
};

/** Each run by every contender in turn, so that compared figures come from the same moments. */
async function measureRound(
  runs: readonly Run[],
  upstream: UpstreamControl,
  isFirst: boolean,
): Promise<void> {
  for (const [name, turn] of Object.entries(TURNS)) {
    if (!wanted(name)) continue;
    for (const run of runs) if (takesPart(run.contender, name)) await turn(run, upstream, isFirst);
  }
}

function takesPart({ runs }: Contender, name: string): boolean {
  if (name === 'hot') return runs.hot === true;
  if (name === 'wrk') return runs.hot === true || runs.cold === true;
  return name === 'log' ? runs.log === true : runs.cold === true;
}

await main();
process.exit(0);
