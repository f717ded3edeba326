import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createRelayProject, type RelayProject } from '../clients/relay-project.ts';
import { globalId, type ListServers, startListServers } from '../support/list-servers.ts';
import { sendJson } from '../support/mock-server.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';
import { CHROMIUM, launchOffline } from './chromium.ts';
import { MAIN, openRelayPage, type RelayPage } from './relay-page.ts';

const PAGE_SIZE = 25;

describe.skipIf(CHROMIUM === undefined)("Relay's usePaginationFragment over callLog, in Chromium", () => {
  let browser: Browser;
  let page: RelayPage;
  let project: RelayProject;
  let lists: ListServers;
  let server: TestServer;
  beforeAll(async () => {
    browser = await launchOffline();
    page = await openRelayPage(browser);
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    page.close();
  });
  afterEach(async () => {
    await server.stop();
    await lists.close();
    project.remove();
  });

  /** Opens the recipe's page over the lists. With `trusted`, the server runs the documents of Relay's manifest only. */
  async function open(
    listServers: ListServers,
    { trusted = false, settings = {} }: { trusted?: boolean; settings?: Record<string, string> } = {},
  ): Promise<void> {
    lists = listServers;
    project = createRelayProject({ persisted: trusted, sources: { 'main.tsx': MAIN } });
    server = await startTestServer({
      ...lists.environment,
      UPSTREAM_RETRIES: '0',
      CORS_ORIGINS: page.origin,
      ...settings,
      ...(trusted ? { TRUSTED_DOCUMENTS_FILE: project.manifest } : {}),
    });
    await page.open(await project.bundle('main.tsx'), `${server.url}/graphql`);
  }

  /** Loads every page. Resolves to the length of the list at the start and after each page. */
  async function scrollToTheEnd(): Promise<number[]> {
    const lengths = [(await page.ids()).length];
    while (await page.hasMore()) {
      await page.click('More');
      lengths.push((await page.ids()).length);
    }
    return lengths;
  }

  const failed = (): string[] =>
    lists
      .all()
      .filter(({ status }) => status === 'FAILED')
      .map(globalId);

  it.each([
    ['queries as text', false],
    ['trusted documents', true],
  ])('shows each call once, in order, and begins anew for another filter, with %s', async (_, trusted) => {
    await open(await startListServers(40), { trusted });
    expect(await scrollToTheEnd()).toEqual([25, 50, 75, 100, 125, 150, 160]);
    expect(await page.ids()).toEqual(lists.all().map(globalId));
    await page.click('Failed');
    expect(await page.ids()).toEqual(failed().slice(0, PAGE_SIZE));
    await scrollToTheEnd();
    expect(await page.ids()).toEqual(failed());
    expect(page.complaints).toEqual([]);
  });

  it('shows a list that was read before at once, without a request', async () => {
    await open(await startListServers(10));
    await scrollToTheEnd();
    await page.click('Failed');
    const requests = page.requests.length;
    await page.click('All');
    expect(await page.ids()).toEqual(lists.all().map(globalId));
    expect(page.requests).toHaveLength(requests);
  });

  it('goes on over pages that add no call', async () => {
    const ofOne = await startListServers(300, ['voxworks']);
    const calls = ofOne.calls['voxworks'] ?? [];
    calls.splice(0, calls.length, ...calls.filter(({ status }, index) => status !== 'FAILED' || index > 280));
    await open(ofOne, { settings: { CALL_LOG_MAX_REQUESTS: '2' } }); // a page ends after 100 rows of the provider
    await page.click('Failed');
    expect(await scrollToTheEnd()).toEqual([0, 0, failed().length]);
    expect(failed()).not.toEqual([]);
    expect(await page.ids()).toEqual(failed());
  });

  it('says that calls are missing once a provider has failed', async () => {
    await open(await startListServers(60));
    await page.click('More');
    expect(await page.isIncomplete()).toBe(false);
    lists.intercept = (provider, _url, response) => {
      if (provider === 'voxworks') sendJson(response, 503, {});
      return provider === 'voxworks';
    };
    await scrollToTheEnd();
    expect(await page.isIncomplete()).toBe(true);
    const isOther = (id: string): boolean => !id.startsWith('voxworks:');
    expect((await page.ids()).filter(isOther)).toEqual(lists.all().map(globalId).filter(isOther));
  });
});
