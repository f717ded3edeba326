import { writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createToken, digestOf } from '../../src/access/token-hash.ts';
import { temporaryFile } from '../access/access-fixture.ts';
import { MEDIA } from '../recordings/media-host.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';
import {
  IDS,
  PROVIDER_IDS,
  type ProviderId,
  type RecordedProviders,
  startRecordedProviders,
} from './recorded-providers.ts';

const globalId = (provider: ProviderId): string => `${provider}:${IDS[provider]}`;

let recorded: RecordedProviders;
let server: TestServer;

async function start(settings: Record<string, string> = {}): Promise<void> {
  server = await startTestServer({ LOG_LEVEL: 'info', ...recorded.environment, ...settings });
}

beforeEach(async () => {
  recorded = await startRecordedProviders();
});
afterEach(async () => {
  await server.stop();
  await recorded.close();
});

interface Playback {
  readonly url: string | null;
  readonly access: string;
  readonly state: string;
  readonly playbackUrl: string | null;
  readonly playbackExpiresAt: string | null;
}

async function recordingOf(provider: ProviderId, headers?: Record<string, string>): Promise<Playback | null> {
  const { data, errors } = await server.query<{ call: { recording: Playback | null } }>(
    'query Play($id: ID!) { call(id: $id) { recording { url access state playbackUrl playbackExpiresAt } } }',
    { id: globalId(provider) },
    headers,
  );
  expect(errors ?? []).toEqual([]);
  return data?.call.recording ?? null;
}

async function linkOf(provider: ProviderId, headers?: Record<string, string>): Promise<string> {
  const { playbackUrl = null } = (await recordingOf(provider, headers)) ?? {};
  if (playbackUrl === null) throw new Error('There is no playbackUrl');
  return playbackUrl;
}

describe.each(PROVIDER_IDS)("a recording of %s's", (provider) => {
  it('plays from its playbackUrl, whole and in ranges', async () => {
    await start();
    const recording = await recordingOf(provider);
    expect(recording).toMatchObject({
      state: 'AVAILABLE',
      url: provider === 'osvi' ? null : recorded.mediaUrl(provider),
    });
    expect(recording?.playbackUrl?.startsWith(`${server.url}/recordings/${provider}%3A`)).toBe(true);
    expect(Date.parse(recording?.playbackExpiresAt ?? '')).toBeGreaterThan(Date.now() + 40 * 60_000);
    expect(recorded.media.requests).toEqual([]);
    expect(recorded.requestsFor(provider, '/recording')).toBe(0);

    const link = recording?.playbackUrl ?? '';
    const whole = await fetch(link);
    expect(whole.status).toBe(200);
    expect(whole.headers.get('content-type')).toBe('audio/mpeg');
    expect(Buffer.from(await whole.arrayBuffer()).equals(MEDIA)).toBe(true);
    const part = await fetch(link, { headers: { range: 'bytes=500-999' } });
    expect(part.status).toBe(206);
    expect(part.headers.get('content-range')).toBe(`bytes 500-999/${MEDIA.length}`);
    expect(Buffer.from(await part.arrayBuffer()).equals(MEDIA.subarray(500, 1_000))).toBe(true);
    const head = await fetch(link, { method: 'HEAD' });
    expect(head.status).toBe(200);
    expect(head.headers.get('content-length')).toBe(String(MEDIA.length));
  });

  it('plays on after the link of the provider has expired', async () => {
    await start();
    const link = await linkOf(provider);
    await (await fetch(link)).arrayBuffer();
    recorded.currentToken = 'second';
    recorded.linkedToken = 'second';
    const part = await fetch(link, { headers: { range: 'bytes=90000-' } });
    expect(part.status).toBe(206);
    expect(Buffer.from(await part.arrayBuffer()).equals(MEDIA.subarray(90_000))).toBe(true);
  });

  it('that is gone is told apart from one that is not ready', async () => {
    recorded.media.respondWith((_request, response) => response.writeHead(404).end());
    await start();
    expect((await fetch(await linkOf(provider))).status).toBe(410);
  });
});

