import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Clock } from '../domain/clock.ts';
import { createRecordingLinks, type RecordingLinks } from './recording-link.ts';
import { DEFAULT_PLACE_LIMITS, type PlaceLimits, RecordingPlaces } from './recording-places.ts';
import type { ResolveRecording } from './recording-source.ts';
import { type ResolveHost, resolveHost } from './safe-address.ts';
import {
  createRecordingServer,
  DEFAULT_RECORDING_LIMITS,
  type RecordingLimits,
  type RecordingServer,
} from './serve-recording.ts';

export interface RecordingServiceOptions {
  /** The URL at which clients reach this server, such as `https://calls.example.com`. Read at each signing, because the port may not be known earlier. */
  readonly publicUrl: () => string;
  /** Keys of 32 bytes, the signing one first. None: a random key, so that links end with the process. */
  readonly linkKeys: readonly Buffer[];
  /** The longest that a link is valid, in seconds. */
  readonly linkSeconds: number;
  /** Most bytes of one recording. */
  readonly maxBytes: number;
  readonly resolve: ResolveRecording;
  /** Identifies the client for the limit per client: its address, as other limits tell clients apart. */
  readonly clientOf: (request: IncomingMessage) => string;
  readonly clock: Clock;
  /** Default: 100 recordings at once, 8 of them to one client. */
  readonly places?: PlaceLimits | undefined;
  readonly limits?: Partial<RecordingLimits> | undefined;
  /** Default: the system's resolver. */
  readonly resolveHost?: ResolveHost | undefined;
  /** Certificates to trust in place of the system's, in PEM. For tests. */
  readonly certificateAuthority?: string | undefined;
  readonly onFault?: (error: unknown) => void;
}

export interface RecordingService extends RecordingServer {
  readonly links: Pick<RecordingLinks, 'sign'>;
  readonly places: Pick<RecordingPlaces, 'taken'>;
}

/** Signs links to recordings, and serves what is behind them. */
export function createRecordingService(options: RecordingServiceOptions): RecordingService {
  const { publicUrl, linkKeys, linkSeconds: lifetimeSeconds, maxBytes, resolve, clientOf, clock } = options;
  const [first = randomBytes(32), ...others] = linkKeys;
  const links = createRecordingLinks({ publicUrl, keys: [first, ...others], lifetimeSeconds, clock });
  const places = new RecordingPlaces(options.places ?? DEFAULT_PLACE_LIMITS);
  const limits = { ...DEFAULT_RECORDING_LIMITS, maxBytes, ...options.limits };
  const server = createRecordingServer({
    links,
    resolve,
    places,
    clientOf,
    limits,
    upstream: {
      maxBytes: limits.maxBytes,
      resolveHost: options.resolveHost ?? resolveHost,
      certificateAuthority: options.certificateAuthority,
    },
    ...(options.onFault !== undefined && { onFault: options.onFault }),
  });
  return { links, places, ...server };
}
