import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MINUTES, wav } from '../recordings/silence.ts';
import {
  IDS,
  PROVIDER_IDS,
  type RecordedProviders,
  startRecordedProviders,
} from '../server/recorded-providers.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';
import { type AudioPage, openAudioPage } from './audio-page.ts';
import { CHROMIUM, launchOffline } from './chromium.ts';

const LENGTH = MINUTES * 60;

describe.skipIf(CHROMIUM === undefined)('an <audio> element with a playbackUrl', () => {
  let recorded: RecordedProviders;
  let server: TestServer;
  let browser: Browser;
  let audio: AudioPage;

  beforeAll(async () => {
    recorded = await startRecordedProviders({ bytes: wav(), headers: { 'content-type': 'audio/wav' } });
    server = await startTestServer(recorded.environment);
    browser = await launchOffline();
    audio = await openAudioPage(browser);
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    audio.close();
    await server.stop();
    await recorded.close();
  });

  it.each(PROVIDER_IDS)(
    'plays, seeks and ends, also when the link of %s has expired',
    async (provider) => {
      const { data } = await server.query<{ call: { recording: { playbackUrl: string } } }>(
        `{ call(id: "${provider}:${IDS[provider]}") { recording { playbackUrl } } }`,
      );
      expect(await audio.load(data?.call.recording.playbackUrl ?? '')).toBe(LENGTH);
      expect(await audio.playFrom(0)).toBeLessThan(5);
      recorded.currentToken = recorded.linkedToken = `after-${provider}`; // the link that the server holds is old now
      const before = recorded.media.requests.length;
      expect(await audio.playFrom(LENGTH / 2)).toBeGreaterThan(LENGTH / 2);
      expect(recorded.media.requests.length).toBeGreaterThan(before);
      expect(await audio.playToTheEnd(LENGTH - 1)).toBe(LENGTH);
    },
    30_000,
  );
});