describe('a playback link', () => {
  it('of another call, account, scope or time gets 403 and asks no provider', async () => {
    await start();
    const link = await linkOf('osvi');
    const requests = recorded.servers.osvi.requests.length;
    const altered = [
      link.replace('a1b2c3d4', 'a1b2c3d5'),
      link.replace('osvi%3A', 'puretalk%3A'),
      link.replace(/account=[^&]+/, 'account=0123456789abcdef'),
      link.replace('calls%3Acontent', 'calls%3Aread'),
      link.replace(/expires=\d+/, 'expires=9999999999'),
      link.replace(/signature=./, 'signature=_'),
      link.split('?')[0] ?? '',
    ];
    for (const url of altered) {
      const response = await fetch(url);
      expect([url, response.status]).toEqual([url, 403]);
    }
    expect((await fetch(link, { method: 'POST' })).status).toBe(405);
    expect(recorded.servers.osvi.requests.length).toBe(requests);
    expect(recorded.media.requests).toEqual([]);
  });

  it('is accepted by every replica with its key, and by no other', async () => {
    const LINK_KEY = Buffer.alloc(32, 7).toString('base64');
    await start({ LINK_KEY });
    const link = await linkOf('puretalk');
    await server.stop();
    await start({ LINK_KEY: `${Buffer.alloc(32, 8).toString('hex')},${LINK_KEY}` });
    const replica = link.replace(/^http:\/\/[^/]+/, server.url);
    expect((await fetch(replica)).status).toBe(200);
    await server.stop();
    await start();
    expect((await fetch(link.replace(/^http:\/\/[^/]+/, server.url))).status).toBe(403);
  });

  it('names the public URL', async () => {
    await start({ PUBLIC_URL: 'https://calls.example.com/phone/' });
    expect(await linkOf('voxworks')).toMatch(
      /^https:\/\/calls\.example\.com\/phone\/recordings\/voxworks%3A/,
    );
  });

  it('is signed anew for each response, which the response cache does not keep', async () => {
    await start();
    const query = (): Promise<unknown> => recordingOf('voxworks');
    for (let times = 0; times < 12; times += 1) await query();
    const metrics = await (await fetch(`${server.url}/metrics`)).text();
    expect(metrics).not.toMatch(/fast_path_responses_total\{kind="cached"\} [1-9]/);
    expect(recorded.requestsFor('voxworks', IDS.voxworks)).toBe(1);
  });
});

describe('the state of a recording', () => {
  const ended = (secondsAgo: number): string => new Date(Date.now() - secondsAgo * 1_000).toISOString();

  it('is NOT_READY while it may still come, and its link responds with 409', async () => {
    recorded.members = { osvi: { created_at: ended(60), call_picked_at: ended(50), duration_seconds: 42 } };
    recorded.endpointStatus = 404;
    await start();
    expect(await recordingOf('osvi')).toMatchObject({
      state: 'NOT_READY',
      url: null,
      access: 'PROVIDER_KEY',
    });
    const response = await fetch(await linkOf('osvi'));
    expect(response.status).toBe(409);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await response.json()).toMatchObject({ error: { code: 'RECORDING_NOT_READY' } });
  });

  it('is UNAVAILABLE for a call that was not answered, and for one whose record holds no URL', async () => {
    recorded.members = {
      osvi: { status: 'not_picked', duration_seconds: 0 },
      puretalk: { call_recording_url: null },
    };
    await start();
    const none = { state: 'UNAVAILABLE', url: null, playbackUrl: null, playbackExpiresAt: null };
    expect(await recordingOf('osvi')).toMatchObject(none);
    expect(await recordingOf('puretalk')).toMatchObject(none);
  });

  it('is AVAILABLE where only the endpoint of the provider opens it', async () => {
    recorded.members = {
      synthflow: { recording_url: 'https://api.twilio.com/2010-04-01/Accounts/AC1/Recordings/RE1' },
    };
    await start();
    expect(await recordingOf('synthflow')).toMatchObject({ state: 'AVAILABLE', access: 'CARRIER_ACCOUNT' });
    expect((await fetch(await linkOf('synthflow'))).status).toBe(200);
  });
});

