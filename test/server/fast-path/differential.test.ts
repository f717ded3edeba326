import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createAccessControl } from '../../../src/access/access-control.ts';
import { OPEN_ACCESS } from '../../../src/access/access-options.ts';
import type { EndpointOptions } from '../../../src/server/endpoint-options.ts';
import { knownProviders } from '../../../src/server/start.ts';
import { createLogger } from '../../../src/telemetry/logger.ts';
import { entryFor, temporaryFile } from '../../access/access-fixture.ts';
import { type MockProviders, startMockProviders } from '../../support/mock-providers.ts';
import { createTestClock } from '../../support/test-clock.ts';
import { type EndpointUnderTest, startEndpoint, type WireRequest } from './endpoint-under-test.ts';
import { CREDENTIALS, REQUESTS } from './requests.ts';

let providers: MockProviders;
const endpoints: EndpointUnderTest[] = [];

beforeAll(async () => {
  providers = await startMockProviders((id, response) => {
    if (id === 'refused' || id === 'absent') {
      response.writeHead(id === 'absent' ? 404 : 400, { 'content-type': 'application/json' }).end('{}');
      return undefined;
    }
    return { summary: `what was said in ${id}`, end_time: '2026-01-01T10:00:00Z' };
  });
});
afterEach(async () => {
  for (const endpoint of endpoints.splice(0)) await endpoint.close();
});
afterAll(() => providers.close());

async function startBoth(
  options: () => Partial<EndpointOptions>,
): Promise<readonly [EndpointUnderTest, EndpointUnderTest]> {
  const fast = await startEndpoint(providers.environment, { ...options(), fastPath: true });
  const slow = await startEndpoint(providers.environment, { ...options(), fastPath: false });
  endpoints.push(fast, slow);
  return [fast, slow];
}

/** Sends each request three times: the first may fetch, the second may fill the response cache, the third may hit it. */
async function expectSame(
  [fast, slow]: readonly [EndpointUnderTest, EndpointUnderTest],
  requests: readonly WireRequest[],
): Promise<void> {
  for (const { title, ...request } of requests)
    for (const time of ['first', 'second', 'third']) {
      const [one, other] = [await fast.send(request), await slow.send(request)];
      expect(one, `${title}, sent for the ${time} time`).toEqual(other);
    }
  await expect.poll(() => fast.log.length).toBe(slow.log.length);
  expect(fast.log).toEqual(slow.log);
}

describe("the fast path has the responses and log lines of Yoga's adapter", () => {
  it('for any request', async () => {
    const both = await startBoth(() => ({
      limits: { bodyBytes: 4_000, upstreamRequests: 100 },
      allowedOrigins: ['https://app.example.com'],
    }));
    await expectSame(both, REQUESTS);
  });

  it('for any request, with trusted documents', async () => {
    const one = REQUESTS[0];
    const { query } = JSON.parse(String(one?.body)) as { query: string };
    const path = temporaryFile('manifest.json', JSON.stringify({ trusted: query }));
    const both = await startBoth(() => ({ trustedDocuments: { path } }));
    const headers = ['content-type', 'application/json', 'accept', 'application/json'];
    const variables = { id: 'osvi:1' };
    await expectSame(both, [
      ...REQUESTS,
      { title: 'a trusted document', headers, body: JSON.stringify({ documentId: 'trusted', variables }) },
      {
        title: 'a trusted document beside other text',
        headers,
        body: JSON.stringify({
          query: '{ __schema { queryType { name } } }',
          documentId: 'trusted',
          variables,
        }),
      },
    ]);
  });

  it('for any client, known or not', async () => {
    const tokens = JSON.stringify([
      entryFor('sb_whole', { name: 'whole', scopes: ['calls:read', 'calls:content', 'calls:identity'] }),
      entryFor('sb_narrow', { name: 'narrow' }),
      entryFor('sb_past', { name: 'past', expiresAt: '2026-01-01T00:00:00Z' }),
      entryFor('sb_tenant', {
        name: 'tenant',
        providers: { osvi: { apiKey: 'own', baseUrl: providers.environment['OSVI_BASE_URL'] } },
      }),
    ]);
    const path = temporaryFile('tokens.json', tokens);
    const access = createAccessControl(
      { ...OPEN_ACCESS, tokensFile: path },
      { logger: createLogger('silent'), clock: createTestClock(), providers: knownProviders },
    );
    const both = await startBoth(() => ({ accessControl: access }));
    await expectSame(both, CREDENTIALS);
    access.close();
  });

  it('for a client over its rate limit', async () => {
    const both = await startBoth(() => ({ limits: { operationsPerSecond: 4 } }));
    const [fast, slow] = both;
    const request = REQUESTS[0] as WireRequest;
    const statuses = async (endpoint: EndpointUnderTest): Promise<readonly number[]> => {
      const responses = await Promise.all(Array.from({ length: 12 }, () => endpoint.send(request)));
      return responses.map(({ status }) => status).sort();
    };
    expect(await statuses(fast)).toEqual(await statuses(slow));
    expect(fast.log.filter(({ status }) => status === 429)).not.toEqual([]);
  });
});
