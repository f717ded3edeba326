import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { startVoiceProviders, type VoiceProviders } from '../support/voice-providers.ts';

describe('the metrics of operations', () => {
  let providers: VoiceProviders;
  let gateway: Gateway;
  beforeAll(async () => {
    providers = await startVoiceProviders((callId, response) => {
      if (callId !== 'refused') return {};
      response.writeHead(400).end();
      return undefined;
    });
    gateway = await startGateway(providers.environment);
  });
  afterAll(async () => {
    await gateway.stop();
    await providers.close();
  });

  const counts = async (): Promise<Record<string, number>> => {
    const text = await (await fetch(`${gateway.url}/metrics`)).text();
    const lines = text.matchAll(/^switchboard_graphql_operation_duration_seconds_count\{(.*)\} (\d+)$/gm);
    return Object.fromEntries([...lines].map(([, labels, count]) => [labels, Number(count)]));
  };

  it('count each operation under how it ended, and nothing that a client chose', async () => {
    await gateway.query('query NameOfMine { call(id: "osvi:one") { id } }');
    await gateway.query('{ calls(ids: ["osvi:one", "osvi:refused"]) { id } }');
    await gateway.query('{ thereIsNoSuchField }');
    await gateway.query('{');
    expect(await counts()).toEqual({ 'outcome="ok"': 1, 'outcome="partial"': 1, 'outcome="error"': 2 });
  });

  it('count a refusal, and neither GraphiQL nor a preflight', async () => {
    const before = await counts();
    await fetch(`${gateway.url}/graphql`, { headers: { accept: 'text/html' } });
    await fetch(`${gateway.url}/graphql`, { method: 'OPTIONS' });
    expect(await counts()).toEqual(before);
    const refused = await fetch(`${gateway.url}/graphql`, { method: 'POST', body: 'x'.repeat(2_000_000) });
    expect(refused.ok).toBe(false);
    expect(await counts()).toEqual({ ...before, 'outcome="error"': (before['outcome="error"'] ?? 0) + 1 });
  });
});
