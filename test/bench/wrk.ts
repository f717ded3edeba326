import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { LoadResult, LoadSpec } from './load.ts';

/** A load of `seconds` that is sent by wrk. */
export type WrkSpec = Pick<LoadSpec, 'port' | 'connections' | 'headers' | 'bodies'> & {
  readonly seconds: number;
  /** First value of `@N@` in the bodies. */
  readonly from: number;
};

/**
 * wrk is a load generator in C (Debian's package of that name). It compares no whole responses, so it leaves more of its core to the
 * mock providers than `load.ts` does, and has no garbage collector whose pauses would count as the server's.
 */
export function isWrkInstalled(): boolean {
  try {
    execFileSync('which', ['wrk'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Runs wrk on processor core `core`. Responses other than 200, and those with errors of GraphQL, are failures. */
export async function runWrk(spec: WrkSpec, core: number | null): Promise<LoadResult> {
  const folder = mkdtempSync(join(tmpdir(), 'switchboard-wrk-'));
  try {
    const script = join(folder, 'load.lua');
    writeFileSync(script, luaOf(spec));
    const wrk = ['wrk', '-t1', `-c${spec.connections}`, `-d${spec.seconds}s`, '--latency', '-s', script];
    const pinned = core === null ? wrk : ['taskset', '-c', String(core), ...wrk];
    const [command = 'wrk', ...args] = [...pinned, `http://127.0.0.1:${spec.port}/`];
    const { stdout, stderr } = await promisify(execFile)(command, args);
    return toResult(stdout + stderr, spec);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Text in Lua's long brackets, at a level that no JSON contains. */
const lua = (text: string): string => `[====[${text}]====]`;

const luaOf = ({ bodies, headers, from }: WrkSpec): string => `
local bodies = { ${bodies.map(lua).join(', ')} }
local sent, counter = 0, ${from}
failures = 0
wrk.method, wrk.path = "POST", "/graphql"
${Object.entries(headers)
  .map(([name, value]) => `wrk.headers[ ${lua(name)} ] = ${lua(value)}`)
  .join('\n')}
request = function()
  sent = sent + 1
  local body = bodies[(sent - 1) % #bodies + 1]:gsub("@N@", function() counter = counter + 1 return tostring(counter) end)
  return wrk.format(nil, nil, nil, body)
end
response = function(status, headers, body)
  if status ~= 200 or body:find('"errors"', 1, true) then failures = failures + 1 end
end
local threads = {}
setup = function(thread) table.insert(threads, thread) end
done = function(summary, latency)
  local failed = 0
  for _, thread in ipairs(threads) do failed = failed + thread:get("failures") end
  local function ms(percent) return latency:percentile(percent) / 1000 end
  io.write(string.format("\\nRESULT %d %d %f %f %f %f\\n", summary.requests, failed, summary.duration / 1e6, ms(50), ms(90), ms(99)))
end
`;

function toResult(output: string, { from, connections }: WrkSpec): LoadResult {
  const numbers = /^RESULT (.+)$/m.exec(output)?.[1]?.split(' ').map(Number);
  if (numbers === undefined) throw new Error(`wrk printed no result: ${output}`);
  const [requests = 0, failures = 0, seconds = 0, p50 = 0, p90 = 0, p99 = 0] = numbers;
  return { requests, failures, seconds, p50, p90, p99, next: from + requests + connections };
}
