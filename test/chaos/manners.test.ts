import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { hostileManners } from '../support/hostile-behaviours.ts';
import { durationOf, environmentOf, HOSTILE_PROVIDERS, HOSTILE_WORDS } from '../support/hostile-provider.ts';
import { type HostileServer, startHostileServer } from '../support/hostile-server.ts';

const QUERY = 'query ($id: ID!) { call(id: $id) { id durationSeconds } }';
const manners = hostileManners('http://127.0.0.1:9');
const [provider] = HOSTILE_PROVIDERS.slice(-1);
if (provider === undefined) throw new Error('There is no provider');

let server: HostileServer;
let gateway: Gateway;

beforeAll(async () => {
  server = await startHostileServer(() => {});
  gateway = await startGateway({
    ...environmentOf(provider, server.url),
    UPSTREAM_TIMEOUT_MS: '300',
    UPSTREAM_DEADLINE_MS: '1000',
    UPSTREAM_RETRIES: '0',
    UPSTREAM_MAX_BODY_MB: '1',
  });
});

afterAll(async () => {
  await gateway.stop();
  await server.close();
});

describe('one answer', () => {
  it.each(Object.entries(manners))('%s', async (name, { verdict, behave }) => {
    const callId = `manner-${name}`;
    server.behave((exchange) => behave(exchange, provider));
    const { data, errors } = await gateway.query(QUERY, { id: `${provider.id}:${callId}` });
    if (verdict === 'record') {
      expect(errors).toBeUndefined();
      expect(data?.['call']).toEqual({ id: `${provider.id}:${callId}`, durationSeconds: durationOf(callId) });
    } else {
      expect(data?.['call']).toBeNull();
      expect(errors?.[0]?.extensions?.['code']).toBe(verdict === 'absent' ? undefined : verdict);
      if (errors) console.log(name, errors[0]?.message);
    }
    expect(JSON.stringify(errors ?? [])).not.toContain(HOSTILE_WORDS);
  });
});
