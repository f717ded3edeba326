import { rename, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'graphql';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { GraphContext } from '../../../schema/context.ts';
import { CompiledOperations } from '../../../src/server/fast-path/compiled-operations.ts';
import { temporaryFile } from '../../access/access-fixture.ts';
import { type MockProviders, startMockProviders } from '../../support/mock-providers.ts';
import { type EndpointUnderTest, startEndpoint } from './endpoint-under-test.ts';
import { RECORD } from './record.ts';

const PARTS = `
  fragment Words on Transcript { text turns { role providerRole text interrupted toolCalls { name arguments } latency { totalSeconds } } }
  fragment More on Call { ...Core agent { id name } customer { phoneNumber name } from to transcript { ...Words } recording { url access } raw }
  fragment Core on Node { id __typename }
`;
const ONE = `query One($id: ID!, $words: Boolean! = true) {
  call(id: $id) {
    ...More
    alias: status
    createdAt
    durationSeconds
    extractedData
    freshness { stale fetchedAt }
    transcript @include(if: $words) { text }
    ... on VoxworksCall { teamId rating objectives { name achieved raw } }
    ... on OsviCall { tag { name color } }
    ... @skip(if: $words) { summary }
  }
} ${PARTS}`;
const MANY = `query Many($ids: [ID!]! = ["osvi:by-default"]) { calls(ids: $ids) { ...More } again: nodes(ids: $ids) { ...Core } } ${PARTS}`;
const OWN = `query Own($id: ID!) { voxworksCall(callId: $id) { id modifiedAt resultRaw transcriptJson } osviCall(callId: $id) { id tag { name } } }`;
/** A literal with every character that ends or escapes a string, template or comment in JavaScript. */
const ODD_ID = JSON.stringify(['osvi:', '"', "'", '`', '$', '{1}', '\\', '*/', '//'].join(''));
const STATE = '{ providers { provider configured healthy rateLimit { remaining } } __typename }';

let providers: MockProviders;
let hold: Promise<void> | null = null;
const endpoints: EndpointUnderTest[] = [];

beforeAll(async () => {
  providers = await startMockProviders(async (id, response) => {
    await hold;
    if (id.startsWith('refused') || id.startsWith('absent')) {
      response
        .writeHead(id.startsWith('absent') ? 404 : 400, { 'content-type': 'application/json' })
        .end('{}');
      return undefined;
    }
    return RECORD;
  });
});
afterEach(async () => {
  hold = null;
  for (const endpoint of endpoints.splice(0)) await endpoint.close();
});
afterAll(() => providers.close());

async function open(options: Parameters<typeof startEndpoint>[1] = {}): Promise<EndpointUnderTest> {
  const endpoint = await startEndpoint(providers.environment, options);
  endpoints.push(endpoint);
  return endpoint;
}

const JSON_HEADERS = ['content-type', 'application/json', 'accept', 'application/json'];
const ask = (
  endpoint: EndpointUnderTest,
  params: object,
  headers: readonly string[] = JSON_HEADERS,
): ReturnType<EndpointUnderTest['send']> => endpoint.send({ headers, body: JSON.stringify(params) });

/** Compiles after one response, and counts its hits. */
function createEager(): { operations: CompiledOperations; hits: () => number } {
  const operations = new CompiledOperations({ compileThreshold: 1, maxCompileShare: 1 });
  const find = vi.spyOn(operations, 'find');
  return { operations, hits: () => find.mock.results.filter(({ value }) => value !== undefined).length };
}

/** Sends the operation until it is compiled, with an unused variable that makes each request miss the response cache. */
async function sendUntilCompiled(
  endpoint: EndpointUnderTest,
  operations: CompiledOperations,
  params: { readonly variables?: object } & Record<string, unknown>,
): Promise<void> {
  const operationKey = { accept: 'application/json', params };
  for (let time = 0; operations.find(operationKey) === undefined; time += 1) {
    const { body } = await ask(endpoint, { ...params, variables: { ...params.variables, time } });
    expect(time, body).toBeLessThan(50);
    await sleep(10);
  }
}

describe('a compiled operation', () => {
  it('has the responses of Yoga, whatever its variables are', async () => {
    const { operations, hits } = createEager();
    const fast = await open({ compiledOperations: operations });
    const slow = await open({ fastPath: false });
    const variants: readonly (readonly [string, unknown])[] = [
      ...['voxworks', 'synthflow', 'puretalk', 'osvi'].map((id) => [ONE, { id: `${id}:1` }] as const),
      [ONE, { id: 'voxworks:1', words: false }],
      [ONE, { id: 'osvi:1', words: null }],
      [ONE, { id: 'osvi:absent-1' }],
      [ONE, { id: 'osvi:refused-1' }],
      [ONE, { id: 'nobody:1' }],
      [ONE, { id: 5 }],
      [ONE, { id: 5.5 }],
      [ONE, { id: true }],
      [ONE, { id: null }],
      [ONE, { id: ['osvi:1'] }],
      [ONE, { id: 'osvi:ключ-鍵' }],
      [ONE, { id: 'osvi:1', unknown: 'more' }],
      [ONE, { id: 'osvi:1', words: 'yes' }],
      [ONE, {}],
      [ONE, null],
      [ONE, undefined],
      [ONE, []],
      [ONE, 'text'],
      [MANY, { ids: ['osvi:2', 'puretalk:2', 'osvi:2', 'voxworks:2', 'synthflow:2'] }],
      [MANY, { ids: ['osvi:3', 'osvi:absent-2', 'voxworks:refused-2', 'nobody:1'] }],
      [MANY, { ids: 'osvi:4' }],
      [MANY, { ids: [] }],
      [MANY, { ids: [null] }],
      [MANY, { ids: null }],
      [MANY, {}],
      [MANY, { ids: Array.from({ length: 260 }, (_, index) => `osvi:${index}`) }],
      [MANY, { ids: Array.from({ length: 251 }, () => 'osvi:1') }],
      [MANY, { ids: Array.from({ length: 250 }, (_, index) => `voxworks:many-${index}`) }],
      [OWN, { id: '9' }],
      [OWN, { id: 'refused-9' }],
      [OWN, { id: '..' }],
      [STATE, {}],
      [STATE, { x: 1 }],
    ];
    const first = { [ONE]: { id: 'osvi:0' }, [MANY]: { ids: ['osvi:0'] }, [OWN]: { id: '0' }, [STATE]: {} };
    for (const endpoint of [fast, slow])
      for (const [query, variables] of Object.entries(first)) await ask(endpoint, { query, variables });
    for (const [query, variables] of Object.entries(first))
      await sendUntilCompiled(fast, operations, { query, variables });
    const before = hits();
    const lines = slow.log.length;
    const linesOfFast = fast.log.length;
    for (const [query, variables] of variants) {
      const [one, other] = [await ask(fast, { query, variables }), await ask(slow, { query, variables })];
      expect(one, `${query.slice(0, 12)} of ${JSON.stringify(variables)}`).toEqual(other);
    }
    expect(hits() - before).toBeGreaterThanOrEqual(variants.length - 3);
    await expect.poll(() => fast.log.length - linesOfFast).toBe(variants.length);
    expect(fast.log.slice(linesOfFast)).toEqual(slow.log.slice(lines));
  });

  it.each([
    [
      'names of object members',
      '{ constructor: __typename toString: __typename hasOwnProperty: __typename }',
    ],
    ['__proto__', '{ __proto__: __typename a: __typename }'],
    ['a nested __proto__', '{ call(id: "osvi:1") { __proto__: id freshness { __proto__: stale } id } }'],
    ['quotes and special characters', `{ call(id: ${ODD_ID}) { id } }`],
    ['a block string', '{ call(id: """osvi:a "b" c""") { id } }'],
    ['lists of literals', '{ calls(ids: ["osvi:1", 5, "nobody:1"]) { id } nodes(ids: "osvi:2") { id } }'],
    [
      'a representation',
      '{ _entities(representations: [{ __typename: "Call", id: "osvi:7" }, { __typename: "Call", id: 5 }]) { ... on OsviCall { id } } }',
    ],
    [
      'a repeated field',
      '{ call(id: "osvi:1") { id id ... { id } ... on Call { agent { id } agent { name } } } }',
    ],
    [
      'constant directives',
      '{ a: __typename @skip(if: true) b: __typename @include(if: false) c: __typename }',
    ],
    [
      'partial introspection',
      '{ __type(name: "Call") { name fields { name type { name ofType { name } } } } }',
    ],
    [
      'a type that the object does not have',
      '{ node(id: "osvi:1") { ... on VoxworksCall { teamId } ... on OsviCall { id } } }',
    ],
  ])('has the responses of Yoga, with %s in the document', async (_what, query) => {
    const { operations } = createEager();
    const fast = await open({ compiledOperations: operations });
    const slow = await open({ fastPath: false });
    for (let time = 0; time < 12; time += 1) {
      const params = { query, variables: { time } };
      expect(await ask(fast, params)).toEqual(await ask(slow, params));
      await sleep(5);
    }
  });

  it('sends no upstream request twice when part of its response fails', async () => {
    const { operations } = createEager();
    const endpoint = await open({ compiledOperations: operations });
    await sendUntilCompiled(endpoint, operations, { query: MANY, variables: { ids: ['osvi:0'] } });
    const before = providers.requestCount;
    const ids = ['osvi:once-1', 'osvi:refused-once', 'puretalk:once-2', 'voxworks:refused-once'];
    const { body } = await ask(endpoint, { query: MANY, variables: { ids } });
    expect(JSON.parse(body).errors).toHaveLength(4);
    expect(providers.requestCount - before).toBe(7); // the selected fields need both endpoints of Voxworks, and both of OSVI
  });

  it('is keyed by every parameter except variables', async () => {
    const { operations } = createEager();
    const endpoint = await open({ compiledOperations: operations });
    const query = 'query A { a: __typename } query B { b: __typename }';
    await sendUntilCompiled(endpoint, operations, { query, operationName: 'A' });
    await sendUntilCompiled(endpoint, operations, { query, operationName: 'B' });
    expect((await ask(endpoint, { query, operationName: 'A', variables: { n: 1 } })).body).toContain('"a"');
    expect((await ask(endpoint, { query, operationName: 'B', variables: { n: 1 } })).body).toContain('"b"');
    expect((await ask(endpoint, { query, variables: { n: 1 } })).status).toBe(400);
    const accept = 'application/graphql-response+json';
    const headers = ['content-type', 'application/json', 'accept', accept];
    const response = await ask(endpoint, { query, operationName: 'A', variables: { n: 2 } }, headers);
    expect(response.headers['content-type']).toContain(accept);
  });

  it('is dropped when the manifest of trusted documents changes, also by a response still in flight', async () => {
    const { operations } = createEager();
    const path = temporaryFile('manifest.json', JSON.stringify({ a: ONE }));
    const endpoint = await open({
      compiledOperations: operations,
      trustedDocuments: { path },
    });
    let release = (): void => {};
    hold = new Promise((resolve) => {
      release = resolve;
    });
    const before = providers.requestCount;
    const late = ask(endpoint, { documentId: 'a', variables: { id: 'osvi:late' } });
    await expect.poll(() => providers.requestCount).toBe(before + 2); // record and transcript
    await writeFile(`${path}.new`, JSON.stringify({ b: ONE }));
    await rename(`${path}.new`, path);
    const again = (id: string) => ask(endpoint, { documentId: 'a', variables: { id } });
    hold = null;
    await expect
      .poll(async () => (await again('osvi:1')).body, { timeout: 5_000 })
      .toContain('DOCUMENT_NOT_TRUSTED');
    release();
    expect((await late).body).toContain('osvi:late');
    await sleep(50); // enough to compile it, if it were recorded
    expect((await again('osvi:other')).body).toContain('DOCUMENT_NOT_TRUSTED');
    expect(operations.size).toBe(0);
  });
});

describe('compilation', () => {
  const keyOf = (name: string) => ({ accept: '*/*', params: { query: `query ${name} { __typename }` } });
  const observed = (name: string) => ({
    document: parse(`query ${name} { __typename }`),
    name: { operationName: name },
    headers: [],
  });

  it('starts after the threshold of complete responses', async () => {
    const operations = new CompiledOperations({ compileThreshold: 3 });
    operations.record(keyOf('A'), observed('A'));
    operations.record(keyOf('A'), observed('A'));
    await sleep(50);
    expect(operations.find(keyOf('A'))).toBeUndefined();
    operations.record(keyOf('A'), observed('A'));
    await expect.poll(() => operations.find(keyOf('A'))).toBeDefined();
    const result = await operations.find(keyOf('A'))?.run({} as GraphContext, undefined);
    expect(result).toEqual({ data: { __typename: 'Query' } });
  });

  it('excludes a nullable variable with a default', async () => {
    const operations = new CompiledOperations({ compileThreshold: 1, maxCompileShare: 1 });
    const document = parse('query A($with: Boolean = true) { __typename @include(if: $with) }');
    operations.record(keyOf('A'), { ...observed('A'), document });
    operations.record(keyOf('B'), observed('B'));
    await expect.poll(() => operations.find(keyOf('B'))).toBeDefined();
    expect(operations.find(keyOf('A'))).toBeUndefined();
  });

  it('runs one operation at a time, and pauses after each to stay within its share of the time', async () => {
    let now = 1_000;
    const operations = new CompiledOperations({
      compileThreshold: 1,
      maxCompileShare: 0.1,
      now: () => {
        now += 10; // each reading advances the clock, so that compiling takes time
        return now;
      },
    });
    operations.record(keyOf('A'), observed('A'));
    operations.record(keyOf('B'), observed('B'));
    await expect.poll(() => operations.find(keyOf('A'))).toBeDefined();
    operations.record(keyOf('B'), observed('B'));
    await sleep(50);
    expect(operations.find(keyOf('B'))).toBeUndefined();
    now += 90;
    operations.record(keyOf('B'), observed('B'));
    await expect.poll(() => operations.find(keyOf('B'))).toBeDefined();
  });

  it('keeps a bounded number of operations', () => {
    const operations = new CompiledOperations({ compileThreshold: 2 });
    const long = 'x'.repeat(1_000);
    for (let number = 0; number < 1_000; number += 1)
      operations.record({ accept: long, params: { query: `${number}` } }, observed('A'));
    expect(operations.size).toBeGreaterThan(100);
    expect(operations.size).toBeLessThan(260);
  });
});
