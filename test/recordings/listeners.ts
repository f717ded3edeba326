import { request } from 'node:http';
import { type RecordingsUnderTest, until } from './recordings-fixture.ts';

interface Listener {
  /** Pause after each chunk, in milliseconds. */
  readonly pauseMs: number;
  /** The bytes after which the listener leaves; `null` for one that stays. */
  readonly leavesAfter: number | null;
}

/** Plays the recording, and resolves with the bytes that came. */
const listen = (link: string, { pauseMs, leavesAfter }: Listener): Promise<number> =>
  new Promise((resolve, reject) => {
    let received = 0;
    const sent = request(link, { agent: false }, (response) => {
      response.on('data', (chunk: Buffer) => {
        received += chunk.length;
        if (leavesAfter !== null && received >= leavesAfter) {
          sent.destroy();
          resolve(received);
        } else if (pauseMs > 0) {
          response.pause();
          setTimeout(() => response.resume(), pauseMs);
        }
      });
      response.on('end', () => resolve(received));
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end();
  });

export interface ListeningResult {
  /** Bytes that each listener received. */
  readonly received: readonly number[];
  /** The most that buffers held at once beyond what they held before, in bytes. */
  readonly mostBuffered: number;
  /** The most that the process held at once beyond what it held before, in bytes. */
  readonly mostResident: number;
}

/** Lets `count` listeners play at once: every second one leaves midway, and every second of either kind is slow. */
export async function listenTogether(
  recordings: RecordingsUnderTest,
  { count, length, pauseMs }: { readonly count: number; readonly length: number; readonly pauseMs: number },
): Promise<ListeningResult> {
  const before = process.memoryUsage();
  let [mostBuffered, mostResident] = [0, 0];
  const sampler = setInterval(() => {
    const now = process.memoryUsage();
    mostBuffered = Math.max(mostBuffered, now.arrayBuffers - before.arrayBuffers);
    mostResident = Math.max(mostResident, now.rss - before.rss);
  }, 20);
  const listening = Array.from({ length: count }, (_, index) =>
    listen(recordings.link(`call-${index}`), {
      pauseMs: index % 4 < 2 ? 0 : pauseMs,
      leavesAfter: index % 2 === 0 ? null : length / 2,
    }),
  );
  const received = await Promise.all(listening);
  clearInterval(sampler);
  await until(() => recordings.places.taken === 0);
  await until(async () => (await recordings.connections()) === 0);
  return { received, mostBuffered, mostResident };
}
