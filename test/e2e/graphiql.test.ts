import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestClock } from '../support/test-clock.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';
import { CHROMIUM, launchOffline } from './chromium.ts';

/** The tabs, in their order on the page. */
const TABS = [
  ...['OneCall', 'ManyCalls', 'CallLog', 'UnreachedCalls', 'SourceDown', 'ByOwnId'],
  ...['PartialData', 'CallResults', 'LiveCall', 'WatchedCall', 'Providers'],
];

/** Lines that each tab's response must contain. The tab that takes a provider down comes last. */
const EXPECTED_LINES: readonly (readonly [tab: string, ...lines: readonly RegExp[]])[] = [
  ['OneCall', /"status":\s"COMPLETED"/, /"endCallReason":\s"[A-Z_]+"/, /"executedActions":\s\[/],
  ['ManyCalls', /"provider":\s"VOXWORKS"/, /"provider":\s"OSVI"/, /^\s*null$/],
  ['CallLog', /"complete":\strue/, /"state":\s"ANSWERED"/, /"hasNextPage":\strue/],
  [
    'UnreachedCalls',
    /"upstreamFilters":\s\[/,
    /"state":\s"EXCLUDED"/,
    /"status":\s"(NO_ANSWER|BUSY|FAILED)"/,
  ],
  ['ByOwnId', /"toolCalls":\s\[/, /"totalSeconds":\s[\d.]+/, /"protocol":\s"[A-Z]+"/],
  ['PartialData', /"status":\s"COMPLETED"/, /"code":\s"PROVIDER_REJECTED"/, /"code":\s"BAD_USER_INPUT"/],
  ['CallResults', /"isSettled":\strue/, /"call":\snull/, /"code":\s"PROVIDER_REJECTED"/],
  ['LiveCall', /"status":\s"(QUEUED|SCHEDULED)"/],
  ['WatchedCall', /"callUpdates":\s\{/, /"status":\s"(QUEUED|SCHEDULED)"/],
  ['Providers', /"configured":\strue/, /"breakerState":\s"CLOSED"/],
  ['SourceDown', /"code":\s"PROVIDER_UNAVAILABLE"/],
];

/** The tests share one page and depend on their order, because a page takes seconds to open. */
describe.skipIf(CHROMIUM === undefined)('GraphiQL, with no network except the server', () => {
  const requestsElsewhere: string[] = [];
  const consoleErrors: string[] = [];
  const clock = createTestClock(Date.now());
  let server: TestServer;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    server = await startTestServer({}, { clock });
    browser = await launchOffline();
    const context = await browser.newContext({ viewport: { width: 1440, height: 4000 } }); // every line is visible
    await context.route('**/*', (route) => {
      const url = route.request().url();
      if (url.startsWith(`${server.url}/`) || /^(data|blob):/.test(url)) return route.continue();
      requestsElsewhere.push(url);
      return route.abort();
    });
    page = await context.newPage();
    page.setDefaultTimeout(8_000);
    page.on('pageerror', (error) => consoleErrors.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') consoleErrors.push(message.text());
    });
    await page.goto(`${server.url}/graphql`);
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await server.stop();
  });

  const tab = (name: string): Locator => page.getByTitle(name, { exact: true });
  const responseLine = (text: RegExp): Locator =>
    page.locator('.graphiql-response .view-line').filter({ hasText: text }).first();
  /** GraphiQL 5 updates the operation to run a moment after a tab change, so a faster click must be repeated. */
  const run = async (): Promise<void> => {
    const response = page.waitForResponse((response) => new URL(response.url()).pathname === '/graphql');
    const responseStatus = response.then((received) => received.status());
    const notYet = page.locator('.graphiql-response .view-line', { hasText: 'Cannot infer operation' });
    const tooEarly = async (): Promise<null> => {
      await notYet.first().waitFor({ timeout: 0 });
      await page.waitForTimeout(300);
      return null;
    };
    let status: number | null = null;
    while (status === null) {
      await page.getByRole('button', { name: /^Execute query/ }).click();
      status = await Promise.race([responseStatus, tooEarly()]);
    }
    expect(status).toBe(200);
  };

  it('shows the product name and a tab for each example', async () => {
    expect(EXPECTED_LINES.map(([name]) => name).sort()).toEqual(TABS.toSorted());
    await tab('OneCall').waitFor();
    expect(await page.title()).toBe('Switchboard');
    expect(await page.getByRole('tab').allInnerTexts()).toEqual(TABS);
  });

  it.each(EXPECTED_LINES.map(([name, ...lines]) => ({ name, lines })))(
    'shows the response to the example of the tab $name',
    async ({ name, lines }) => {
      await tab(name).click();
      await run();
      for (const line of lines) await responseLine(line).waitFor();
      const stop = page.getByRole('button', { name: /^Stop query/ });
      if (await stop.isVisible()) await stop.click(); // a subscription goes on
    },
  );

  it("shows a field's description on hover", async () => {
    await tab('LiveCall').click();
    await page
      .locator('.graphiql-query-editor .view-line span', { hasText: /^durationSeconds$/ })
      .last()
      .hover();
    await page.locator('.monaco-hover', { hasText: 'Talk time in seconds' }).first().waitFor();
  });

  it("documents the graph from the root to a field's unit", async () => {
    await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
    const docs = page.locator('.graphiql-doc-explorer');
    await docs
      .getByRole('link', { name: 'Query', exact: true })
      .or(docs.getByText('Query', { exact: true }))
      .first()
      .click();
    await docs.getByText('Null when its provider has no such call').first().waitFor();
    await docs.getByText('Call', { exact: true }).first().click();
    await docs.getByText('Talk time in seconds').first().waitFor();
    await page.getByRole('button', { name: 'Hide Documentation Explorer' }).click();
  });

  it('shows each update of a subscription, until it is stopped', async () => {
    const html = await (await fetch(`${server.url}/graphql`, { headers: { accept: 'text/html' } })).text();
    const [, id = ''] = /query LiveCall \{\\n\s*call\(id: \\"([^"\\]+)/.exec(html) ?? [];
    const subscription = `subscription Updates { callUpdates(id: "${id}") { status } }`;
    const another = await (await browser.newContext()).newPage(); // GraphiQL remembers tabs by visitor
    await another.goto(`${server.url}/graphql?query=${encodeURIComponent(subscription)}`);
    const status = (text: RegExp) =>
      another.locator('.graphiql-response .view-line').filter({ hasText: text }).first();
    await another.locator('.graphiql-query-editor .view-line', { hasText: 'Updates' }).first().waitFor();
    await another.getByRole('button', { name: /^Execute query/ }).click();
    await status(/"status":\s"(?:QUEUED|SCHEDULED)"/).waitFor();
    clock.advance(30_000);
    await status(/"status":\s"(?:RINGING|IN_PROGRESS|COMPLETED)"/).waitFor();
    await another.getByRole('button', { name: /^Stop query/ }).click();
    await another.getByRole('button', { name: /^Execute query/ }).waitFor();
    await another.context().close();
  });

  it('restores its tabs after a reload, and runs them', async () => {
    await page.reload();
    await tab('OneCall').click();
    expect(await page.getByRole('tab').allInnerTexts()).toEqual(TABS);
    await run();
    await responseLine(/"status":\s"COMPLETED"/).waitFor();
  });

  it('has the same tabs on later visits', async () => {
    for (let visit = 1; visit <= 2; visit += 1) {
      await page.goto(`${server.url}/graphql`);
      await tab('OneCall').waitFor();
      expect(await page.getByRole('tab').allInnerTexts()).toEqual(TABS);
    }
  });

  it('sends no requests to other hosts, and logs no console errors', () => {
    expect(requestsElsewhere).toEqual([]);
    expect(consoleErrors).toEqual([]);
  });
});
