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
/** As a document writes it: whatever ends a text, or stands for more, in JavaScript. */
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

/** An eager one, whose finds are counted. */
function eager(): { known: CompiledOperations; hits: () => number } {
  const known = new CompiledOperations({ compileThreshold: 1, maxCompileShare: 1 });
  const find = vi.spyOn(known, 'find');
  return { known, hits: () => find.mock.results.filter(({ value }) => value !== undefined).length };
}

/** Asks until the operation is known, with a variable that nobody reads, for no answer to be at hand. */
async function teach(
  endpoint: EndpointUnderTest,
  known: CompiledOperations,
  params: { readonly variables?: object } & Record<string, unknown>,
): Promise<void> {
  const asked = { accept: 'application/json', params };
  for (let time = 0; known.find(asked) === undefined; time += 1) {
    const { body } = await ask(endpoint, { ...params, variables: { ...params.variables, time } });
    expect(time, body).toBeLessThan(50);
    await sleep(10);
  }
}

describe('an operation that is known', () => {
  it('is answered, whatever its variables are, as Yoga answers it', async () => {
    const { known, hits } = eager();
    const fast = await open({ compiledOperations: known });
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
    for (const [query, variables] of Object.entries(first)) await teach(fast, known, { query, variables });
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
      'names that objects have',
      '{ constructor: __typename toString: __typename hasOwnProperty: __typename }',
    ],
    ['the name of a prototype', '{ __proto__: __typename a: __typename }'],
    ['a prototype within', '{ call(id: "osvi:1") { __proto__: id freshness { __proto__: stale } id } }'],
    ['quotes and signs', `{ call(id: ${ODD_ID}) { id } }`],
    ['a block', '{ call(id: """osvi:a "b" c""") { id } }'],
    ['lists of literals', '{ calls(ids: ["osvi:1", 5, "nobody:1"]) { id } nodes(ids: "osvi:2") { id } }'],
    [
      'a representation',
      '{ _entities(representations: [{ __typename: "Call", id: "osvi:7" }, { __typename: "Call", id: 5 }]) { ... on OsviCall { id } } }',
    ],
    [
      'the same field twice over',
      '{ call(id: "osvi:1") { id id ... { id } ... on Call { agent { id } agent { name } } } }',
    ],
    [
      'directives that are constant',
      '{ a: __typename @skip(if: true) b: __typename @include(if: false) c: __typename }',
    ],
    [
      'a slice of the schema',
      '{ __type(name: "Call") { name fields { name type { name ofType { name } } } } }',
    ],
    [
      'a type that cannot be',
      '{ node(id: "osvi:1") { ... on VoxworksCall { teamId } ... on OsviCall { id } } }',
    ],
  ])('is answered as Yoga answers it, with %s in the document', async (_what, query) => {
    const { known } = eager();
    const fast = await open({ compiledOperations: known });
    const slow = await open({ fastPath: false });
    for (let time = 0; time < 12; time += 1) {
      const params = { query, variables: { time } };
      expect(await ask(fast, params)).toEqual(await ask(slow, params));
      await sleep(5);
    }
  });

  it('sends nothing twice when part of its answer fails', async () => {
    const { known } = eager();
    const endpoint = await open({ compiledOperations: known });
    await teach(endpoint, known, { query: MANY, variables: { ids: ['osvi:0'] } });
    const before = providers.requestCount;
    const ids = ['osvi:once-1', 'osvi:refused-once', 'puretalk:once-2', 'voxworks:refused-once'];
    const { body } = await ask(endpoint, { query: MANY, variables: { ids } });
    expect(JSON.parse(body).errors).toHaveLength(4);
    expect(providers.requestCount - before).toBe(5); // Voxworks has two addresses for what is asked
  });

  it('is told apart by everything that is asked but its variables', async () => {
    const { known } = eager();
    const endpoint = await open({ compiledOperations: known });
    const query = 'query A { a: __typename } query B { b: __typename }';
    await teach(endpoint, known, { query, operationName: 'A' });
    await teach(endpoint, known, { query, operationName: 'B' });
    expect((await ask(endpoint, { query, operationName: 'A', variables: { n: 1 } })).body).toContain('"a"');
    expect((await ask(endpoint, { query, operationName: 'B', variables: { n: 1 } })).body).toContain('"b"');
    expect((await ask(endpoint, { query, variables: { n: 1 } })).status).toBe(400);
    const accept = 'application/graphql-response+json';
    const headers = ['content-type', 'application/json', 'accept', accept];
    const answer = await ask(endpoint, { query, operationName: 'A', variables: { n: 2 } }, headers);
    expect(answer.headers['content-type']).toContain(accept);
  });

  it('is known no longer when the manifest of trusted documents has changed, not even by an answer still to come', async () => {
    const { known } = eager();
    const path = temporaryFile('manifest.json', JSON.stringify({ a: ONE }));
    const endpoint = await open({ compiledOperations: known, trustedDocuments: { path } });
    let release = (): void => {};
    hold = new Promise((resolve) => {
      release = resolve;
    });
    const before = providers.requestCount;
    const late = ask(endpoint, { documentId: 'a', variables: { id: 'osvi:late' } });
    await expect.poll(() => providers.requestCount).toBe(before + 1);
    await writeFile(`${path}.new`, JSON.stringify({ b: ONE }));
    await rename(`${path}.new`, path);
    const again = (id: string) => ask(endpoint, { documentId: 'a', variables: { id } });
    hold = null;
    await expect
      .poll(async () => (await again('osvi:1')).body, { timeout: 5_000 })
      .toContain('DOCUMENT_NOT_TRUSTED');
    release();
    expect((await late).body).toContain('osvi:late');
    await sleep(50); // for it to be compiled, were it learnt
    expect((await again('osvi:other')).body).toContain('DOCUMENT_NOT_TRUSTED');
    expect(known.size).toBe(0);
  });
});

