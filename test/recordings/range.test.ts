import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  formatRange,
  parseContentRange,
  parseRange,
  parseUnsatisfiedLength,
  resolveRange,
} from '../../src/recordings/range.ts';
import { MEDIA, sendMedia } from './media-host.ts';
import { type RecordingsUnderTest, startRecordings } from './recordings-fixture.ts';

describe('a Range header', () => {
  it.each([
    ['bytes=0-0', { first: 0, last: 0 }],
    ['bytes=0-', { first: 0, last: null }],
    ['bytes=5-9', { first: 5, last: 9 }],
    ['bytes=-5', { suffix: 5 }],
    ['bytes=-0', { suffix: 0 }],
    [' BYTES = 5-9 ', { first: 5, last: 9 }],
    ['bytes=007-9', { first: 7, last: 9 }],
  ])('%j is read', (header, range) => {
    expect(parseRange(header)).toEqual(range);
  });

  it.each([
    undefined,
    '',
    'bytes',
    'bytes=',
    'bytes=-',
    'bytes=a-b',
    'bytes=5',
    'bytes=9-5',
    'bytes=0-1,5-9',
    'bytes=0-1,',
    'bytes=,0-1',
    'bytes=0-1;x',
    'bytes=0x1-2',
    'bytes=+1-2',
    'bytes=1.5-2',
    'bytes=--5',
    'bytes=0--1',
    'items=0-1',
    'bytes 0-1',
    `bytes=${'9'.repeat(16)}-`,
    `bytes=0-${'9'.repeat(400)}`,
  ])('%j is ignored, and the whole is sent', (header) => {
    expect(parseRange(header)).toBeNull();
  });

  it.each([
    ['bytes=0-', 10, { first: 0, last: 9 }],
    ['bytes=3-100', 10, { first: 3, last: 9 }],
    ['bytes=-3', 10, { first: 7, last: 9 }],
    ['bytes=-100', 10, { first: 0, last: 9 }],
    ['bytes=9-9', 10, { first: 9, last: 9 }],
    ['bytes=10-', 10, null],
    ['bytes=-0', 10, null],
    ['bytes=0-', 0, null],
    ['bytes=-1', 0, null],
  ])('%j of %i bytes is %j', (header, length, range) => {
    expect(resolveRange(parseRange(header) ?? { suffix: 0 }, length)).toEqual(range);
  });

  it('is passed on in one form', () => {
    for (const header of ['bytes=0-', 'bytes=5-9', 'bytes=-7']) {
      expect(formatRange(parseRange(` ${header.replace('=', ' =\t')}`) ?? { suffix: 0 })).toBe(header);
    }
  });
});

describe('a Content-Range header', () => {
  it('is read with and without the length of the whole', () => {
    expect(parseContentRange('bytes 0-9/100')).toEqual({ first: 0, last: 9, length: 100 });
    expect(parseContentRange('bytes 5-9/*')).toEqual({ first: 5, last: 9, length: null });
    expect(parseUnsatisfiedLength('bytes */100')).toBe(100);
  });

  it.each([
    undefined,
    '',
    'bytes 9-5/100',
    'bytes 0-100/100',
    'bytes 0-9',
    'bytes */100',
    'bytes=0-9/100',
    'items 0-9/100',
    'bytes 0-9/-1',
    'bytes 0-9/1e3',
  ])('%j is none', (header) => {
    expect(parseContentRange(header)).toBeNull();
    if (header !== 'bytes */100') expect(parseUnsatisfiedLength(header)).toBeNull();
  });
});

