import type { Provider } from './provider.ts';

/** Whether the provider serves recordings from an endpoint of their own, beside or in place of a URL in its records. */
export const hasRecordingEndpoint = ({ getRecording, recordingRedirect }: Provider): boolean =>
  getRecording !== undefined || recordingRedirect !== undefined;
