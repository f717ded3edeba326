import { afterEach, describe, expect, it } from 'vitest';
import { type ListServers, startListServers } from '../support/list-servers.ts';
import { HAS_REDIS, type RedisServer, startRedis } from '../support/redis-server.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

let redis: RedisServer;
let lists: ListServers;
let replicas: TestServer[];
afterEach(async () => {
  await Promise.all(replicas.map((replica) => replica.stop()));
  await lists.close();
  await redis.close();
});

const QUERY = `{
  callLog(first: 10, filter: { providers: [OSVI, PURETALK, SYNTHFLOW], customerNumber: "+4930104" }) {
    nodes { id status }
  }
}`;

describe.skipIf(!HAS_REDIS)('lists in the shared Redis', () => {
  it('serve every replica, and their names hold no telephone number', async () => {
    redis = await startRedis();
    lists = await startListServers(60);
    const environment = { ...lists.environment, REDIS_URL: `redis://127.0.0.1:${redis.port}` };
    replicas = [await startTestServer(environment), await startTestServer(environment)];
    const [one, other] = replicas;
    const first = await one?.query(QUERY);
    const sent = lists.requests().length;
    expect(lists.requests().join()).toContain('4930104');
    expect(await other?.query(QUERY)).toEqual(first);
    expect(lists.requests()).toHaveLength(sent);
    const keys = await redis.client.keys('*');
    expect(keys.length).toBeGreaterThan(3);
    expect(keys.filter((key) => key.includes('4930104'))).toEqual([]);
  });
});
