import { createHook } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { CompiledOperations } from '../../../src/server/fast-path/compiled-operations.ts';
import { type MockProviders, startMockProviders } from '../../support/mock-providers.ts';
import { type EndpointUnderTest, startEndpoint } from './endpoint-under-test.ts';
import { RECORD } from './record.ts';

/**
 * Most promises for each request, with those of the test's own client and mock provider. Each one takes an object, a
 * context and a turn of the microtask queue; a layer that awaits what it could pass on adds three. A miss may add
 * `upstream` for each upstream request: OSVI sends a transcript from an endpoint of its own.
 */
const MAX_PROMISES = { miss: 10, upstream: 50, hit: 44 } as const;

const UPSTREAM_REQUESTS = { voxworks: 1, synthflow: 1, puretalk: 1, osvi: 2 } as const;

let providers: MockProviders;
let endpoint: EndpointUnderTest;

afterEach(async () => {
  await endpoint.close();
  await providers.close();
});

/** Runs `task` and returns the number of promises that the process made meanwhile. */
async function countPromises(task: () => Promise<unknown>): Promise<number> {
  let count = 0;
  const hook = createHook({
    init: (_id, type) => {
      if (type === 'PROMISE') count += 1;
    },
  }).enable();
  try {
    await task();
  } finally {
    hook.disable();
  }
  return count;
}

it('a request of a compiled operation makes few promises, on a cache miss and on a hit', async () => {
  providers = await startMockProviders(() => RECORD);
  const compiledOperations = new CompiledOperations({ compileThreshold: 1 });
  endpoint = await startEndpoint(providers.environment, { compiledOperations });
  const query =
    'query One($id: ID!) { call(id: $id) { __typename id from summary transcript { __typename turns { __typename role text } } } }';
  const ask = async (id: string): Promise<void> => {
    const { body } = await endpoint.send({
      headers: ['content-type', 'application/json', 'accept', 'application/json'],
      body: JSON.stringify({ query, variables: { id } }),
    });
    expect(JSON.parse(body)).toMatchObject({ data: { call: { id } } });
  };
  const operationKey = { accept: 'application/json', params: { query } };
  for (let time = 0; compiledOperations.find(operationKey) === undefined && time < 500; time += 1) {
    await ask(`osvi:${time}`);
    await sleep(10);
  }
  for (const [provider, requests] of Object.entries(UPSTREAM_REQUESTS)) {
    await ask(`${provider}:warm`);
    const most = MAX_PROMISES.miss + requests * MAX_PROMISES.upstream;
    expect(await countPromises(() => ask(`${provider}:new`))).toBeLessThanOrEqual(most);
    expect(await countPromises(() => ask(`${provider}:new`))).toBeLessThanOrEqual(MAX_PROMISES.hit);
  }
});
