/**
 * Plays one large recording to many listeners at once and prints what it took: `npm run listeners --
 * [listeners] [megabytes]`. Host, server and listeners share this process, so that its memory is that of all three.
 */
import { sendLargeMedia } from './large-media.ts';
import { listenTogether } from './listeners.ts';
import { startRecordings } from './recordings-fixture.ts';

const MEGABYTE = 1_000_000;
const [count = 100, megabytes = 50] = process.argv.slice(2).map(Number);
const length = megabytes * MEGABYTE;

const recordings = await startRecordings({ limits: { maxBytes: length } });
recordings.media.respondWith(sendLargeMedia(length));
const began = performance.now();
const result = await listenTogether(recordings, { count, length, pauseMs: 5 });
const seconds = (performance.now() - began) / 1_000;
const played = result.received.reduce((sum, bytes) => sum + bytes, 0);
const incomplete = result.received.filter((bytes, index) => index % 2 === 0 && bytes !== length).length;
process.stdout.write(
  [
    `${count} listeners, ${megabytes} MB each: ${(played / MEGABYTE).toFixed(0)} MB in ${seconds.toFixed(1)} s`,
    `most buffered ${(result.mostBuffered / MEGABYTE).toFixed(1)} MB, most resident +${(result.mostResident / MEGABYTE).toFixed(1)} MB`,
    `incomplete: ${incomplete}, places taken: ${recordings.places.taken}, connections: ${await recordings.connections()}`,
    '',
  ].join('\n'),
);
await recordings.close();
