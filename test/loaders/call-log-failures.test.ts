import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { globalId, type ListServers, startListServers } from '../support/list-servers.ts';
import { sendJson } from '../support/mock-server.ts';
import { createTestClock, type TestClock } from '../support/test-clock.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';
import { askPage, idsOf, pageOf, walk } from './log-client.ts';

const PROVIDERS = ['osvi', 'puretalk', 'synthflow', 'voxworks'];
const MINUTE_MS = 60_000;

let lists: ListServers;
let server: TestServer;
let clock: TestClock;
beforeEach(async () => {
  clock = createTestClock();
  lists = await startListServers(130);
  server = await startTestServer(
    { ...lists.environment, UPSTREAM_RETRIES: '0', UPSTREAM_DEADLINE_MS: '400', UPSTREAM_TIMEOUT_MS: '400' },
    { clock },
  );
});
afterEach(async () => {
  await server.stop();
  await lists.close();
});

const isList = ({ pathname }: URL): boolean => /calls$|assistants\/?$/.test(pathname);

/** Fails the lists of `failing` by `respond`, once `isDown` says so. */
function fail(
  failing: string,
  respond: (response: ServerResponse) => void,
  isDown = (_url: URL) => true,
): void {
  lists.intercept = (provider, url, response) => {
    if (provider !== failing || !isList(url) || !isDown(url)) return false;
    respond(response);
    return true;
  };
}

const others = (failing: string): string[] =>
  lists
    .all()
    .filter(({ provider }) => provider !== failing)
    .map(globalId);

const sendText =
  (type: string, text: string) =>
  (response: ServerResponse): void => {
    response.writeHead(200, { 'content-type': type });
    response.end(text);
  };

const FAILURES: readonly (readonly [string, string, (response: ServerResponse) => void])[] = [
  ['fails itself', 'PROVIDER_UNAVAILABLE', (response) => sendJson(response, 503, {})],
  ['breaks the connection', 'PROVIDER_UNAVAILABLE', (response) => response.destroy()],
  ['rejects the key', 'PROVIDER_UNAUTHORIZED', (response) => sendJson(response, 401, {})],
  [
    'limits the rate',
    'PROVIDER_RATE_LIMITED',
    (response) => sendJson(response, 429, {}, { 'retry-after': '30' }),
  ],
  ['sends HTML', 'PROVIDER_BAD_RESPONSE', sendText('text/html', '<html>')],
  [
    'sends another shape',
    'PROVIDER_BAD_RESPONSE',
    (response) => sendJson(response, 200, { success: true, response: {} }),
  ],
  [
    'sends rows without ids',
    'PROVIDER_BAD_RESPONSE',
    (response) =>
      sendJson(response, 200, {
        ...{ calls: [{}], data: [{}], results: [{}] },
        response: { calls: [{}], assistants: 'none' },
      }),
  ],
  ['takes too long', 'PROVIDER_TIMEOUT', () => {}],
];

