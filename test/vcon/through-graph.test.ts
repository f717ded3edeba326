import { afterEach, describe, expect, it } from 'vitest';
import { toVconUuid } from '../../src/vcon/vcon-uuid.ts';
import { FIXTURES } from '../fixtures/registry.ts';
import { type MockProviders, startMockProviders } from '../support/mock-providers.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';
import { isVcon } from './is-vcon.ts';

let mocks: MockProviders;
let server: TestServer;
afterEach(async () => {
  await server.stop();
  await mocks.close();
});

describe.each(FIXTURES)('Call.vcon of $provider.title', ({ provider, record, idField }) => {
  const id = `${provider.id}:call-1`;

  it('is valid by the schema of the working group, with transcript, record and a lasting uuid', async () => {
    mocks = await startMockProviders((callId) => ({ ...record, [idField]: callId }));
    server = await startTestServer({ ...mocks.environment, PUBLIC_URL: 'https://calls.example.com' });
    const { data, errors } = await server.query<{ call: { vcon: Record<string, unknown> } }>(
      `{ call(id: "${id}") { vcon } }`,
    );
    expect(errors).toBeUndefined();
    const vcon = data?.call.vcon ?? {};
    expect(isVcon(vcon), JSON.stringify(isVcon.errors)).toBe(true);
    expect(vcon['uuid']).toBe(toVconUuid(id, 'calls.example.com'));
    expect(vcon['attachments']).toMatchObject([{ purpose: 'provider record' }]);
    expect(mocks.servers[provider.id]?.requests).toHaveLength(provider.getCall.length);
    const types = (vcon['analysis'] as { type: string }[]).map(({ type }) => type);
    expect(types.includes('transcript')).toBe(provider.id !== 'osvi'); // the mock of OSVI has none
  });
});
