import type { CallDirectory, ListedCall, RecordingState } from '../listed-call.ts';
import { CallAudio } from '../recordings/call-audio.ts';
import type { LinkSigner } from '../recordings/signed-link.ts';
import type { AudioResponse, SandboxEndpoint, SandboxResponse } from '../sandbox-provider.ts';

/** The recording as a response. */
export const audioOf = (call: ListedCall, supportsRanges = true): AudioResponse => ({
  audio: new CallAudio(call.conversation()),
  supportsRanges,
});

/** Whether the call with this id has a recording. `none` also when there is no such call. */
export const recordingStateOf = (calls: CallDirectory, callId: string): RecordingState =>
  calls.find(callId)?.recordingState() ?? 'none';

/** Options of an endpoint that stands for a storage service. */
export interface StorageOptions {
  /** Path from the origin; `{id}` stands for the file. */
  readonly path: string;
  /** The part of the file's name after the call id. */
  readonly extension: string;
  readonly signer: LinkSigner;
}

const storageError = (status: number, code: string, message: string): SandboxResponse => ({
  status,
  headers: { 'content-type': 'application/xml' },
  body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`,
});

/** A storage service: no key, but a signature that expires. Its errors are XML, as such services send them. */
export const storageEndpoint = ({ path, extension, signer }: StorageOptions): SandboxEndpoint => ({
  path,
  needsKey: false,
  allowsHead: true,
  respond: ({ callId: file, url, query, nowMs, calls }) => {
    const [pathname = ''] = url.split('?', 1);
    if (!signer.accepts(pathname, query, nowMs)) {
      return storageError(403, 'AccessDenied', 'Request has expired or its signature does not match');
    }
    const call = calls.find(file.slice(0, -extension.length));
    if (call === undefined || call.recordingState() !== 'ready') {
      return storageError(404, 'NoSuchKey', 'The specified key does not exist.');
    }
    return audioOf(call);
  },
});