describe.each(PROVIDERS)('%s', (failing) => {
  it.each(FAILURES)('that %s is named, and the others are exact', async (_name, code, respond) => {
    fail(failing, respond);
    const pages = await walk(server, { first: 100 });
    expect(idsOf(pages)).toEqual(others(failing));
    for (const page of pages) {
      expect(page.complete).toBe(false);
      const source = page.sources.find(({ provider }) => provider === failing.toUpperCase());
      expect(source).toMatchObject({ state: 'FAILED', code });
      expect(source?.message).toMatch(/^[A-Z].*\.$/);
      if (code === 'PROVIDER_RATE_LIMITED' && page === pages[0]) expect(source?.retryAfterSeconds).toBe(30);
      expect(page.sources.filter(({ state }) => state === 'ANSWERED')).toHaveLength(3);
    }
  });

  it('that fails in the middle of a walk stays out to its last page, even when it recovers', async () => {
    const first = await pageOf(server, { first: 30 });
    expect(first.complete).toBe(true);
    clock.advance(20 * MINUTE_MS); // no old page is good enough to stand in
    fail(failing, (response) => sendJson(response, 503, {}));
    const second = await pageOf(server, { first: 90, after: first.pageInfo.endCursor });
    lists.intercept = () => false;
    const rest = await walk(server, { first: 60, after: second.pageInfo.endCursor });
    const pages = [first, second, ...rest];
    expect(pages.slice(1).map(({ complete }) => complete)).toEqual(pages.slice(1).map(() => false));
    const given = new Set(idsOf(pages));
    expect(others(failing).filter((id) => !given.has(id))).toEqual([]);
    expect(idsOf(pages)).toHaveLength(given.size);
  });

  it('that fails is an error where an incomplete log is refused', async () => {
    fail(failing, (response) => sendJson(response, 503, {}));
    const { data, errors } = await askPage(server, { incomplete: 'REFUSE' });
    expect(data).toEqual({ callLog: null });
    expect(errors?.map(({ extensions }) => extensions)).toEqual([
      { code: 'PROVIDER_UNAVAILABLE', provider: failing.toUpperCase() },
    ]);
  });

  it('that fails after it answered is replaced by what it answered', async () => {
    const before = await pageOf(server, { first: 20 });
    clock.advance(MINUTE_MS);
    fail(failing, (response) => sendJson(response, 503, {}));
    const page = await pageOf(server, { first: 20 });
    expect(idsOf([page])).toEqual(idsOf([before]));
    const source = page.sources.find(({ provider }) => provider === failing.toUpperCase());
    expect(source).toMatchObject({ state: 'STALE', code: 'PROVIDER_UNAVAILABLE' });
    expect(page.complete).toBe(true);
  });
});

describe('when every provider fails', () => {
  it('the log is null with an error', async () => {
    lists.intercept = (_provider, _url, response) => {
      sendJson(response, 503, {});
      return true;
    };
    const { data, errors } = await askPage(server, {});
    expect(data).toEqual({ callLog: null });
    expect(errors?.[0]?.extensions?.['code']).toBe('PROVIDER_UNAVAILABLE');
    const directory = await server.query('{ agents { agents { id } } }');
    expect(directory.data).toEqual({ agents: null });
  });
});

describe('a cursor that stands still', () => {
  it('is a bad response, and the others go on', async () => {
    lists.intercept = (provider, url, response) => {
      if (provider !== 'voxworks' || !isList(url)) return false;
      const [first] = lists.calls['voxworks'] ?? [];
      sendJson(response, 200, {
        success: true,
        calls: [first?.record],
        meta: { next_cursor: '2026-01-01T00:00:00Z' },
      });
      return true;
    };
    const pages = await walk(server, { first: 100 });
    const known = new Set(others('voxworks'));
    expect(idsOf(pages).filter((id) => known.has(id))).toEqual(others('voxworks'));
    expect(pages.at(-1)).toMatchObject({ complete: false });
    expect(pages.at(-1)?.sources.find(({ provider }) => provider === 'VOXWORKS')).toMatchObject({
      state: 'FAILED',
      code: 'PROVIDER_BAD_RESPONSE',
    });
  });
});

describe('a provider that does not accept the page size', () => {
  it.each([
    ['voxworks', 'limit', 400],
    ['puretalk', 'limit', 20],
    ['osvi', 'per_page', 20],
  ])('is read by its own: %s', async (quirky, parameter, most) => {
    lists.intercept = (provider, url, response) => {
      if (provider !== quirky || !isList(url)) return false;
      if (most === 400 && url.searchParams.has(parameter)) {
        sendJson(response, 400, { success: false, message: 'limit is not known' });
        return true;
      }
      const size = Number(url.searchParams.get(parameter) ?? 20);
      if (size > 20) url.searchParams.set(parameter, '20'); // cut in silence
      return false;
    };
    const pages = await walk(server, { first: 100, filter: { providers: [quirky.toUpperCase()] } });
    expect(idsOf(pages)).toEqual((lists.calls[quirky] ?? []).map(globalId).toSorted());
    expect(pages.every(({ complete }) => complete)).toBe(true);
  });
});
