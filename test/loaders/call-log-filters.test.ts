import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CALL_DIRECTIONS, CALL_STATUSES } from '../../src/domain/call-vocabulary.ts';
import { globalId, type ListServers, startListServers } from '../support/list-servers.ts';
import { AGENTS, NEWEST } from '../support/listed-calls.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';
import { idsOf, isIn, type TestFilter, walk } from './log-client.ts';

const PROVIDERS = ['OSVI', 'PURETALK', 'SYNTHFLOW', 'VOXWORKS'];
const HOUR_MS = 3_600_000;

let lists: ListServers;
let server: TestServer;
beforeAll(async () => {
  lists = await startListServers(220);
  server = await startTestServer({ ...lists.environment, CLIENT_OPERATIONS_PER_SECOND: '0' });
});
afterAll(async () => {
  await server.stop();
  await lists.close();
});

const expected = (filter: TestFilter): string[] =>
  lists
    .all()
    .filter((call) => isIn(call, filter))
    .map(globalId);

async function check(filter: TestFilter, first: number): Promise<void> {
  const pages = await walk(server, { first, filter });
  expect(idsOf(pages)).toEqual(expected(filter));
  expect(pages.every(({ complete }) => complete)).toBe(true);
}

const time = (hoursAgo: number): string => new Date(NEWEST - hoursAgo * HOUR_MS).toISOString();

describe('a log without a filter', () => {
  it.each([7, 25, 100])('holds every call once, in order, with pages of %i', async (first) => {
    await check({}, first);
  });
});

describe.each(PROVIDERS)('a filter on calls of %s', (provider) => {
  it.each(CALL_STATUSES.map((status) => [status]))('by the status %s', async (status) => {
    await check({ providers: [provider], statuses: [status] }, 100);
  });
  it.each([
    ['several statuses', { statuses: ['COMPLETED', 'VOICEMAIL', 'BUSY'] }],
    ['statuses of one word', { statuses: ['COMPLETED', 'VOICEMAIL'] }],
    ['a direction', { directions: ['INBOUND'] }],
    ['both directions', { directions: ['INBOUND', 'OUTBOUND'] }],
    ['an unknown direction', { directions: ['UNKNOWN'] }],
    ['an agent', { agents: [{ provider, providerAgentId: AGENTS[1] ?? '' }] }],
    [
      'two agents and a repeat',
      { agents: [0, 1, 0].map((each) => ({ provider, providerAgentId: AGENTS[each] ?? '' })) },
    ],
    ['an agent that is not known', { agents: [{ provider, providerAgentId: 'nobody' }] }],
    ['a campaign', { campaigns: [{ provider, campaignId: '2' }] }],
    ['two campaigns', { campaigns: [1, 3].map((each) => ({ provider, campaignId: String(each) })) }],
    ['a campaign that is no number', { campaigns: [{ provider, campaignId: 'spring' }] }],
    ['a number', { customerNumber: '+4930103' }],
    ['a number in groups', { customerNumber: '+49 (30) 104' }],
    ['a number without a plus sign', { customerNumber: '4930105' }],
    ['a number and a direction', { customerNumber: '+4930106', directions: ['OUTBOUND'] }],
    ['a beginning', { since: time(10) }],
    ['an end', { until: time(10) }],
    ['a span', { since: time(14), until: time(3) }],
    ['a length', { minDurationSeconds: 120 }],
    ['a beginning of ended calls', { since: time(9), statuses: ['COMPLETED', 'VOICEMAIL'] }],
  ])('by %s', async (_name, filter) => {
    await check({ providers: [provider], ...filter }, 100);
  });
});

describe('any combination of members', () => {
  const some = <Value>(values: readonly Value[]) => fc.subarray([...values], { minLength: 1 });
  const oneOf = (provider: string) =>
    fc.constantFrom(...AGENTS).map((providerAgentId) => ({ provider, providerAgentId }));
  const filters = fc.record(
    {
      providers: some(PROVIDERS),
      statuses: some(CALL_STATUSES),
      directions: some(CALL_DIRECTIONS),
      agents: fc.array(fc.constantFrom(...PROVIDERS).chain(oneOf), { minLength: 1, maxLength: 5 }),
      campaigns: fc.array(
        fc.record({ provider: fc.constantFrom(...PROVIDERS), campaignId: fc.constantFrom('1', '2', '3') }),
        { minLength: 1, maxLength: 3 },
      ),
      customerNumber: fc.constantFrom('+4930101', '4930 102', '+49-30-103'),
      since: fc.nat({ max: 20 }).map(time),
      until: fc.nat({ max: 20 }).map(time),
      minDurationSeconds: fc.nat({ max: 200 }),
    },
    { requiredKeys: [] },
  );

  it('gives just the calls that match, in order', async () => {
    await fc.assert(
      fc.asyncProperty(filters, fc.constantFrom(5, 25, 100), (filter, first) => check(filter, first)),
      { numRuns: 60 },
    );
  }, 60_000);
});

describe('a filter that nothing can match', () => {
  it.each([
    ['no provider', { providers: [] }],
    ['no status', { statuses: [] }],
    ['no agent', { agents: [] }],
    ['a span that ends before it begins', { since: time(1), until: time(2) }],
    ['a number without digits', { customerNumber: 'unknown' }],
    [
      'a campaign of a provider without campaigns',
      { campaigns: [{ provider: 'VOXWORKS', campaignId: '1' }] },
    ],
    ['a number of a provider without numbers', { providers: ['VOXWORKS'], customerNumber: '+4930101' }],
    ['a status that the provider has no word for', { providers: ['OSVI'], statuses: ['QUEUED'] }],
  ])('by %s is an empty, complete log and sends nothing', async (_name, filter) => {
    const before = lists.requests().length;
    const [page] = await walk(server, { filter });
    expect(page).toMatchObject({
      edges: [],
      complete: true,
      pageInfo: { hasNextPage: false, endCursor: null },
    });
    expect(page?.sources.map(({ state }) => state)).toEqual(Array(4).fill('EXCLUDED'));
    expect(lists.requests()).toHaveLength(before);
  });
});
