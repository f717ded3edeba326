import { isEnumType } from 'graphql';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { graphTypeName } from '../../schema/graph-names.ts';
import { schema } from '../../schema/index.ts';
import type { JsonObject } from '../../src/domain/json.ts';
import { SANDBOX_PROVIDERS } from '../../src/sandbox/registry.ts';
import { everythingOf } from '../support/everything-selected.ts';
import { at } from '../support/provider-under-test.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

/** Every call of the sandbox with every field of its type, requested from a server without a provider key. */
let server: TestServer;
let calls: readonly JsonObject[];
const idsOf = ({ id, createCalls }: (typeof SANDBOX_PROVIDERS)[number]): readonly string[] =>
  createCalls('http://sandbox.example.com').map((call) => `${id}:${call.id}`);

beforeAll(async () => {
  server = await startTestServer();
  const results = await Promise.all(
    SANDBOX_PROVIDERS.map((provider) => {
      const type = graphTypeName(provider.id);
      return server.query<{ calls: readonly (JsonObject | null)[] }>(
        `query ($ids: [ID!]!) { calls(ids: $ids) { ... on ${type} { ${everythingOf(type)} } } }`,
        { ids: idsOf(provider) },
      );
    }),
  );
  expect(results.flatMap(({ errors }) => errors ?? [])).toEqual([]);
  calls = results.flatMap(({ data }) => data?.calls ?? []).filter((call) => call !== null);
});
afterAll(() => server.stop());

it('the graph returns at least 60 sandbox calls without an error', () => {
  expect(calls.length).toBeGreaterThanOrEqual(60);
  expect(calls.map((call) => call['id'])).toEqual(SANDBOX_PROVIDERS.flatMap(idsOf));
});

it.each([
  ['CallStatus', 'status'],
  ['CallDirection', 'direction'],
  ['CallChannel', 'channel'],
  ['CallEndReason', 'endReason'],
  ['CallEndedBy', 'endedBy'],
  ['AnsweredBy', 'answeredBy'],
  ['Sentiment', 'sentiment'],
  ['VoxworksCallType', 'type'],
  ['SynthflowEndCallReason', 'endCallReason'],
  ['PuretalkProtocol', 'protocol'],
])('shows every value of %s but those that no provider documents', (typeName, field) => {
  const type = schema.getType(typeName);
  if (!isEnumType(type)) throw new Error(`${typeName} is no enum`);
  const seen = new Set(calls.map((call) => call[field]));
  const missing = type.getValues().flatMap(({ name }) => (seen.has(name) ? [] : [name]));
  expect(missing).toEqual(UNSHOWN[typeName] ?? []);
});

/** `TRANSFERRED` is a word of other providers that a later record may bring; `UNKNOWN` stands for undocumented words. */
const UNSHOWN: Readonly<Record<string, readonly string[]>> = {
  CallDirection: ['UNKNOWN'],
  CallChannel: ['UNKNOWN'],
  CallEndReason: ['TRANSFERRED'],
  CallEndedBy: ['UNKNOWN'],
  AnsweredBy: ['UNKNOWN'],
  VoxworksCallType: ['UNKNOWN'],
  PuretalkProtocol: ['UNKNOWN'],
};

it.each(SANDBOX_PROVIDERS.map(({ id }) => id))('the sandbox has %s calls in both directions', (id) => {
  const directions = calls
    .filter((call) => String(call['id']).startsWith(id))
    .map((call) => call['direction']);
  expect(directions).toEqual(expect.arrayContaining(['INBOUND', 'OUTBOUND']));
});

it('fields of a sandbox call are consistent', () => {
  const odd = calls.filter((call) => {
    const [started, answered, ended] = ['startedAt', 'answeredAt', 'endedAt'].map(
      (field) => call[field] ?? null,
    );
    const inOrder = [started, answered, ended].filter((time) => time !== null);
    const neverAnswered = ['SCHEDULED', 'QUEUED', 'RINGING', 'NO_ANSWER', 'BUSY', 'REJECTED'];
    return (
      inOrder.join() !== inOrder.toSorted().join() ||
      (neverAnswered.includes(String(call['status'])) &&
        (call['durationSeconds'] !== null || answered !== null)) ||
      (call['status'] === 'VOICEMAIL' && call['answeredBy'] !== 'MACHINE') ||
      (call['endReason'] === 'AGENT_HANGUP' && call['endedBy'] !== 'AGENT')
    );
  });
  expect(odd).toEqual([]);
});

it('every transcript with words has turns with speakers', () => {
  const spoken = calls.filter((call) => at(call, 'transcript.text') !== null);
  expect(spoken.length).toBeGreaterThan(20);
  const unread = spoken.filter((call) => (at(call, 'transcript.turns') as readonly unknown[]).length === 0);
  expect(unread.map((call) => call['id'])).toEqual([]);
});
