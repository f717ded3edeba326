import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'vitest';
import type { RecordingGrant } from '../../src/recordings/recording-link.ts';
import type { PlaceLimits } from '../../src/recordings/recording-places.ts';
import { createRecordingService, type RecordingService } from '../../src/recordings/recording-service.ts';
import type { RecordingSource, ResolveRecording } from '../../src/recordings/recording-source.ts';
import type { ResolveHost } from '../../src/recordings/safe-address.ts';
import type { RecordingLimits, RecordingOutcome } from '../../src/recordings/serve-recording.ts';
import { type MockServer, startMockServer } from '../support/mock-server.ts';
import { sendMedia } from './media-host.ts';

/** The account's key. It may be seen by the provider only: `close` checks every request of the media host for it. */
export const API_KEY = 'key-0f-the-acc0unt';
export const KEY_HEADERS = { authorization: `Bearer ${API_KEY}`, 'x-api-key': API_KEY };

export const GRANT = {
  provider: 'acme',
  providerCallId: 'call-1',
  accountFingerprint: 'fingerprint-of-1',
  scope: 'calls:content',
} as const satisfies Omit<RecordingGrant, 'expiresAt'>;

export interface FixtureOptions {
  readonly limits?: Partial<RecordingLimits>;
  readonly places?: PlaceLimits;
  readonly resolveHost?: ResolveHost;
  readonly certificateAuthority?: string;
}

/** One request to find a recording's source. */
export interface Resolution {
  readonly grant: RecordingGrant;
  readonly renew: boolean;
}

/** A server of recordings, the provider whose account it has, and a media host of another origin. */
export interface RecordingsUnderTest {
  readonly url: string;
  readonly provider: MockServer;
  readonly media: MockServer;
  readonly places: RecordingService['places'];
  readonly stop: () => void;
  readonly outcomes: readonly RecordingOutcome[];
  readonly faults: readonly unknown[];
  readonly resolutions: readonly Resolution[];
  /** Connections from clients that are open at the moment. */
  connections(): Promise<number>;
  /** A source at the media host, which needs no key. */
  mediaSource(path?: string): RecordingSource;
  /** Replaces how a recording's source is found from now on. */
  resolveWith(resolve: ResolveRecording): void;
  /** The link of the call `providerCallId`, below this server. */
  link(providerCallId?: string): string;
  close(): Promise<void>;
}

export async function startRecordings(options: FixtureOptions = {}): Promise<RecordingsUnderTest> {
  const provider = await startMockServer(sendMedia());
  const media = await startMockServer(sendMedia());
  const outcomes: RecordingOutcome[] = [];
  const faults: unknown[] = [];
  const resolutions: Resolution[] = [];
  const mediaSource = (path = '/a.mp3'): RecordingSource => ({
    url: media.url + path,
    baseUrl: provider.url,
    headers: KEY_HEADERS,
  });
  let resolve: ResolveRecording = async () => mediaSource();

  const server: Server = createServer((request, response) => {
    void service.serve(request, response).then((outcome) => {
      if (outcome !== null) outcomes.push(outcome);
    });
  });
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const service = createRecordingService({
    publicUrl: () => url,
    linkKeys: [Buffer.alloc(32, 1)],
    linkSeconds: 3_600,
    maxBytes: 64 * 1_048_576,
    resolve: (grant, how) => {
      resolutions.push({ grant, renew: how.renew });
      return resolve(grant, how);
    },
    clientOf: ({ socket }) => socket.remoteAddress ?? '',
    clock: { now: () => Date.now() },
    places: options.places ?? { total: 1_000, perClient: 1_000 },
    limits: options.limits,
    resolveHost: options.resolveHost,
    certificateAuthority: options.certificateAuthority,
    onFault: (fault) => faults.push(fault),
  });
  const { links, places } = service;

  return {
    url,
    provider,
    media,
    places,
    stop: service.stop,
    outcomes,
    faults,
    resolutions,
    mediaSource,
    connections: () =>
      new Promise((done, fail) => {
        server.getConnections((error, count) => (error === null ? done(count) : fail(error)));
      }),
    resolveWith: (next) => {
      resolve = next;
    },
    link: (providerCallId = GRANT.providerCallId) => links.sign({ ...GRANT, providerCallId }).url,
    close: async () => {
      for (const request of media.requests) {
        expect(JSON.stringify(request), 'the key was not sent to the media host').not.toContain(API_KEY);
        expect(request.headers.cookie, 'no cookie was sent to the media host').toBeUndefined();
      }
      await new Promise<void>((done) => {
        server.close(() => done());
        server.closeAllConnections();
      });
      await Promise.all([provider.close(), media.close()]);
    },
  };
}

/** Waits until `check` holds, for at most two seconds. */
export async function until(check: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 2_000;
  while (!(await check())) {
    if (Date.now() > end) throw new Error(`It did not come to hold: ${check}`);
    await new Promise((done) => setTimeout(done, 5));
  }
}