describe('access control', () => {
  it('gives links to clients with calls:content only, and no link opens the account of another tenant', async () => {
    const [owner, reader, own] = ['owner', 'reader', 'tenant'].map((name) => ({
      name,
      token: createToken(),
    }));
    if (!owner || !reader || !own) throw new Error('no tokens');
    const entry = ({ name, token }: { name: string; token: string }, rest: object): object => ({
      name,
      tokenHash: `sha256:${digestOf(token)}`,
      ...rest,
    });
    const baseUrl = `${recorded.servers.puretalk.url}/api`;
    const path = temporaryFile(
      'tokens.json',
      JSON.stringify([
        entry(owner, { scopes: ['calls:read', 'calls:content'] }),
        entry(reader, { scopes: ['calls:read'] }),
        entry(own, {
          scopes: ['calls:read', 'calls:content'],
          providers: { puretalk: { apiKey: 's3cret-of-the-tenant', baseUrl } },
        }),
      ]),
    );
    await start({ ACCESS_TOKENS_FILE: path, LINK_KEY: Buffer.alloc(32, 7).toString('hex') });
    const as = ({ token }: { token: string }): Record<string, string> => ({
      authorization: `Bearer ${token}`,
    });

    const denied = await server.query(
      `{ call(id: "${globalId('puretalk')}") { status recording { playbackUrl } } }`,
      {},
      as(reader),
    );
    expect(denied.data).toMatchObject({ call: { recording: null } });
    expect(denied.errors?.[0]?.extensions?.['code']).toBe('FORBIDDEN');

    const [shared, ownLink] = [await linkOf('puretalk', as(owner)), await linkOf('puretalk', as(own))];
    expect(new URL(shared).searchParams.get('account')).not.toBe(
      new URL(ownLink).searchParams.get('account'),
    );
    const before = recorded.servers.puretalk.requests.length;
    await server.stop();
    await start({ ACCESS_TOKENS_FILE: path, LINK_KEY: Buffer.alloc(32, 7).toString('hex') });
    const here = (link: string): string => link.replace(/^http:\/\/[^/]+/, server.url);
    expect((await fetch(here(ownLink))).status).toBe(200); // a replica that has not seen the tenant yet
    const keys = recorded.servers.puretalk.requests.slice(before).map(({ headers }) => headers['x-api-key']);
    expect(new Set(keys)).toEqual(new Set(['s3cret-of-the-tenant']));

    const crossed = new URL(here(ownLink));
    crossed.searchParams.set('account', new URL(shared).searchParams.get('account') ?? '');
    expect((await fetch(crossed)).status).toBe(403);
    await server.stop();
    writeFileSync(path, JSON.stringify([entry(owner, { scopes: ['calls:read', 'calls:content'] })]));
    await start({ ACCESS_TOKENS_FILE: path, LINK_KEY: Buffer.alloc(32, 7).toString('hex') });
    expect((await fetch(here(ownLink))).status).toBe(410); // the tenant is gone, and its account with it
  });
});

describe('a request for a recording', () => {
  it('is counted and logged without the link or an id', async () => {
    await start();
    const link = await linkOf('synthflow');
    const { headers } = await fetch(link, { headers: { 'x-request-id': 'request-0123' } });
    await fetch(`${link}0`);
    expect(headers.get('x-request-id')).toBe('request-0123');
    await expect
      .poll(() => server.log.filter(({ route }) => route === 'recordings'))
      .toMatchObject([
        { msg: 'request', provider: 'synthflow', outcome: 'ok', status: 200, requestId: 'request-0123' },
        { msg: 'request', outcome: 'error', status: 403, codes: ['RECORDING_LINK_REJECTED'] },
      ]);
    expect(JSON.stringify(server.log)).not.toContain(IDS.synthflow);
    const metrics = await (await fetch(`${server.url}/metrics`)).text();
    expect(metrics).toContain('switchboard_recording_responses_total{provider="synthflow",outcome="ok"} 1');
    expect(metrics).toContain(
      'switchboard_recording_responses_total{provider="none",outcome="RECORDING_LINK_REJECTED"} 1',
    );
    expect(metrics).toContain('switchboard_recordings_in_flight 0');
  });
});
