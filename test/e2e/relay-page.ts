import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';

/** The recipe's list of calls in a page, at an origin other than the server's, as that of a frontend is. */
export interface RelayPage {
  readonly origin: string;
  /** What the page wrote to its console as warnings and errors. */
  readonly complaints: readonly string[];
  /** The operations that the page sent. */
  readonly requests: readonly string[];
  /** Starts anew with `script`, as a client of the graph at `url`; resolves once the first calls are there. */
  open(script: string, url: string): Promise<void>;
  /** The ids that the list shows. */
  ids(): Promise<string[]>;
  hasMore(): Promise<boolean>;
  /** Whether the page says that calls are missing. */
  isIncomplete(): Promise<boolean>;
  /** Clicks a button; resolves once the list stands still. */
  click(button: 'All' | 'Failed' | 'More'): Promise<void>;
  close(): void;
}

/** Renders the recipe's component for the graph that the page's address names. */
export const MAIN = `
import { Suspense } from 'react';
import { createRoot } from 'react-dom/client';
import { RelayEnvironmentProvider } from 'react-relay';
import { CallLogPage } from './call-log';
import { createEnvironment } from './environment';

const environment = createEnvironment(new URLSearchParams(location.search).get('graph') ?? '');
const root = document.querySelector('main');
if (root !== null)
  createRoot(root).render(
    <RelayEnvironmentProvider environment={environment}>
      <Suspense fallback={<progress />}>
        <CallLogPage />
      </Suspense>
    </RelayEnvironmentProvider>,
  );
`;

export async function openRelayPage(browser: Browser): Promise<RelayPage> {
  let script = '';
  const pages = createServer(({ url }, response) => {
    const [type, body] =
      url === '/main.js'
        ? ['text/javascript', script]
        : [
            'text/html',
            '<!doctype html><link rel="icon" href="data:,"><main></main><script src="/main.js"></script>',
          ];
    response.writeHead(200, { 'content-type': type }).end(body);
  });
  await new Promise<void>((done) => {
    pages.listen(0, '127.0.0.1', done);
  });
  const origin = `http://127.0.0.1:${(pages.address() as AddressInfo).port}`;
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['warning', 'error'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', ({ message }) => complaints.push(message));
  const requests: string[] = [];
  page.on('request', (request) => {
    if (request.method() === 'POST') requests.push(request.postData() ?? '');
  });
  const more = page.getByRole('button', { name: 'More' });
  const settled = (): Promise<void> =>
    page.locator('progress, button:disabled').waitFor({ state: 'detached' });
  return {
    origin,
    complaints,
    requests,
    open: async (text, url) => {
      script = text;
      await page.goto(`${origin}/?graph=${encodeURIComponent(url)}`);
      await page.locator('ol').waitFor({ state: 'attached' });
    },
    ids: () => page.locator('li').allTextContents(),
    hasMore: () => more.isVisible(),
    isIncomplete: () => page.getByText('Calls are missing.').isVisible(),
    click: async (button) => {
      await page.getByRole('button', { name: button }).click();
      await settled();
    },
    close: () => pages.close(),
  };
}
