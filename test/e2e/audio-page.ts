import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';

/** A page with one `<audio>` element, at an origin other than the server's. */
export interface AudioPage {
  /** Loads a recording; resolves with its length in seconds. */
  load(url: string): Promise<number>;
  /** Plays from `seconds` on; resolves with the position once the element has played for a moment. */
  playFrom(seconds: number): Promise<number>;
  /** Plays from `seconds` on, `rate` times as fast as spoken, until the recording ends; resolves with the last position. */
  playToTheEnd(seconds: number, rate?: number): Promise<number>;
  close(): void;
}

/** Each method rejects with the element's `MediaError`. */
export async function openAudioPage(browser: Browser): Promise<AudioPage> {
  const pages = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><audio muted></audio>');
  });
  await new Promise<void>((done) => {
    pages.listen(0, '127.0.0.1', done);
  });
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${(pages.address() as AddressInfo).port}/`);
  const inPage = (body: string): Promise<number> =>
    page.evaluate(`new Promise((resolve, reject) => {
      const audio = document.querySelector('audio');
      audio.onended = audio.ontimeupdate = audio.onloadedmetadata = null;
      audio.onerror = () => reject(new Error('MediaError ' + audio.error.code + ' ' + audio.error.message));
      ${body}
    })`);
  return {
    load: (url) =>
      inPage(
        `audio.onloadedmetadata = () => resolve(audio.duration); audio.src = ${JSON.stringify(url)}; audio.load();`,
      ),
    playFrom: (seconds) =>
      inPage(`audio.ontimeupdate = () => {
        if (audio.currentTime > ${seconds} + 0.2 && !audio.seeking) { audio.pause(); resolve(audio.currentTime); }
      };
      audio.currentTime = ${seconds}; audio.play().catch(reject);`),
    playToTheEnd: (seconds, rate = 1) =>
      inPage(`audio.onended = () => resolve(audio.currentTime);
      audio.playbackRate = ${rate}; audio.currentTime = ${seconds}; audio.play().catch(reject);`),
    close: () => pages.close(),
  };
}
