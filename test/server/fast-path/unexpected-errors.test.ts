import { afterEach, expect, it } from 'vitest';
import { CompiledOperations } from '../../../src/server/fast-path/compiled-operations.ts';
import { RerunBackoff } from '../../../src/server/fast-path/rerun-backoff.ts';
import { type MockProviders, startMockProviders } from '../../support/mock-providers.ts';
import { type EndpointUnderTest, startEndpoint } from './endpoint-under-test.ts';

let providers: MockProviders;
let endpoint: EndpointUnderTest | undefined;
afterEach(async () => {
  await endpoint?.close();
  endpoint = undefined;
  await providers.close();
});

const QUERY = 'query One($id: ID!) { call(id: $id) { id } }';
const ACCEPT = 'application/json';
const send = (id: string) =>
  endpoint?.send({
    headers: ['content-type', 'application/json', 'accept', ACCEPT],
    body: JSON.stringify({ query: QUERY, variables: { id } }),
  });

async function startCompiled(onCreateContext: () => void): Promise<CompiledOperations> {
  const compiledOperations = new CompiledOperations({ compileThreshold: 1 });
  providers = await startMockProviders((id, response) => {
    if (!id.startsWith('refused')) return {};
    response.writeHead(400).end();
    return undefined;
  });
  endpoint = await startEndpoint(providers.environment, {
    compiledOperations,
    change: (app) => ({
      ...app,
      createContext: (...args) => {
        onCreateContext();
        return app.createContext(...args);
      },
    }),
  });
  await send('osvi:one');
  await expect
    .poll(() => compiledOperations.find({ accept: ACCEPT, params: { query: QUERY } }), { timeout: 10_000 })
    .toBeDefined();
  return compiledOperations;
}

it('an unexpected error of the fast path itself gets a response with status 500', async () => {
  let isBroken = false;
  await startCompiled(() => {
    if (isBroken) throw new Error('a fault with details');
  });
  isBroken = true;
  const response = await send('osvi:two');
  expect(response?.status).toBe(500);
  expect(JSON.parse(response?.body ?? '')).toMatchObject({
    errors: [{ extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: expect.any(String) } }],
  });
  expect(response?.body).not.toContain('details');
  isBroken = false;
  expect((await send('osvi:two'))?.status).toBe(200);
});

it('a compiled operation that fails time after time is left to Yoga, until it succeeds', async () => {
  const operations = await startCompiled(() => {});
  const compiled = operations.find({ accept: ACCEPT, params: { query: QUERY } });
  let runs = 0;
  const run = compiled?.run;
  if (compiled === undefined || run === undefined) throw new Error('nothing was compiled');
  Object.assign(compiled, {
    run: (...args: Parameters<typeof run>) => {
      runs += 1;
      return run(...args);
    },
  });
  for (let index = 0; index < 40; index += 1) {
    const response = await send(`osvi:refused-${index}`);
    expect(response?.body).toContain('PROVIDER_REJECTED');
  }
  expect(runs).toBeLessThanOrEqual(6);
});

it('twice as many requests skip the compiled operation after each failure in a row, up to 64', () => {
  const backoff = new RerunBackoff();
  const skipped = (): number => {
    let count = 0;
    while (backoff.skips()) count += 1;
    return count;
  };
  const counts = Array.from({ length: 8 }, () => {
    backoff.onFailure();
    return skipped();
  });
  expect(counts).toEqual([1, 2, 4, 8, 16, 32, 64, 64]);
  backoff.onSuccess();
  backoff.onFailure();
  expect(skipped()).toBe(1);
});