describe('a part of a recording', () => {
  let recordings: RecordingsUnderTest;
  beforeEach(async () => {
    recordings = await startRecordings();
  });
  afterEach(() => recordings.close());

  const read = async (range: string, headers: Record<string, string> = {}) => {
    const response = await fetch(recordings.link(), { headers: { range, ...headers } });
    return { response, bytes: Buffer.from(await response.arrayBuffer()) };
  };

  it.each(['supported', 'ignored'] as const)(
    'is the same bytes where its host has ranges %s',
    async (ranges) => {
      recordings.media.respondWith(sendMedia({ ranges }));
      const position = fc.nat(MEDIA.length + 10);
      const header = fc.oneof(
        fc.tuple(position, position).map(([a, b]) => `bytes=${Math.min(a, b)}-${Math.max(a, b)}`),
        position.map((first) => `bytes=${first}-`),
        position.map((suffix) => `bytes=-${suffix}`),
      );
      await fc.assert(
        fc.asyncProperty(header, async (range) => {
          const { response, bytes } = await read(range);
          const expected = resolveRange(parseRange(range) ?? { suffix: 0 }, MEDIA.length);
          if (expected === null) {
            expect(response.status).toBe(416);
            expect(response.headers.get('content-range')).toBe(`bytes */${MEDIA.length}`);
            return;
          }
          const { first, last } = expected;
          expect(response.status).toBe(206);
          expect(response.headers.get('content-range')).toBe(`bytes ${first}-${last}/${MEDIA.length}`);
          expect(response.headers.get('content-length')).toBe(String(last - first + 1));
          expect(bytes.equals(MEDIA.subarray(first, last + 1))).toBe(true);
        }),
        {
          numRuns: 60,
          examples: [['bytes=0-'], ['bytes=-1'], ['bytes=99999-'], ['bytes=100000-'], ['bytes=0-0']],
        },
      );
      expect(recordings.places.taken).toBe(0);
    },
  );

  it('closes the connection to a host that goes on sending', async () => {
    let sent = 0;
    recordings.media.respondWith((_request, response) => {
      response.writeHead(200, { 'content-type': 'audio/mpeg', 'content-length': 50_000_000 });
      const write = (): void => {
        while (sent < 50_000_000 && response.write(MEDIA)) sent += MEDIA.length;
      };
      response.on('drain', write);
      write();
    });
    const { bytes } = await read('bytes=10-19');
    expect(bytes).toEqual(MEDIA.subarray(10, 20));
    expect(sent).toBeLessThan(20_000_000);
  });

  it('is the whole, where its host states no length and has no ranges', async () => {
    recordings.media.respondWith(sendMedia({ ranges: 'ignored', withLength: false }));
    const { response, bytes } = await read('bytes=5-9');
    expect(response.status).toBe(200);
    expect(bytes.equals(MEDIA)).toBe(true);
  });

  it('is the whole for several ranges', async () => {
    const { response, bytes } = await read('bytes=0-1,5-9');
    expect(response.status).toBe(200);
    expect(bytes.equals(MEDIA)).toBe(true);
    expect(recordings.media.requests[0]?.headers.range).toBeUndefined();
  });

  it.each([
    ['supported', '"v1"', 206],
    ['supported', '"v0"', 200],
    ['supported', 'W/"v1"', 200],
    ['supported', 'Tue, 24 Nov 2026 00:00:00 GMT', 200],
    ['ignored', '"v1"', 206],
    ['ignored', '"v0"', 200],
  ] as const)('with ranges %s under If-Range %s is %i', async (ranges, ifRange, status) => {
    recordings.media.respondWith(sendMedia({ ranges }));
    const { response, bytes } = await read('bytes=5-9', { 'if-range': ifRange });
    expect(response.status).toBe(status);
    expect(bytes.equals(status === 206 ? MEDIA.subarray(5, 10) : MEDIA)).toBe(true);
  });

  it('under an If-Range date is sent when the recording was last modified at that very moment', async () => {
    const modified = 'Tue, 24 Nov 2026 00:00:00 GMT';
    recordings.media.respondWith(sendMedia({ headers: { 'last-modified': modified } }));
    const { response } = await read('bytes=5-9', { 'if-range': modified });
    expect(response.status).toBe(206);
    expect(response.headers.get('last-modified')).toBe(modified);
  });
});
