import type { IncomingMessage } from 'node:http';
import {
  inspectRecording,
  type OpenRecording,
  type OpenRecordingOptions,
  openRecording,
  toRejection,
  UrlRejected,
} from './open-recording.ts';
import { parseRange } from './range.ts';
import { gone, notReady } from './recording-error.ts';
import type { RecordingGrant } from './recording-link.ts';
import type { RecordingSource, ResolveRecording } from './recording-source.ts';

export interface FindRecordingOptions {
  readonly resolve: ResolveRecording;
  readonly upstream: OpenRecordingOptions;
}

/** Opens the recording, with a renewed URL where the host rejects the one that a record or a cache held. */
export async function findRecording(
  options: FindRecordingOptions,
  grant: RecordingGrant,
  request: IncomingMessage,
  signal: AbortSignal,
): Promise<OpenRecording> {
  try {
    return await openAt(await findSource(options, grant, false, signal), options, request, signal);
  } catch (error) {
    if (!(error instanceof UrlRejected)) throw error;
  }
  const renewed = await findSource(options, grant, true, signal);
  try {
    return await openAt(renewed, options, request, signal);
  } catch (error) {
    throw error instanceof UrlRejected ? toRejection(error, renewed) : error;
  }
}

async function findSource(
  { resolve }: FindRecordingOptions,
  grant: RecordingGrant,
  renew: boolean,
  signal: AbortSignal,
): Promise<RecordingSource> {
  const source = await resolve(grant, { renew, signal });
  if (source === 'not-ready') throw notReady();
  if (source === 'gone') throw gone();
  return source;
}

function openAt(
  source: RecordingSource,
  { upstream }: FindRecordingOptions,
  { method, headers }: IncomingMessage,
  signal: AbortSignal,
): Promise<OpenRecording> {
  if (method === 'HEAD') return inspectRecording(source, signal, upstream);
  const range = parseRange(headers.range);
  const ifRange = headers['if-range'];
  return openRecording(
    source,
    { range, ifRange: typeof ifRange === 'string' ? ifRange : null },
    signal,
    upstream,
  );
}
