import { expect, it } from 'vitest';
import { sendLargeMedia } from './large-media.ts';
import { listenTogether } from './listeners.ts';
import { startRecordings } from './recordings-fixture.ts';

const MEGABYTE = 1_000_000;

it('many listeners at once, slow and fast, half of whom leave midway: memory stays flat and no socket is left', async () => {
  const recordings = await startRecordings();
  const [count, length] = [40, 12 * MEGABYTE];
  recordings.media.respondWith(sendLargeMedia(length));
  const { received, mostBuffered } = await listenTogether(recordings, { count, length, pauseMs: 10 });
  const whole = received.filter((_, index) => index % 2 === 0);
  expect(whole).toEqual(whole.map(() => length));
  expect(recordings.media.requests).toHaveLength(count);
  // 360 MB are played; a stream that did not wait for its listener would hold 240 MB for the slow ones alone
  expect(mostBuffered).toBeLessThan(90 * MEGABYTE);
  // the system's own buffers may have taken all before a listener left, who then had a whole recording on the way
  expect(recordings.outcomes).toHaveLength(count);
  expect(recordings.outcomes.filter(({ code }) => code !== null && code !== 'CLIENT_GONE')).toEqual([]);
  expect(recordings.faults).toEqual([]);
  await recordings.close();
});
