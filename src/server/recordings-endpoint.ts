import type { RequestListener } from 'node:http';
import type { Config } from '../config/config.ts';
import type { Clock } from '../domain/clock.ts';
import { createRecordingService, type RecordingService } from '../recordings/recording-service.ts';
import type { ResolveRecording } from '../recordings/recording-source.ts';
import type { RecordingOutcome } from '../recordings/serve-recording.ts';
import { describeError, type Logger } from '../telemetry/logger.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { LightRequest } from './fast-path/light-request.ts';
import { clientByAddress } from './request/client-address.ts';
import { requestIdFrom } from './request/request-id.ts';
import { millisecondsSince } from './request/request-log-line.ts';

/** Everything below `/recordings/`. */
export interface RecordingsEndpoint extends Pick<RecordingService, 'links' | 'places' | 'stop'> {
  readonly listener: RequestListener;
  /** The URL at which clients reach this server, without a trailing slash. */
  readonly publicUrl: () => string;
  /** Told the URL that the server listens on, which is the public one where no setting names another. */
  listensOn(url: string): void;
}

export interface RecordingsEndpointOptions {
  readonly config: Pick<Config, 'recordings' | 'endpoint' | 'host' | 'port'>;
  readonly resolve: ResolveRecording;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Pick<Metrics, 'onRecording'>;
}

/** Serves recordings by signed links, and accounts for each request in the log and the metrics. */
export function createRecordingsEndpoint(options: RecordingsEndpointOptions): RecordingsEndpoint {
  const { config, logger, metrics } = options;
  const { publicUrl: stated, ...settings } = config.recordings;
  let own = `http://${config.host}:${config.port}`;
  const publicUrl = (): string => stated ?? own;
  const addressOf = clientByAddress(config.endpoint.trustedProxies);
  const service = createRecordingService({
    ...settings,
    publicUrl,
    resolve: options.resolve,
    clientOf: (req) => addressOf(new LightRequest(req), { req }),
    clock: options.clock,
    onFault: (error) => logger.error({ route: ROUTE, ...describeError(error) }, 'unexpected error'),
  });
  return {
    ...service,
    publicUrl,
    listensOn: (url) => {
      own = url;
    },
    listener: (request, response) => {
      const requestId = requestIdFrom(request.headers['x-request-id']);
      const startedAt = performance.now();
      response.setHeader('x-request-id', requestId);
      void service.serve(request, response).then((outcome) => {
        if (outcome === null) return;
        metrics.onRecording(outcome.provider, outcome.code ?? 'ok');
        writeLogLine(logger, { requestId, ...outcome, durationMs: millisecondsSince(startedAt) });
      });
    },
  };
}

const ROUTE = 'recordings';

type RecordingLogLine = RecordingOutcome & { readonly requestId: string; readonly durationMs: number };

/** Holds neither the link, which opens the recording, nor the call's id. */
const writeLogLine = (
  logger: Logger,
  { requestId, provider, status, code, durationMs }: RecordingLogLine,
): void =>
  logger.info(
    {
      requestId,
      route: ROUTE,
      ...(provider !== null && { provider }),
      outcome: code === null ? 'ok' : 'error',
      ...(code !== null && { codes: [code] }),
      status,
      durationMs,
    },
    'request',
  );