describe('what becomes known', () => {
  const asked = (name: string) => ({ accept: '*/*', params: { query: `query ${name} { __typename }` } });
  const precedent = (name: string) => ({
    document: parse(`query ${name} { __typename }`),
    name: { operationName: name },
    headers: [],
  });

  it('has been answered whole as often as is asked for', async () => {
    const known = new CompiledOperations({ compileThreshold: 3 });
    known.record(asked('A'), precedent('A'));
    known.record(asked('A'), precedent('A'));
    await sleep(50);
    expect(known.find(asked('A'))).toBeUndefined();
    known.record(asked('A'), precedent('A'));
    await expect.poll(() => known.find(asked('A'))).toBeDefined();
    const result = await known.find(asked('A'))?.run({} as GraphContext, undefined);
    expect(result).toEqual({ data: { __typename: 'Query' } });
  });

  it('has no variable that may be null in place of its default', async () => {
    const known = new CompiledOperations({ compileThreshold: 1, maxCompileShare: 1 });
    const document = parse('query A($with: Boolean = true) { __typename @include(if: $with) }');
    known.record(asked('A'), { ...precedent('A'), document });
    known.record(asked('B'), precedent('B'));
    await expect.poll(() => known.find(asked('B'))).toBeDefined();
    expect(known.find(asked('A'))).toBeUndefined();
  });

  it('is compiled one at a time, with a rest after each that is as long as its share of the time asks for', async () => {
    let now = 1_000;
    const known = new CompiledOperations({
      compileThreshold: 1,
      maxCompileShare: 0.1,
      now: () => {
        now += 10; // each look takes so long, so that a compilation does
        return now;
      },
    });
    known.record(asked('A'), precedent('A'));
    known.record(asked('B'), precedent('B'));
    await expect.poll(() => known.find(asked('A'))).toBeDefined();
    known.record(asked('B'), precedent('B'));
    await sleep(50);
    expect(known.find(asked('B'))).toBeUndefined();
    now += 90;
    known.record(asked('B'), precedent('B'));
    await expect.poll(() => known.find(asked('B'))).toBeDefined();
  });

  it('stays within its bounds, however many operations there are', () => {
    const known = new CompiledOperations({ compileThreshold: 2 });
    const long = 'x'.repeat(1_000);
    for (let number = 0; number < 1_000; number += 1)
      known.record({ accept: long, params: { query: `${number}` } }, precedent('A'));
    expect(known.size).toBeGreaterThan(100);
    expect(known.size).toBeLessThan(260);
  });
});
