import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHROMIUM, launchOffline } from '../e2e/chromium.ts';
import { sendMedia, sendStatus } from './media-host.ts';
import { type RecordingsUnderTest, startRecordings, until } from './recordings-fixture.ts';
import { MINUTES, wav } from './silence.ts';

const WAV = wav();

describe.skipIf(CHROMIUM === undefined)('an <audio> element on a page of another origin', () => {
  let recordings: RecordingsUnderTest;
  let pages: Server;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    recordings = await startRecordings();
    pages = createServer((_request, response) => {
      // the strictest embedding that a page can ask for
      response.writeHead(200, {
        'content-type': 'text/html',
        'cross-origin-embedder-policy': 'require-corp',
        'cross-origin-opener-policy': 'same-origin',
      });
      response.end('<!doctype html><audio muted></audio>');
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
    await recordings.close();
  });

  /** Plays from `seconds` on, and resolves with the position once the element has played for a moment. */
  const playFrom = (seconds: number): Promise<number> =>
    page.evaluate(`new Promise((resolve, reject) => {
      const audio = document.querySelector('audio');
      audio.onerror = () => reject(new Error('MediaError ' + audio.error.code + ' ' + audio.error.message));
      audio.ontimeupdate = () => { if (audio.currentTime > ${seconds} + 0.2 && !audio.seeking) { audio.pause(); resolve(audio.currentTime); } };
      audio.currentTime = ${seconds};
      audio.play().catch(reject);
    })`);

  const load = (link: string): Promise<number> =>
    page.evaluate(`new Promise((resolve, reject) => {
      const audio = document.querySelector('audio');
      audio.onloadedmetadata = () => resolve(audio.duration);
      audio.onerror = () => reject(new Error('MediaError ' + audio.error.code + ' ' + audio.error.message));
      audio.src = ${JSON.stringify(link)};
      audio.load();
    })`);

  it.each(['supported', 'ignored'] as const)(
    'plays and seeks, where the host has ranges %s',
    async (ranges) => {
      recordings.media.respondWith(
        sendMedia({ bytes: WAV, ranges, headers: { 'content-type': 'audio/wav' } }),
      );
      expect(await load(recordings.link(`ranges-${ranges}`))).toBe(MINUTES * 60);
      expect(await playFrom(0)).toBeLessThan(5);
      const before = recordings.resolutions.length;
      expect(await playFrom(15 * 60)).toBeGreaterThan(15 * 60);
      expect(recordings.resolutions.length).toBeGreaterThan(before); // the seek was a request of its own
    },
  );

  it('goes on after the source expired while it played', async () => {
    recordings.media.respondWith(sendMedia({ bytes: WAV, headers: { 'content-type': 'audio/wav' } }));
    await load(recordings.link('expiring'));
    recordings.media.respondWith((request, response) =>
      (request.url === '/new'
        ? sendMedia({ bytes: WAV, headers: { 'content-type': 'audio/wav' } })
        : sendStatus(403))(request, response),
    );
    recordings.resolveWith(async (_grant, { renew }) => recordings.mediaSource(renew ? '/new' : '/a.mp3'));
    expect(await playFrom(10 * 60)).toBeGreaterThan(10 * 60);
    expect(recordings.resolutions.at(-1)?.renew).toBe(true);
  });

  it('that leaves the page leaves no connection to the host', async () => {
    await page.goto('about:blank');
    await until(() => recordings.places.taken === 0);
  });
});
