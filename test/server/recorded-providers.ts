import type { IncomingMessage, ServerResponse } from 'node:http';
import { expect } from 'vitest';
import { basePathOf, FIXTURES } from '../fixtures/registry.ts';
import { type MediaOptions, sendMedia } from '../recordings/media-host.ts';
import { type MockServer, sendJson, startMockServer } from '../support/mock-server.ts';

/** A call of each provider that has a recording. */
export const IDS = {
  voxworks: 'vox-1',
  synthflow: 'syn-1',
  puretalk: 'pure-1',
  osvi: 'a1b2c3d4-5e6f-7a8b-9c0d-1e2f3a4b5c6d',
} as const;
export type ProviderId = keyof typeof IDS;
export const PROVIDER_IDS = Object.keys(IDS) as ProviderId[];

/** The member of a record that links to the recording. */
const URL_MEMBERS: Partial<Record<ProviderId, string>> = {
  voxworks: 'recording_url',
  synthflow: 'recording_url',
  puretalk: 'call_recording_url',
};

/** All four providers with one recorded call each, and the host of their recordings, on another origin. */
export interface RecordedProviders {
  readonly media: MockServer;
  readonly servers: Readonly<Record<ProviderId, MockServer>>;
  readonly environment: Readonly<Record<string, string>>;
  /** The token in a link that the media host accepts; links with another one have expired. */
  currentToken: string;
  /** The token in the links that providers give now. */
  linkedToken: string;
  /** Members that replace those of the records. */
  members: Partial<Record<ProviderId, object>>;
  /** The status with which the endpoints of recordings respond in place of a link. */
  endpointStatus: number | null;
  mediaUrl(provider: ProviderId): string;
  /** Requests to a provider whose URL ends with `end`. */
  requestsFor(provider: ProviderId, end: string): number;
  /** Also checks that no key has reached the media host. */
  close(): Promise<void>;
}

export async function startRecordedProviders(options?: MediaOptions): Promise<RecordedProviders> {
  const media = await startMockServer((request, response) => {
    if (request.url?.endsWith(`token=${recorded.currentToken}`)) sendMedia(options)(request, response);
    else response.writeHead(403).end();
  });
  const start = (id: ProviderId): Promise<MockServer> =>
    startMockServer((request, response) => sendProvider(recorded, id, request, response));
  const servers = {
    voxworks: await start('voxworks'),
    synthflow: await start('synthflow'),
    puretalk: await start('puretalk'),
    osvi: await start('osvi'),
  };
  const environment: Record<string, string> = {};
  for (const fixture of FIXTURES) {
    const id = fixture.provider.id as ProviderId;
    environment[`${id.toUpperCase()}_API_KEY`] = `s3cret-key-of-${id}`;
    environment[`${id.toUpperCase()}_BASE_URL`] = `${servers[id].url}${basePathOf(fixture)}`;
  }
  const recorded: RecordedProviders = {
    media,
    servers,
    environment,
    currentToken: 'first',
    linkedToken: 'first',
    members: {},
    endpointStatus: null,
    mediaUrl: (provider) => `${media.url}/${provider}.mp3?token=${recorded.linkedToken}`,
    requestsFor: (provider, end) => servers[provider].requests.filter(({ url }) => url.endsWith(end)).length,
    close: async () => {
      for (const { headers, url } of media.requests)
        expect(JSON.stringify({ headers, url }), 'no key reaches the media host').not.toContain('s3cret');
      await Promise.all([media.close(), ...Object.values(servers).map((each) => each.close())]);
    },
  };
  return recorded;
}

function sendProvider(
  { endpointStatus, members, mediaUrl }: RecordedProviders,
  provider: ProviderId,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const fixture = FIXTURES.find((each) => each.provider.id === provider);
  if (fixture === undefined) throw new Error(`There is no fixture of ${provider}`);
  const url = request.url ?? '';
  if (url.endsWith('/recording')) {
    const data = { call_id: IDS.osvi, recording_url: mediaUrl(provider), expires_in_seconds: 900 };
    if (endpointStatus !== null) sendJson(response, endpointStatus, {});
    else if (provider === 'osvi') sendJson(response, 200, { success: true, data });
    else response.writeHead(302, { location: mediaUrl(provider) }).end();
    return;
  }
  const path = fixture.paths.find((each) => url.startsWith(basePathOf(fixture) + each.replace('{id}', '')));
  const member = URL_MEMBERS[provider];
  const record = {
    ...fixture.record,
    [fixture.idField]: IDS[provider],
    ...(member !== undefined && { [member]: mediaUrl(provider) }),
    ...members[provider],
  };
  sendJson(response, 200, fixture.wrap(record, path ?? ''));
}
