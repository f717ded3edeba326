import { afterEach, describe, expect, it } from 'vitest';
import { ANONYMOUS, type Principal } from '../../../src/access/principal.ts';
import { Unauthenticated } from '../../../src/domain/errors.ts';
import { codesOf, startTestServer, type TestServer } from '../../support/test-server.ts';

let server: TestServer;
afterEach(() => server.stop());

const JSON_TYPE = { 'content-type': 'application/json' };
const TOKEN = { authorization: 'Bearer frontend' };
const TYPENAME = JSON.stringify({ query: '{ __typename }' });

/** Admits `Bearer frontend` only, synchronously or not, and counts its calls. */
function countingAccessControl(mode: 'synchronous' | 'asynchronous') {
  const decide = (authorization: string | undefined): Principal => {
    if (authorization !== TOKEN.authorization) throw new Unauthenticated('Send a known token.');
    return { ...ANONYMOUS, name: 'frontend' };
  };
  const accessControl = {
    calls: 0,
    authenticate(authorization: string | undefined): Principal | Promise<Principal> {
      accessControl.calls += 1;
      return mode === 'synchronous'
        ? decide(authorization)
        : Promise.resolve().then(() => decide(authorization));
    },
    isCurrent: () => true,
  };
  return accessControl;
}

describe.each([
  { path: 'the fast path', fastPath: true },
  { path: "Yoga's adapter", fastPath: false },
])('the guard on $path', ({ fastPath }) => {
  it.each(['synchronous', 'asynchronous'] as const)(
    'authenticates each request once, admitted or rejected, when authentication is %s',
    async (mode) => {
      const accessControl = countingAccessControl(mode);
      server = await startTestServer({}, { endpoint: { accessControl, fastPath } });
      const post = (headers: Record<string, string>) =>
        server.send({ method: 'POST', headers: { ...JSON_TYPE, ...headers }, body: TYPENAME });
      expect((await post(TOKEN)).status).toBe(200);
      expect(accessControl.calls).toBe(1);
      expect(codesOf(await post({}))).toEqual(['UNAUTHENTICATED']);
      expect(accessControl.calls).toBe(2);
    },
  );

  it('takes one token of the rate limit for each request', async () => {
    server = await startTestServer({}, { endpoint: { fastPath, limits: { operationsPerSecond: 3 } } });
    const statuses: number[] = [];
    for (let count = 0; count < 3; count += 1)
      statuses.push((await server.ask({ query: `{ a${count}: __typename }` })).status);
    expect(statuses).toEqual([200, 200, 200]);
  });

  it('checks access, then traffic, then CSRF and format, then body and parameters', async () => {
    server = await startTestServer(
      {},
      {
        endpoint: {
          accessControl: countingAccessControl('synchronous'),
          fastPath,
          limits: { operationsPerSecond: 0, concurrentPerClient: 0, bodyBytes: 100 },
        },
      },
    );
    const codeOf = async (method: string, headers: Record<string, string>, body?: string) =>
      codesOf(await server.send({ method, headers, ...(body !== undefined && { body }) }))[0];
    const wrongType = { 'content-type': 'text/plain' };
    const long = JSON.stringify({ query: '{ __typename }', other: 'x'.repeat(200) });
    expect(await codeOf('GET', {})).toBe('UNAUTHENTICATED');
    expect(await codeOf('POST', wrongType, long)).toBe('UNAUTHENTICATED');
    expect(await codeOf('GET', TOKEN)).toBe('CSRF_REFUSED');
    expect(await codeOf('POST', { ...TOKEN, ...wrongType }, long)).toBe('UNSUPPORTED_MEDIA_TYPE');
    expect(await codeOf('POST', { ...TOKEN, ...JSON_TYPE }, long)).toBe('LIMIT_EXCEEDED');
    expect(await codeOf('POST', { ...TOKEN, ...JSON_TYPE }, '{')).toBe('BAD_REQUEST');
  });

  it('counts a rejected client before the format of its request is checked', async () => {
    server = await startTestServer({}, { endpoint: { fastPath, limits: { operationsPerSecond: 1 } } });
    const wrongType = { method: 'POST', headers: { 'content-type': 'text/plain' }, body: TYPENAME };
    expect(codesOf(await server.send(wrongType))).toEqual(['UNSUPPORTED_MEDIA_TYPE']);
    expect(codesOf(await server.send(wrongType))).toEqual(['RATE_LIMITED']);
  });
});
