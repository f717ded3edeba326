import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MockServer, startMockServer } from '../support/mock-server.ts';
import { LISTENS, type ServerProcess, startArguments, startServer } from '../support/server-process.ts';

/** The heap that Node.js allows itself in a container of 512 MB. */
const POD = ['--max-old-space-size=256', ...startArguments()];
const POD_MB = 512;
const EIGHT_MB = 8 * 1_048_576 - 1_000;

/** Fills `bytes` bytes with `item`, separated by `separator`. */
const fill = (bytes: number, item: string, separator = ','): string =>
  Array.from({ length: Math.floor(bytes / (item.length + separator.length)) }, () => item).join(separator);

/** Members with a name of their own each, so that no two objects are alike. */
const distinct = (bytes: number, wrap: (member: string) => string): string =>
  Array.from({ length: Math.floor(bytes / 14) }, (_, index) => wrap(`"${index.toString(36)}x":0`)).join(',');

const asText = (json: string): string => JSON.stringify(json);
const escaped = (json: string): string =>
  `"${json.replaceAll(/[[\]{},:]/g, (token) => `\\u00${token.charCodeAt(0).toString(16)}`)}"`;

/** Members of a Voxworks record, of at most `bytes` bytes. */
const SHAPES: Readonly<Record<string, (bytes: number) => string>> = {
  'empty objects as transcript_json': (bytes) => `"transcript_json":[${fill(bytes, '{}')}]`,
  'JSON text as transcript_json': (bytes) => `"transcript_json":${asText(`[${fill(bytes, '{}')}]`)}`,
  'escaped JSON text': (bytes) => `"transcript_json":${escaped(`[${fill(bytes / 6, '{}')}]`)}`,
  'empty lists that no operation selects': (bytes) => `"zebra":[${fill(bytes, '[]')}]`,
  'objectives with names of their own': (bytes) =>
    `"objectives":[${distinct(bytes, (member) => `{${member}}`)}]`,
  'one object with very many members': (bytes) =>
    `"structured_data":{${distinct(bytes, (member) => member)}}`,
  'a turn on each line': (bytes) => `"transcript":"${fill(bytes, 'ai:', '\\n')}"`,
  'turns that are lines of text': (bytes) =>
    `"transcript_json":[${fill(bytes, `"${fill(3_000, 'ai:', '\\n')}"`)}]`,
  'line breaks alone': (bytes) => `"transcript":"${fill(bytes, '', '\\n')}"`,
  'post-call actions': (bytes) => `"post_call_actions":[${fill(bytes, '{"name":"a"}')}]`,
  numbers: (bytes) => `"zebra":[${fill(bytes, '0.5')}]`,
};

let provider: MockServer;
let server: ServerProcess;
let url: string;
let body: Buffer;
let isGzipped = false;

beforeAll(async () => {
  provider = await startMockServer((_request, response) => send(response));
  server = startServer(
    {
      PORT: '0',
      LOG_LEVEL: 'silent',
      VOXWORKS_API_KEY: 'a-key',
      VOXWORKS_BASE_URL: provider.url,
      UPSTREAM_RETRIES: '0',
      UPSTREAM_DEADLINE_MS: '60000',
      UPSTREAM_TIMEOUT_MS: '60000',
    },
    POD,
  );
  [, url = ''] = await server.said(LISTENS);
});

afterAll(async () => {
  server.kill('SIGKILL');
  await server.exited;
  await provider.close();
});

const send = (response: ServerResponse): void => {
  const headers = isGzipped ? { 'content-encoding': 'gzip' } : {};
  response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(body);
};

/** Requests `count` calls of their own at once, each in an operation of its own, and returns their error codes. */
async function readAtOnce(count: number, selection: string): Promise<unknown[]> {
  const read = async (id: string): Promise<unknown> => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: `{ voxworksCall(callId: "${id}") { ${selection} } }` }),
    });
    const { errors } = (await response.json()) as { errors?: { extensions?: { code?: unknown } }[] };
    return errors?.[0]?.extensions?.code ?? 'OK';
  };
  round += 1;
  return Promise.all(Array.from({ length: count }, (_, index) => read(`c-${round}-${index}`)));
}
let round = 0;

/** Largest resident memory so far, in megabytes. */
const peakMb = (): number =>
  Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))?.[1]) / 1024;

/** Asks for `/health` every 20 ms until `work` is done, and returns the longest wait in milliseconds. */
async function longestWaitDuring(work: Promise<unknown>): Promise<number> {
  let isDone = false;
  let longest = 0;
  void work.finally(() => {
    isDone = true;
  });
  while (!isDone) {
    const began = performance.now();
    expect((await fetch(`${url}/health`)).status).toBe(200);
    longest = Math.max(longest, performance.now() - began);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return longest;
}

const SELECTIONS = [
  'status',
  'status transcript { turns { role text } } objectives { name } postCallActions { name }',
];

describe.skipIf(process.platform !== 'linux')('a process in a pod of 512 MB', () => {
  for (const [shape, make] of Object.entries(SHAPES)) {
    it.each([
      ['four of 976 KB', 976 * 1024, 4],
      ['ten of 380 KB', 380 * 1024, 10],
      ['ten of 8 MB', EIGHT_MB, 10],
    ])(`outlives ${shape}: %s`, async (_size, bytes, count) => {
      body = Buffer.from(`{"success":true,"call":{"status":"completed",${make(bytes - 100)}}}`);
      for (isGzipped of [false, true]) {
        if (isGzipped) body = gzipSync(body);
        const work = readAtOnce(count, SELECTIONS[isGzipped ? 1 : 0] ?? 'status');
        const longest = await longestWaitDuring(work);
        for (const code of await work) expect(['OK', 'PROVIDER_BAD_RESPONSE']).toContain(code);
        expect(longest).toBeLessThan(3_000);
        expect(peakMb()).toBeLessThan(POD_MB);
      }
    });
  }
});
