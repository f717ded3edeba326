import { afterEach, expect, it } from 'vitest';
import { type MockProviders, startMockProviders } from '../support/mock-providers.ts';
import { type LimitedServer, POD_MEGABYTES, startLimitedServer } from './limited-server.ts';

let providers: MockProviders;
let server: LimitedServer;

afterEach(async () => {
  await server.stop();
  await providers.close();
});

async function start(answer: Parameters<typeof startMockProviders>[0] = () => ({})): Promise<void> {
  providers = await startMockProviders(answer);
  server = await startLimitedServer(providers.environment);
}

/** The server is alive, serves, and stands within the memory of a pod. */
async function expectAlive(): Promise<void> {
  expect(await server.ask({ query: '{ __typename }' })).toMatchObject({ status: 200 });
  expect(server.process.megabytes ?? 0).toBeLessThan(POD_MEGABYTES);
}

const DOCUMENTS: readonly (readonly [string, (index: number) => string])[] = [
  ['invalid', (index) => `query Q${index} { ${'a{b}'.repeat(980)} }`],
  ['broken', (index) => `query Q${index} { ${'a{b}'.repeat(980)} `],
  ['valid', (index) => `query Q${index} { providers { ${'name#\n'.repeat(300)} } }`],
  ['comment-laden', (index) => `query Q${index} { __typename ${'#\n'.repeat(400_000)} }`],
];

it.each(DOCUMENTS)('2,000 distinct %s documents fit the memory of a pod', async (_name, document) => {
  await start();
  for (let index = 0; index < 2_000; index += 50) {
    const texts = Array.from({ length: 50 }, (_, offset) => document(index + offset));
    if ((texts[0]?.length ?? 0) < 100_000 || index === 0)
      await Promise.all(texts.map((query) => server.ask({ query })));
  }
  await expectAlive();
});
