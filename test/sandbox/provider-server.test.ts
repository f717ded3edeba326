import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { addressOf, ask, PROVIDER_STUBS, readRecord, stubOf } from './sandbox-http.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

const firstIdOf = (providerId: string): string => {
  const example = sandbox.examples.find((candidate) => candidate.providerId === providerId);
  if (example === undefined) throw new Error(`${providerId} has no example`);
  return example.callId;
};

it('each sandbox provider listens on the loopback interface on its own port', () => {
  const urls = [...sandbox.providers.values()].map(({ baseUrl }) => new URL(baseUrl));
  expect(new Set(urls.map(({ port }) => port)).size).toBe(PROVIDER_STUBS.length);
  expect(urls.every(({ hostname }) => hostname === '127.0.0.1')).toBe(true);
  expect([...sandbox.providers.keys()]).toEqual(PROVIDER_STUBS.map(({ id }) => id));
});

describe.each(PROVIDER_STUBS)('$id', (stub) => {
  it('serves its first example inside the documented envelope', async () => {
    const response = await ask(sandbox, stub, firstIdOf(stub.id));
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(stub.record(await response.json())).toMatchObject({ [stub.idField]: firstIdOf(stub.id) });
  });

  it.each([
    ['no key', () => ({})],
    ['another key', () => stub.authorization('not-the-right-one')],
    ['the key in the wrong header', (apiKey: string) => ({ 'x-some-key': apiKey })],
    ['a bare key as authorization', (apiKey: string) => ({ authorization: apiKey })],
  ])('responds with 401 in its own words for %s', async (_, headers) => {
    const { baseUrl, apiKey } = addressOf(sandbox, stub);
    const response = await fetch(`${baseUrl}${stub.path}${firstIdOf(stub.id)}`, {
      headers: headers(apiKey),
    });
    expect(response.status).toBe(401);
    expect(await response.json()).toEqual(stub.unauthorized);
  });

  it('sends its documented response for an unknown call', async () => {
    const response = await ask(sandbox, stub, 'no-such-call');
    expect({ status: response.status, body: await response.json() }).toEqual(stub.unknownCall);
  });

  it('sends 429 with Retry-After for always-rate-limited', async () => {
    const response = await ask(sandbox, stub, 'always-rate-limited');
    expect(response.status).toBe(429);
    expect(response.headers.get('retry-after')).toBe('30');
    expect(await response.json()).toEqual(stub.rateLimited);
  });

  it('sends 500 for always-failing', async () => {
    const response = await ask(sandbox, stub, 'always-failing');
    expect(response.status).toBe(500);
    expect(await response.json()).toEqual(stub.failing);
  });

  it('rejects always-refused', async () => {
    const response = await ask(sandbox, stub, 'always-refused');
    expect({ status: response.status, body: await response.json() }).toEqual(stub.refused);
  });

  it('sends an HTML page for always-html', async () => {
    const response = await ask(sandbox, stub, 'always-html');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await response.text()).toMatch(/^<!doctype html>/);
  });

  it('sends a well-formed record of a different call for another-call', async () => {
    const record = await readRecord(sandbox, stub, 'another-call');
    expect(record[stub.idField]).toBe(firstIdOf(stub.id));
  });

  it('sends 404 for any other path', async () => {
    const { baseUrl, apiKey } = addressOf(sandbox, stub);
    const headers = stub.authorization(apiKey);
    const paths = ['', '/', stub.path, `${stub.path}a/b`, `${stub.path}${firstIdOf(stub.id)}/`];
    for (const path of [...paths, '/nowhere']) {
      const response = await fetch(`${baseUrl}${path}`, { headers });
      expect([path, response.status]).toEqual([path, 404]);
      expect(response.headers.get('content-type')).toContain('application/json');
    }
  });

  it('accepts GET only', async () => {
    const { baseUrl, apiKey } = addressOf(sandbox, stub);
    for (const method of ['POST', 'PUT', 'DELETE', 'HEAD']) {
      const response = await fetch(`${baseUrl}${stub.path}${firstIdOf(stub.id)}`, {
        method,
        headers: stub.authorization(apiKey),
      });
      expect([method, response.status]).toEqual([method, 405]);
      expect(response.headers.get('allow')).toBe('GET');
    }
  });

  it('decodes the id from its path segment', async () => {
    const { baseUrl, apiKey } = addressOf(sandbox, stub);
    const headers = stub.authorization(apiKey);
    const coded = await fetch(`${baseUrl}${stub.path}${firstIdOf(stub.id).replace('-', '%2D')}?x=1`, {
      headers,
    });
    expect(stub.record(await coded.json())).toMatchObject({ [stub.idField]: firstIdOf(stub.id) });
    const broken = await fetch(`${baseUrl}${stub.path}%E0%A4%A`, { headers });
    expect(broken.status).toBe(stub.unknownCall.status);
    const slash = await fetch(`${baseUrl}${stub.path}a%2Fb`, { headers });
    expect(slash.status).toBe(stub.unknownCall.status);
  });
});

