import { afterEach, describe, expect, it } from 'vitest';
import { entryFor, temporaryFile } from '../../access/access-fixture.ts';
import { startTestServer, type TestServer } from '../../support/test-server.ts';

let server: TestServer;
afterEach(() => server.stop());

const START = {
  OSVI_API_KEY: 'a-key',
  ACCESS_USER_HEADER: 'X-User-Id',
  CLIENT_OPERATIONS_PER_SECOND: '2',
  LOG_LEVEL: 'info',
};

const start = async (members: object): Promise<void> => {
  const tokens = JSON.stringify([entryFor('token', members)]);
  server = await startTestServer({ ...START, ACCESS_TOKENS_FILE: temporaryFile('tokens.json', tokens) });
};

/** The statuses of four requests at once on behalf of `user`. */
const statusesFor = async (user: string | null): Promise<number[]> => {
  const headers = { authorization: 'Bearer token', ...(user !== null && { 'x-user-id': user }) };
  const responses = await Promise.all(
    Array.from({ length: 4 }, () => server.ask({ query: '{ __typename }' }, headers)),
  );
  return responses.map(({ status }) => status).toSorted();
};
const EXCEEDED = [200, 200, 429, 429];

describe('limits per end user', () => {
  it('count each user of a client that forwards users apart, on the fast path and off it', async () => {
    await start({ forwardsUsers: true });
    for (const user of ['ann', 'ben', null]) expect(await statusesFor(user), String(user)).toEqual(EXCEEDED);
    const viaGet = await server.send(
      {
        headers: {
          authorization: 'Bearer token',
          'x-user-id': 'eve',
          'graphql-require-preflight': '1',
        },
      },
      '/graphql?query={__typename}',
    );
    expect(viaGet.status).toBe(200);
  });

  it('count all requests of any other client together, whatever header it sends', async () => {
    await start({});
    expect(await statusesFor('ann')).toEqual(EXCEEDED);
    expect((await statusesFor('ben')).includes(200)).toBe(false);
  });

  it('never log the user', async () => {
    await start({ forwardsUsers: true });
    await statusesFor('ann.smith@example.com');
    expect(server.log.length).toBeGreaterThan(0);
    expect(JSON.stringify(server.log)).not.toMatch(/ann|smith|X-User/i);
  });
});
