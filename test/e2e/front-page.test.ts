import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type MockProviders, startMockProviders } from '../support/mock-providers.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';
import { CHROMIUM, launchOffline } from './chromium.ts';

type View = Parameters<Browser['newContext']>[0];

describe.skipIf(CHROMIUM === undefined)('the front page, with no network except the server', () => {
  let isFailing = false;
  let providers: MockProviders;
  let testServer: TestServer;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let requestsElsewhere: string[];
  let complaints: string[];
  let looks: number;

  beforeAll(async () => {
    providers = await startMockProviders((_callId, response) => {
      if (!isFailing) return { summary: 'It went well' };
      response.writeHead(500).end();
      return undefined;
    });
    browser = await launchOffline();
  });
  afterAll(async () => {
    await browser.close();
    await providers.close();
  });

  const visit = async (view: View = {}): Promise<void> => {
    context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...view });
    page = await context.newPage();
    page.setDefaultTimeout(10_000);
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('request', (request) => {
      if (!request.url().startsWith(`${testServer.url}/`)) requestsElsewhere.push(request.url());
      if (request.url().endsWith('/status')) looks += 1;
    });
    await page.goto(testServer.url);
  };
  beforeEach(async () => {
    isFailing = false;
    requestsElsewhere = [];
    complaints = [];
    looks = 0;
    testServer = await startTestServer({ ...providers.environment, UPSTREAM_RETRIES: '0' });
  });
  afterEach(async () => {
    await context.close();
    await testServer.stop();
  });

  const read = (...ids: readonly string[]): Promise<unknown> =>
    testServer.query('query ($ids: [ID!]!) { calls(ids: $ids) { summary } }', { ids });
  const provider = (name: string): Locator => page.getByRole('article', { name });
  const numbers = (): Locator => page.getByText(/^Ready, up \d+/);
  const expectNothingAmiss = (): void => {
    expect(requestsElsewhere).toEqual([]);
    expect(complaints).toEqual([]);
  };

  it('shows the server and every provider before the first request', async () => {
    await visit();
    await numbers().waitFor();
    expect(await page.title()).toBe('Switchboard');
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toContain('One GraphQL graph');
    expect(await page.getByRole('heading', { level: 3 }).allInnerTexts()).toEqual([
      'OSVI',
      'Puretalk',
      'Synthflow',
      'Voxworks',
    ]);
    await provider('OSVI').getByText('No traffic yet').waitFor();
    expectNothingAmiss();
  });

  it('updates requests, latency, cache and limits while it is open', async () => {
    await visit();
    await numbers().waitFor();
    await read('osvi:one', 'osvi:two', 'osvi:three');
    await read('osvi:one', 'osvi:two', 'osvi:three');
    const osvi = provider('OSVI');
    await osvi.getByText('Healthy').waitFor();
    await osvi.getByText('3 so far, 0 failed').waitFor();
    await osvi.getByText('0 % joined, 50 % fetched').waitFor();
    await osvi.getByText(/^median; 95 % within [\d.]+ m?s$/).waitFor();
    await osvi.getByRole('img', { name: /^Requests a second .*; at most [\d.]+$/ }).waitFor();
    await osvi.locator('[data-plot="traffic"] polyline').waitFor();
    expect(await osvi.locator('[data-plot="latency"] .bar').count()).toBeGreaterThan(0);
    expect(await osvi.locator('[data-plot="cache"] .share').count()).toBe(2);
    expect(await provider('Voxworks').locator('[data-plot="cache"] .share').count()).toBe(0);
    expectNothingAmiss();
  });

  it('reports a failing provider in words, and to screen readers', async () => {
    await visit();
    await read('voxworks:well');
    await provider('Voxworks').getByText('Healthy').waitFor();
    isFailing = true;
    await read('voxworks:ill');
    await provider('Voxworks').getByText('Failing').waitFor();
    await page.getByRole('status').getByText('Voxworks: Failing.').waitFor({ state: 'attached' });
    expectNothingAmiss();
  });

  it('reports that the server is unreachable, and that it is back', async () => {
    await visit();
    await numbers().waitFor();
    await context.setOffline(true);
    await page.getByText('No response from this server; trying again').first().waitFor();
    await context.setOffline(false);
    await numbers().waitFor();
    expect(requestsElsewhere).toEqual([]);
  });

  it('sends no requests while it is paused', async () => {
    await visit();
    await numbers().waitFor();
    const pause = page.getByRole('button', { name: 'Pause' });
    await pause.click();
    expect(await pause.getAttribute('aria-pressed')).toBe('true');
    const before = looks;
    await page.waitForTimeout(3_000); // longer than the polling interval
    expect(looks).toBe(before);
    await pause.click();
    await page.waitForRequest(/\/status$/);
  });

  it('is operable by keyboard, in reading order', async () => {
    await visit();
    await numbers().waitFor();
    const reached: string[] = [];
    for (let step = 0; step < 4; step += 1) {
      await page.keyboard.press('Tab');
      reached.push((await page.locator(':focus').innerText()).trim());
      const outline = await page.evaluate('getComputedStyle(document.activeElement).outlineStyle');
      expect(outline).toBe('solid');
    }
    expect(reached).toEqual(['GraphiQL', 'Schema', 'Metrics', 'Pause']);
    await page.keyboard.press('Enter');
    expect(await page.locator(':focus').getAttribute('aria-pressed')).toBe('true');
  });

  it.each([
    { name: 'a phone', view: { viewport: { width: 360, height: 740 } } },
    { name: 'a phone with large text', view: { viewport: { width: 360, height: 740 }, zoom: 2 } },
    { name: 'a tablet', view: { viewport: { width: 768, height: 1024 } } },
    { name: 'a desk', view: { viewport: { width: 1920, height: 1080 } } },
  ])(
    'fits $name, without scrolling sideways',
    async ({ view: { zoom = 1, ...view } }: { view: View & { zoom?: number } }) => {
      await visit(view);
      await page.evaluate(`document.documentElement.style.fontSize = '${16 * zoom}px'`);
      await read('osvi:one', 'puretalk:two', 'synthflow:three', 'voxworks:four');
      await provider('OSVI').getByText('1 so far, 0 failed').waitFor();
      const cut = await page.evaluate(CUT_OFF);
      expect(cut).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    },
  );

  it.each(['light', 'dark'] as const)(
    'has text that can be read on its ground when it is %s',
    async (colorScheme) => {
      await visit({ colorScheme });
      isFailing = true;
      await read('osvi:one');
      await provider('OSVI').getByText('Failing').waitFor();
      const contrasts = (await page.evaluate(CONTRASTS)) as { text: string; ratio: number }[];
      expect(contrasts.length).toBeGreaterThan(40);
      expect(contrasts.filter(({ ratio }) => ratio < 4.5)).toEqual([]);
      const ground = (await page.evaluate(
        'getComputedStyle(document.documentElement).backgroundColor',
      )) as string;
      const [red = 0] = ground.match(/\d+/g)?.map(Number) ?? [];
      expect(red > 127).toBe(colorScheme === 'light');
    },
  );

  it('computes times and shares correctly', async () => {
    await visit();
    const results =
      await page.evaluate(`import('/front-page/numbers.js').then(({ quantile, formatLatency, formatShare, formatDuration, since, readsOf }) => {
      const buckets = (...counts) => [0.01, 0.1, 1, null].map((seconds, index) => ({ seconds, count: counts[index] }));
      const counted = (requests, fresh) => ({ requests, latency: buckets(requests, 0, 0, 0), errors: [], cacheReads: [{ name: 'fresh', count: fresh }] });
      return {
        none: quantile(buckets(0, 0, 0, 0), 0.5),
        inside: quantile(buckets(0, 10, 0, 0), 0.5).seconds,
        acrossGap: quantile(buckets(5, 0, 5, 0), 0.95).seconds,
        beyond: formatLatency(quantile(buckets(0, 0, 1, 9), 0.95)),
        shares: [0, 0.004, 0.5, 0.996, 1].map(formatShare),
        durations: [0, 59, 3_600, 93_784].map(formatDuration),
        difference: since(counted(7, 9), counted(3, 4)),
        reads: readsOf({ cacheReads: ['fresh', 'revalidating', 'coalesced', 'fetched', 'stale-if-error'].map((name) => ({ name, count: 2 })) }),
      };
    })`);
    expect(results).toEqual({
      none: null,
      inside: expect.closeTo(0.055),
      acrossGap: expect.closeTo(0.91),
      beyond: 'over 1.0 s',
      shares: ['0 %', '<1 %', '50 %', '>99 %', '100 %'],
      durations: ['0 s', '59 s', '1 h', '1 d 2 h'],
      difference: expect.objectContaining({ requests: 4, cacheReads: [{ name: 'fresh', count: 5 }] }),
      reads: { cached: 4, joined: 2, fetched: 2 },
    });
  });
});

/** Elements that overflow the right edge. */
const CUT_OFF = `[...document.querySelectorAll('body *:not(.unseen)')]
  .filter((each) => each.getBoundingClientRect().right > innerWidth + 1)
  .map((each) => each.outerHTML.slice(0, 80))`;

/** The contrast of every text with its background, as WCAG 2 defines it. */
const CONTRASTS = `(() => {
  const channels = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const luminance = (colour) => {
    const [r, g, b] = channels(colour).slice(0, 3).map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const groundOf = (element) => {
    const colour = getComputedStyle(element).backgroundColor;
    return (channels(colour)[3] ?? 1) === 0 && element.parentElement ? groundOf(element.parentElement) : colour;
  };
  const holdsText = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== '');
  return [...document.querySelectorAll('body *:not(script):not(noscript):not(svg *)')].filter(holdsText).map((element) => {
    const [one, other] = [luminance(getComputedStyle(element).color), luminance(groundOf(element))].sort((a, b) => b - a);
    return { text: element.textContent.trim(), ratio: (one + 0.05) / (other + 0.05) };
  });
})()`;