it('the OSVI token has sixteen characters', () => {
  expect(addressOf(sandbox, stubOf('osvi')).apiKey).toHaveLength(16);
});

it('404 with a detail is the response to a Synthflow id that begins with "missing-"', async () => {
  const response = await ask(sandbox, stubOf('synthflow'), 'missing-call');
  expect(response.status).toBe(404);
  expect(await response.json()).toEqual({
    detail: {
      status: 404,
      description: 'Call not found.',
      request_id: expect.stringMatching(/^[0-9a-f]{32}$/),
      category: 'important',
    },
  });
});

it('a Synthflow response wraps one call in a page of calls', async () => {
  const response = await ask(sandbox, stubOf('synthflow'), firstIdOf('synthflow'));
  expect(await response.json()).toMatchObject({
    status: 'ok',
    response: { pagination: { total_records: 1, limit: 20, offset: 0 }, calls: [{}] },
  });
});

it('each Voxworks endpoint sends the fields that its document lists', async () => {
  const voxworks = stubOf('voxworks');
  const shared = [
    ...[
      'id',
      'type',
      'script_id',
      'contact_id',
      'status',
      'progress',
      'scheduled_time',
      'actual_time',
      'end_time',
    ],
    ...[
      'duration',
      'end_reason',
      'call_summary',
      'structured_data',
      'transcript',
      'recording_url',
      'objectives',
    ],
  ];
  const call = await readRecord(sandbox, voxworks, firstIdOf('voxworks'));
  const result = await readRecord(sandbox, voxworks, firstIdOf('voxworks'), '/api/v1/get-call-result/');
  expect(Object.keys(call).sort()).toEqual([...shared, 'team_id'].sort());
  expect(Object.keys(result).sort()).toEqual(
    [...shared, 'modified_at', 'transcript_json', 'rating', 'post_call_actions'].sort(),
  );
});

it('every Voxworks response reports the rate limit, with a new window after a minute', async () => {
  let nowMs = 1_795_000_000_000;
  const timed = await startSandbox({ now: () => nowMs });
  try {
    const limits = async (callId: string) => {
      const { headers } = await ask(timed, stubOf('voxworks'), callId);
      return [headers.get('x-ratelimit-limit'), headers.get('x-ratelimit-remaining')];
    };
    expect(await limits('no-such-call')).toEqual(['600', '599']);
    expect(await limits(firstIdOf('voxworks'))).toEqual(['600', '598']);
    expect(await limits('always-rate-limited')).toEqual(['600', '0']);
    nowMs += 60_000;
    expect(await limits('no-such-call')).toEqual(['600', '599']);
  } finally {
    await timed.close();
  }
});

it('close frees the ports', async () => {
  const brief = await startSandbox();
  const urls = [...brief.providers.values()].map(({ baseUrl }) => baseUrl);
  await fetch(urls[0] ?? '');
  await brief.close();
  for (const url of urls) await expect(fetch(url)).rejects.toThrow();
});
