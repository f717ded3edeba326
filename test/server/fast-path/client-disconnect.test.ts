import { request as httpRequest } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { CompiledOperations } from '../../../src/server/fast-path/compiled-operations.ts';
import { type MockProviders, startMockProviders } from '../../support/mock-providers.ts';
import { type EndpointUnderTest, startEndpoint } from './endpoint-under-test.ts';

const QUERY = 'query Calls($ids: [ID!]!) { calls(ids: $ids) { id summary } }';
const HEADERS = ['host', 'localhost', 'content-type', 'application/json', 'accept', 'application/json'];

let providers: MockProviders;
let endpoint: EndpointUnderTest;

afterEach(async () => {
  await endpoint.close();
  await providers.close();
});

const ask = (ids: readonly string[]) => {
  const body = JSON.stringify({ query: QUERY, variables: { ids } });
  const options = {
    method: 'POST',
    headers: [...HEADERS, 'content-length', String(body.length)],
    agent: false,
  };
  const sent = httpRequest(`${endpoint.url}/graphql`, options, (response) => response.resume());
  sent.on('error', () => {});
  sent.end(body);
  return sent;
};

const WAYS: readonly (readonly [string, { compiledOperations?: CompiledOperations; fastPath?: boolean }])[] =
  [
    ['by a compiled operation', { compiledOperations: new CompiledOperations({ compileThreshold: 1 }) }],
    ['on the fast path, by Yoga', {}],
    ["on Yoga's adapter", { fastPath: false }],
  ];

it.each(WAYS)(
  'a client disconnect aborts the upstream requests and logs no error: %s',
  async (_way, options) => {
    let aborted = 0;
    providers = await startMockProviders((id, response) => {
      if (id.startsWith('soon')) return {};
      response.once('close', () => {
        aborted += response.writableEnded ? 0 : 1;
      });
      return new Promise(() => {});
    });
    endpoint = await startEndpoint(providers.environment, options);
    const operationKey = { accept: 'application/json', params: { query: QUERY } };
    const { compiledOperations } = options;
    const sendUntilCompiled = async (): Promise<boolean> => {
      await new Promise((resolve) => ask(['osvi:soon']).on('close', resolve));
      return compiledOperations?.find(operationKey) !== undefined;
    };
    if (compiledOperations !== undefined)
      await expect.poll(sendUntilCompiled, { timeout: 10_000 }).toBe(true);
    const before = providers.requestCount;
    const sent = ask(['osvi:late', 'puretalk:late']);
    await expect.poll(() => providers.requestCount - before).toBe(2);
    sent.destroy();
    await expect.poll(() => aborted).toBe(2);
    await sleep(50);
    expect(endpoint.log.filter(({ level }) => Number(level) > 30)).toEqual([]);
  },
);
