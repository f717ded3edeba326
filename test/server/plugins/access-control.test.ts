import { afterEach, expect, it } from 'vitest';
import { AccessUnavailable } from '../../../src/access/access-errors.ts';
import { ANONYMOUS } from '../../../src/access/principal.ts';
import { Unauthenticated } from '../../../src/domain/errors.ts';
import { codesOf, startTestServer, type TestServer } from '../../support/test-server.ts';

let server: TestServer;
afterEach(() => server.stop());

const TYPENAME = { query: '{ __typename }' };
const as = (name: string): Record<string, string> => ({ authorization: `Bearer ${name}` });

/** Admits `Bearer frontend` and `Bearer reports`. */
const accessControl = {
  authenticate(authorization: string | undefined) {
    const name = authorization?.replace('Bearer ', '');
    if (name === 'later') throw new AccessUnavailable(5);
    if (name !== 'frontend' && name !== 'reports') throw new Unauthenticated('Send a token that is known.');
    return { ...ANONYMOUS, name };
  },
  isCurrent: () => true,
};

it('access control rejects an unknown client with 401, and an unverifiable one with 503', async () => {
  server = await startTestServer({}, { endpoint: { accessControl } });
  const stranger = await server.ask(TYPENAME);
  expect([stranger.status, codesOf(stranger)]).toEqual([401, ['UNAUTHENTICATED']]);
  expect(stranger.headers.get('www-authenticate')).toBe('Bearer');
  const later = await server.ask(TYPENAME, as('later'));
  expect([later.status, later.headers.get('retry-after')]).toEqual([503, '5']);
  expect(later.body.errors?.[0]?.extensions).toEqual({ code: 'ACCESS_UNAVAILABLE', retryAfterSeconds: 5 });
  expect((await server.ask(TYPENAME, as('frontend'))).status).toBe(200);
});

it('a named client is rate limited and logged by its name', async () => {
  server = await startTestServer({}, { endpoint: { accessControl, limits: { operationsPerSecond: 2 } } });
  const statuses: number[] = [];
  for (let count = 0; count < 4; count += 1)
    statuses.push((await server.ask(TYPENAME, as('frontend'))).status);
  expect(statuses).toContain(429);
  expect((await server.ask(TYPENAME, as('reports'))).status).toBe(200);
  expect(server.log.filter(({ client }) => client === 'reports')).toHaveLength(1);
});

it('rejected clients count towards the limits of their address, and admitted clients towards their own', async () => {
  server = await startTestServer({}, { endpoint: { accessControl, limits: { operationsPerSecond: 2 } } });
  const statuses: number[] = [];
  for (const name of ['stranger', 'later', 'stranger', 'later'])
    statuses.push((await server.ask(TYPENAME, as(name))).status);
  expect(statuses).toEqual([401, 503, 429, 429]);
  const rejected = await server.ask(TYPENAME, as('stranger'));
  expect([codesOf(rejected), rejected.headers.get('retry-after')]).toEqual([['RATE_LIMITED'], '1']);
  expect((await server.ask(TYPENAME, as('frontend'))).status).toBe(200);
});
