import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SANDBOX_PROVIDERS } from '../../src/sandbox/registry.ts';
import { stubOf } from '../sandbox/sandbox-http.ts';
import { createTestClock } from '../support/test-clock.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';
import { type AudioPage, openAudioPage } from './audio-page.ts';
import { CHROMIUM, launchOffline } from './chromium.ts';

const DAY = 86_400_000;
const clock = createTestClock(Date.parse('2026-11-24T10:00:00Z'));

interface SandboxCall {
  readonly providerCallId: string;
  readonly durationSeconds: number | null;
  readonly recording: { readonly state: string; readonly playbackUrl: string | null };
}

describe.skipIf(CHROMIUM === undefined)('an <audio> element with a recording of the sandbox', () => {
  let server: TestServer;
  let browser: Browser;
  let audio: AudioPage;

  beforeAll(async () => {
    server = await startTestServer({ RECORDING_LINK_SECONDS: '604800', LOG_LEVEL: 'info' }, { clock });
    browser = await launchOffline();
    audio = await openAudioPage(browser);
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    audio.close();
    await server.stop();
  });

  /** The longest call of the provider's examples that can be played. */
  async function longestCall({ id, createCalls }: (typeof SANDBOX_PROVIDERS)[number]): Promise<SandboxCall> {
    const { data } = await server.query<{ calls: readonly SandboxCall[] }>(
      'query ($ids: [ID!]!) { calls(ids: $ids) { providerCallId durationSeconds recording { state playbackUrl } } }',
      { ids: createCalls('http://sandbox.example.com').map((call) => `${id}:${call.id}`) },
    );
    const [longest] = (data?.calls ?? [])
      .filter(({ recording }) => recording.state === 'AVAILABLE')
      .toSorted((one, other) => (other.durationSeconds ?? 0) - (one.durationSeconds ?? 0));
    if (longest === undefined) throw new Error(`${id} has no recording`);
    return longest;
  }

  /** The link that the provider's recording endpoint gives; `null` for a provider whose links do not expire. */
  async function upstreamLink(provider: string, callId: string): Promise<string | null> {
    const account = server.sandbox?.providers.get(provider);
    if (account === undefined) throw new Error(`The sandbox has no ${provider}`);
    const headers = stubOf(provider).authorization(account.apiKey) as Record<string, string>;
    if (provider === 'synthflow') {
      const url = `${account.baseUrl}/calls/${callId}/recording`;
      return (await fetch(url, { headers, redirect: 'manual' })).headers.get('location');
    }
    if (provider !== 'osvi') return null;
    const response = await fetch(`${account.baseUrl}/v1/call/${callId}/recording`, { headers });
    return ((await response.json()) as { data: { recording_url: string } }).data.recording_url;
  }

  const played = (): number => server.log.filter(({ route }) => route === 'recordings').length;

  it.each(SANDBOX_PROVIDERS.map(({ id, examples }) => ({ id, callId: examples.calls[0].callId })))(
    'plays the first example of $id from its beginning to its end',
    async ({ id, callId }) => {
      const { data } = await server.query<{ call: SandboxCall }>(
        'query ($id: ID!) { call(id: $id) { providerCallId durationSeconds recording { state playbackUrl } } }',
        { id: `${id}:${callId}` },
      );
      const length = await audio.load(data?.call.recording.playbackUrl ?? '');
      expect(length).toBe(data?.call.durationSeconds);
      expect(await audio.playToTheEnd(0, 16)).toBe(length);
    },
    30_000,
  );

  it.each(SANDBOX_PROVIDERS.map((provider) => ({ provider, id: provider.id })))(
    'plays, seeks and ends with $id, also when the link of the provider has expired',
    async ({ provider, id }) => {
      const { providerCallId, durationSeconds, recording } = await longestCall(provider);
      const length = durationSeconds ?? 0;
      expect(length).toBeGreaterThan(100);
      const url = recording.playbackUrl ?? '';
      const link = await upstreamLink(id, providerCallId);
      if (link !== null) expect((await fetch(link, { method: 'HEAD' })).status).toBe(200);
      expect(await audio.load(url)).toBe(length);
      expect(await audio.playFrom(0)).toBeLessThan(5);

      clock.advance(DAY);
      if (link !== null) expect((await fetch(link, { method: 'HEAD' })).status).toBe(403);
      const middle = Math.floor(length / 2);
      expect(await audio.playFrom(middle)).toBeGreaterThan(middle);
      expect(await audio.playToTheEnd(length - 1)).toBe(length);

      expect(await audio.load(url)).toBe(length); // nothing of the first load is used again
      expect(await audio.playFrom(middle)).toBeGreaterThan(middle);
      expect(await audio.playToTheEnd(length - 1)).toBe(length);
      await audio.load('data:audio/wav;base64,').catch(() => {}); // the player leaves
      expect(played()).toBeGreaterThan(1);
      const failed = server.log.filter(
        ({ route, outcome, codes }) =>
          route === 'recordings' && outcome !== 'ok' && !(codes as string[]).includes('CLIENT_GONE'),
      );
      expect(failed).toEqual([]);
    },
    60_000,
  );
});
