import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/domain/json.ts';
import { SANDBOX_PROVIDERS } from '../../src/sandbox/registry.ts';
import { createTestClock } from '../support/test-clock.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';
import { isVcon } from './is-vcon.ts';

const LISTED = 50;

let server: TestServer;
beforeAll(async () => {
  const clock = createTestClock(Date.parse('2026-11-24T10:00:00Z'));
  server = await startTestServer({ PUBLIC_URL: 'https://calls.example.com' }, { clock });
});
afterAll(() => server.stop());

interface ExportedCall {
  readonly id: string;
  readonly status: string;
  readonly vcon: JsonObject;
}

async function read<Data>(query: string, variables: Record<string, unknown>): Promise<Data> {
  const { data, errors } = await server.query<Data>(query, variables);
  expect(errors).toBeUndefined();
  if (data == null) throw new Error('There is no data');
  return data;
}

/** Checks each vCon by the working group's schema. */
function expectVcons(calls: readonly ExportedCall[]): void {
  const invalid = calls.flatMap(({ id, vcon }) => (isVcon(vcon) ? [] : [{ id, errors: isVcon.errors }]));
  expect(invalid).toEqual([]);
  expect(new Set(calls.map(({ vcon }) => vcon['uuid'])).size).toBe(calls.length);
  const linked = calls.filter(({ vcon }) =>
    ['dialog', 'analysis', 'attachments'].some((part) =>
      (vcon[part] as readonly JsonObject[]).some((object) => 'url' in object),
    ),
  );
  expect(linked.map(({ id }) => id)).toEqual([]);
}

describe.each(SANDBOX_PROVIDERS)('the vCons of $id', (provider) => {
  it('are valid for each example of the sandbox', async () => {
    const ids = provider.createCalls('http://sandbox.example.com').map((call) => `${provider.id}:${call.id}`);
    const { calls } = await read<{ calls: ExportedCall[] }>(
      'query ($ids: [ID!]!) { calls(ids: $ids) { id status vcon } }',
      { ids },
    );
    expect(calls.map(({ id }) => id)).toEqual(ids);
    expect(new Set(calls.map(({ status }) => status)).size).toBeGreaterThanOrEqual(6);
    expectVcons(calls);
    const { calls: again } = await read<{ calls: ExportedCall[] }>(
      'query ($ids: [ID!]!) { calls(ids: $ids) { id status vcon } }',
      { ids },
    );
    expect(again.map(({ vcon }) => vcon['uuid'])).toEqual(calls.map(({ vcon }) => vcon['uuid']));
  });

  it(`are valid for ${LISTED} calls of the call log`, async () => {
    const { callLog } = await read<{ callLog: { nodes: ExportedCall[] } }>(
      `query ($providers: [Provider!]) {
        callLog(first: ${LISTED}, filter: { providers: $providers }, incomplete: REFUSE) { nodes { id status vcon } }
      }`,
      { providers: [provider.id.toUpperCase()] },
    );
    expect(callLog.nodes).toHaveLength(LISTED);
    expectVcons(callLog.nodes);
  });
});
