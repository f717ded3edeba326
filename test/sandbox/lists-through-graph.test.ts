import { afterAll, beforeAll, expect, it } from 'vitest';
import { graphTypeName } from '../../schema/graph-names.ts';
import type { JsonObject } from '../../src/domain/json.ts';
import { SANDBOX_PROVIDERS } from '../../src/sandbox/registry.ts';
import { everythingOf } from '../support/everything-selected.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

/** Calls of the lists with every field of their type, read through the graph. */
let server: TestServer;
let calls: readonly JsonObject[];

/** So many calls by rule, from all of the 90 days. */
const sampleOf = (provider: (typeof SANDBOX_PROVIDERS)[number]): readonly string[] => {
  const nowMs = Date.now();
  const { series } = provider.createLists({ baseUrl: 'http://localhost', startMs: nowMs, agentCount: null });
  return [...series.newestFirst(nowMs)]
    .filter((_, index) => index % 45 === 0)
    .map((call) => `${provider.id}:${call.id}`);
};

beforeAll(async () => {
  server = await startTestServer();
  const results = [];
  for (const provider of SANDBOX_PROVIDERS) {
    const type = graphTypeName(provider.id);
    const { data, errors } = await server.query<{ calls: readonly (JsonObject | null)[] }>(
      `query ($ids: [ID!]!) { calls(ids: $ids) { ... on ${type} { ${everythingOf(type)} } } }`,
      { ids: sampleOf(provider) },
    );
    expect(errors ?? []).toEqual([]);
    results.push(...(data?.calls ?? []));
  }
  calls = results.filter((call) => call !== null);
});
afterAll(() => server.stop());

it('calls by rule respond through the graph', () => {
  expect(calls.length).toBeGreaterThan(150);
  for (const { id } of SANDBOX_PROVIDERS) {
    expect(calls.filter((call) => String(call['id']).startsWith(id)).length).toBeGreaterThan(40);
  }
});

/** Words of records that say nothing, and that the graph shows as `UNKNOWN` for that reason. */
const MEANINGLESS = ['undefined'];

it('calls by rule hold no word that the graph does not know', () => {
  for (const field of ['status', 'direction', 'channel', 'endReason', 'endedBy', 'answeredBy', 'sentiment']) {
    const unknown = calls.filter(
      (call) => call[field] === 'UNKNOWN' && !MEANINGLESS.includes(String(call['providerEndReason'])),
    );
    expect(unknown.map((call) => [call['id'], call['providerStatus'], call['providerEndReason']])).toEqual(
      [],
    );
  }
});

it('fields of a call by rule are consistent', () => {
  const odd = calls.filter((call) => {
    const times = ['createdAt', 'startedAt', 'answeredAt', 'endedAt'].map((field) => call[field] ?? null);
    const inOrder = times.filter((time) => time !== null);
    const neverAnswered = ['SCHEDULED', 'QUEUED', 'RINGING', 'NO_ANSWER', 'BUSY', 'REJECTED'];
    return (
      inOrder.join() !== inOrder.toSorted().join() ||
      (neverAnswered.includes(String(call['status'])) &&
        (call['durationSeconds'] !== null || call['answeredAt'] !== null)) ||
      (call['status'] === 'VOICEMAIL' && call['answeredBy'] !== 'MACHINE') ||
      (call['endReason'] === 'AGENT_HANGUP' && call['endedBy'] !== 'AGENT') ||
      (call['endReason'] === 'CUSTOMER_HANGUP' && call['endedBy'] !== 'CUSTOMER')
    );
  });
  expect(odd.map(({ raw: _raw, transcript: _transcript, ...call }) => call)).toEqual([]);
});

it('settled calls by rule that were answered have a summary and extracted data', () => {
  const completed = calls.filter((call) => call['status'] === 'COMPLETED' && call['isSettled'] === true);
  expect(completed.length).toBeGreaterThan(60);
  const bare = completed.filter((call) => call['extractedData'] === null);
  expect(bare.map((call) => call['id'])).toEqual([]);
});
