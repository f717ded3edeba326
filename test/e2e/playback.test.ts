import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MINUTES, wav } from '../recordings/silence.ts';
import {
  IDS,
  PROVIDER_IDS,
  type RecordedProviders,
  startRecordedProviders,
} from '../server/recorded-providers.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';
import { CHROMIUM, launchOffline } from './chromium.ts';

const LENGTH = MINUTES * 60;

describe.skipIf(CHROMIUM === undefined)('an <audio> element with a playbackUrl', () => {
  let recorded: RecordedProviders;
  let server: TestServer;
  let pages: Server;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    recorded = await startRecordedProviders({ bytes: wav(), headers: { 'content-type': 'audio/wav' } });
    server = await startTestServer(recorded.environment);
    pages = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><audio muted></audio>');
    });
    await new Promise<void>((done) => {
      pages.listen(0, '127.0.0.1', done);
    });
    browser = await launchOffline();
    page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(pages.address() as AddressInfo).port}/`);
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    pages.close();
    await server.stop();
    await recorded.close();
  });

  const inPage = (body: string): Promise<number> =>
    page.evaluate(`new Promise((resolve, reject) => {
      const audio = document.querySelector('audio');
      audio.onended = audio.ontimeupdate = audio.onloadedmetadata = null;
      audio.onerror = () => reject(new Error('MediaError ' + audio.error.code + ' ' + audio.error.message));
      ${body}
    })`);

  const load = (url: string): Promise<number> =>
    inPage(
      `audio.onloadedmetadata = () => resolve(audio.duration); audio.src = ${JSON.stringify(url)}; audio.load();`,
    );
  /** Plays from `seconds` on, and resolves with the position once the element has played for a moment. */
  const playFrom = (seconds: number): Promise<number> =>
    inPage(`audio.ontimeupdate = () => {
      if (audio.currentTime > ${seconds} + 0.2 && !audio.seeking) { audio.pause(); resolve(audio.currentTime); }
    };
    audio.currentTime = ${seconds}; audio.play().catch(reject);`);
  const playToTheEnd = (): Promise<number> =>
    inPage(`audio.onended = () => resolve(audio.currentTime);
    audio.currentTime = ${LENGTH - 1}; audio.play().catch(reject);`);

  it.each(PROVIDER_IDS)(
    'plays, seeks and ends, also when the link of %s has expired',
    async (provider) => {
      const { data } = await server.query<{ call: { recording: { playbackUrl: string } } }>(
        `{ call(id: "${provider}:${IDS[provider]}") { recording { playbackUrl } } }`,
      );
      expect(await load(data?.call.recording.playbackUrl ?? '')).toBe(LENGTH);
      expect(await playFrom(0)).toBeLessThan(5);
      recorded.currentToken = recorded.linkedToken = `after-${provider}`; // the link that the server holds is old now
      const before = recorded.media.requests.length;
      expect(await playFrom(LENGTH / 2)).toBeGreaterThan(LENGTH / 2);
      expect(recorded.media.requests.length).toBeGreaterThan(before);
      expect(await playToTheEnd()).toBe(LENGTH);
    },
    30_000,
  );
});
