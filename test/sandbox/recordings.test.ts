import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/domain/json.ts';
import { uuidOf } from '../../src/sandbox/calls/ids.ts';
import { VOICE_HZ } from '../../src/sandbox/recordings/call-audio.ts';
import { timeTurns } from '../../src/sandbox/recordings/turn-times.ts';
import { SANDBOX_PROVIDERS } from '../../src/sandbox/registry.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { readRecord, stubOf } from './sandbox-http.ts';
import { getList, LIST_CLIENTS } from './sandbox-lists.ts';

const START_MS = Date.parse('2026-11-25T14:00:00.000Z');
const IDS = SANDBOX_PROVIDERS.map(({ id }) => id);

let nowMs = START_MS;
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ now: () => nowMs });
});
afterEach(() => {
  nowMs = START_MS;
});
afterAll(() => sandbox.close());

const keyOf = (id: string): Record<string, string> =>
  stubOf(id).authorization(sandbox.providers.get(id)?.apiKey ?? '') as Record<string, string>;

const baseOf = (id: string): string => sandbox.providers.get(id)?.baseUrl ?? '';

/** How each provider says where a recording is, and with which headers it is fetched. */
const LINKS: Readonly<
  Record<string, (callId: string) => Promise<{ url: string | null; headers: Record<string, string> }>>
> = {
  voxworks: async (callId) => {
    const record = await readRecord(sandbox, stubOf('voxworks'), callId);
    return { url: record['recording_url'] as string | null, headers: {} };
  },
  synthflow: async (callId) => {
    const response = await fetch(`${baseOf('synthflow')}/calls/${callId}/recording`, {
      headers: keyOf('synthflow'),
      redirect: 'manual',
    });
    return { url: response.status === 302 ? response.headers.get('location') : null, headers: {} };
  },
  puretalk: async (callId) => {
    const record = await readRecord(sandbox, stubOf('puretalk'), callId);
    return { url: record['call_recording_url'] as string | null, headers: keyOf('puretalk') };
  },
  osvi: async (callId) => {
    const { body } = await getList(sandbox, 'osvi', `/v1/call/${callId}/recording`);
    return {
      url: ((body['data'] as JsonObject | undefined)?.['recording_url'] ?? null) as string | null,
      headers: {},
    };
  },
};

const linkOf = async (id: string, callId: string) => {
  const find = LINKS[id];
  if (find === undefined) throw new Error(`${id} has no recordings`);
  return find(callId);
};

const play = async (id: string, callId: string, headers: Record<string, string> = {}, method = 'GET') => {
  const { url, headers: own } = await linkOf(id, callId);
  if (url === null) throw new Error(`${callId} has no recording`);
  return fetch(url, { method, headers: { ...own, ...headers } });
};

const firstIdOf = (id: string): string =>
  SANDBOX_PROVIDERS.find((provider) => provider.id === id)?.examples.calls[0].callId ?? '';

/** Talk time as the record says it. */
const secondsOf = (record: JsonObject): number =>
  Number(record['duration'] ?? record['call_duration_seconds'] ?? record['duration_seconds']);

/** The samples of one second at most, beginning at `start` seconds. */
const samplesAt = (wav: Buffer, start: number, seconds: number): readonly number[] =>
  Array.from({ length: Math.floor(seconds * 8_000) }, (_, index) =>
    wav.readInt16LE(44 + (Math.floor(start * 8_000) + index) * 2),
  );

/** Loudness of one tone in the samples (Goertzel's filter). */
const loudnessOf = (hertz: number, samples: readonly number[]): number => {
  const turn = 2 * Math.cos((2 * Math.PI * hertz) / 8_000);
  let [before, last] = [0, 0];
  for (const sample of samples) [before, last] = [last, sample + turn * last - before];
  return Math.sqrt(last * last + before * before - turn * last * before) / samples.length;
};

describe.each(IDS)('a recording of %s', (id) => {
  it('is a WAV file as long as the talk', async () => {
    const response = await play(id, firstIdOf(id));
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('audio/wav');
    const wav = Buffer.from(await response.arrayBuffer());
    const seconds = secondsOf(await readRecord(sandbox, stubOf(id), firstIdOf(id)));
    expect(Number(response.headers.get('content-length'))).toBe(wav.length);
    expect(wav.length).toBe(44 + seconds * 16_000);
    expect(wav.toString('latin1', 0, 4)).toBe('RIFF');
    expect(wav.readUInt32LE(4)).toBe(wav.length - 8);
    expect(wav.toString('latin1', 8, 16)).toBe('WAVEfmt ');
    expect([wav.readUInt16LE(20), wav.readUInt16LE(22), wav.readUInt32LE(24)]).toEqual([1, 1, 8_000]);
    expect(wav.readUInt32LE(40)).toBe(wav.length - 44);
  });

  it('has the tone of the speaker in each turn, and silence between turns', async () => {
    const provider = SANDBOX_PROVIDERS.find((each) => each.id === id);
    const record = await readRecord(sandbox, stubOf(id), firstIdOf(id));
    const conversation = provider?.conversationOf(record, nowMs);
    const turns = timeTurns(conversation?.turns ?? [], conversation?.seconds ?? 0);
    expect(turns.length).toBeGreaterThanOrEqual(5);
    const wav = Buffer.from(await (await play(id, firstIdOf(id))).arrayBuffer());
    for (const [index, { speaker, start, end }] of turns.entries()) {
      const samples = samplesAt(wav, start + 0.01, Math.min(1, end - start - 0.02));
      const other = speaker === 'agent' ? 'customer' : 'agent';
      expect(loudnessOf(VOICE_HZ[speaker], samples)).toBeGreaterThan(
        3 * loudnessOf(VOICE_HZ[other], samples),
      );
      const next = turns[index + 1]?.start ?? conversation?.seconds ?? 0;
      const pause = samplesAt(wav, end + 0.01, next - end - 0.02);
      expect(pause.every((sample) => sample === 0)).toBe(true);
    }
  });

  it('responds to HEAD with the headers of GET', async () => {
    const response = await play(id, firstIdOf(id), {}, 'HEAD');
    expect(response.status).toBe(200);
    expect(Number(response.headers.get('content-length'))).toBeGreaterThan(44);
    expect(await response.text()).toBe('');
  });

  it('has none of a call that is still talked', async () => {
    const provider = SANDBOX_PROVIDERS.find((each) => each.id === id);
    const liveId = provider?.examples.liveCallId ?? '';
    await readRecord(sandbox, stubOf(id), liveId);
    nowMs = START_MS + 20_000;
    expect((await linkOf(id, liveId)).url).toBeNull();
    nowMs = START_MS + 65_000; // it has just ended
    expect((await linkOf(id, liveId)).url).toBeNull();
    nowMs = START_MS + 80_000;
    expect((await play(id, liveId)).status).toBe(200);
  });

  it('is not ready for five minutes after one of the examples', async () => {
    const callId = uuidOf(`${id} recording to come`);
    await readRecord(sandbox, stubOf(id), callId);
    nowMs = START_MS + 299_000;
    expect((await linkOf(id, callId)).url).toBeNull();
    nowMs = START_MS + 300_000;
    expect((await play(id, callId)).status).toBe(200);
  });

  it('exists for the calls of the list', async () => {
    const client = LIST_CLIENTS.find((each) => each.id === id);
    const rows = (await client?.walk(sandbox, {}, 100)) ?? [];
    const without = ['recording to come', 'deleted recording'].map((name) => uuidOf(`${id} ${name}`));
    const talked = rows.filter(
      (row) =>
        !without.includes(String(row[client?.idField ?? ''])) &&
        secondsOf(row) > 20 &&
        ['completed', 'picked'].includes(String(row['call_status'] ?? row['status'])),
    );
    let played = 0;
    for (const row of talked.filter((_, index) => index % 97 === 3).slice(0, 8)) {
      const response = await play(id, String(row[client?.idField ?? '']), {}, 'HEAD');
      expect(response.status).toBe(200);
      expect(Number(response.headers.get('content-length'))).toBe(44 + secondsOf(row) * 16_000);
      played += 1;
    }
    expect(played).toBe(8);
  });
});

describe.each(['synthflow', 'puretalk', 'osvi'])('ranges of a %s recording', (id) => {
  it('equal the same bytes of the whole', async () => {
    const whole = Buffer.from(await (await play(id, firstIdOf(id))).arrayBuffer());
    const last = whole.length - 1;
    for (const [range, start, end] of [
      ['bytes=0-0', 0, 0],
      ['bytes=10-99', 10, 99],
      ['bytes=43-44', 43, 44],
      ['bytes=50001-99998', 50_001, 99_998],
      [`bytes=${last - 5}-`, last - 5, last],
      ['bytes=-7', last - 6, last],
      [`bytes=100-${last + 1_000}`, 100, last],
    ] as const) {
      const response = await play(id, firstIdOf(id), { range });
      expect([range, response.status]).toEqual([range, 206]);
      expect(response.headers.get('content-range')).toBe(`bytes ${start}-${end}/${whole.length}`);
      expect(Buffer.from(await response.arrayBuffer()).equals(whole.subarray(start, end + 1))).toBe(true);
    }
  });

  it('are unsatisfiable past the end, and ignored when there are several', async () => {
    const past = await play(id, firstIdOf(id), { range: 'bytes=999999999-' });
    expect([past.status, past.headers.get('content-range')]).toEqual([
      416,
      expect.stringMatching(/^bytes \*\/\d+$/),
    ]);
    expect((await play(id, firstIdOf(id), { range: 'bytes=0-1,5-6' })).status).toBe(200);
  });
});

it('a Voxworks recording ignores ranges and needs no key', async () => {
  const response = await play('voxworks', firstIdOf('voxworks'), { range: 'bytes=0-9' });
  expect([response.status, response.headers.get('accept-ranges')]).toEqual([200, 'none']);
});

it('a Puretalk recording needs the key', async () => {
  const { url } = await linkOf('puretalk', firstIdOf('puretalk'));
  expect((await fetch(url ?? '')).status).toBe(401);
});

it('an OSVI link works for 900 seconds, for its own call only', async () => {
  const { url } = await linkOf('osvi', firstIdOf('osvi'));
  const { body } = await getList(sandbox, 'osvi', `/v1/call/${firstIdOf('osvi')}/recording`);
  expect(body['data']).toMatchObject({ call_id: firstIdOf('osvi'), expires_in_seconds: 900 });
  nowMs = START_MS + 899_000;
  expect((await fetch(url ?? '', { method: 'HEAD' })).status).toBe(200);
  nowMs = START_MS + 900_000;
  const expired = await fetch(url ?? '');
  expect([expired.status, expired.headers.get('content-type')]).toEqual([403, 'application/xml']);
  expect(await expired.text()).toContain('<Code>AccessDenied</Code>');
  nowMs = START_MS;
  for (const altered of [
    (url ?? '').replace(firstIdOf('osvi'), 'call_abc123xyz'),
    (url ?? '').replace(/signature=./, 'signature=x'),
    (url ?? '').replace(/expires=\d/, 'expires=9'),
    (url ?? '').replace(/\?.*$/, ''),
  ]) {
    expect((await fetch(altered)).status, altered).toBe(403);
  }
});

it('a Synthflow redirect gives the same link all day; the link ends with the day', async () => {
  const { url: first } = await linkOf('synthflow', firstIdOf('synthflow'));
  nowMs = START_MS + 3_600_000;
  expect((await linkOf('synthflow', firstIdOf('synthflow'))).url).toBe(first);
  nowMs = START_MS + 24 * 3_600_000;
  expect((await linkOf('synthflow', firstIdOf('synthflow'))).url).not.toBe(first);
  expect((await fetch(first ?? '')).status).toBe(403);
});

describe('a recording that was deleted', () => {
  it('is 410 at its Voxworks link and 404 at its Puretalk link', async () => {
    expect((await play('voxworks', uuidOf('voxworks deleted recording'))).status).toBe(410);
    const gone = await play('puretalk', uuidOf('puretalk deleted recording'));
    expect([gone.status, await gone.json()]).toEqual([404, { err: true, msg: 'Recording not found' }]);
  });

  it('is 404 at the endpoints of OSVI and Synthflow', async () => {
    const osvi = await getList(sandbox, 'osvi', `/v1/call/${uuidOf('osvi deleted recording')}/recording`);
    expect(osvi).toEqual({
      status: 404,
      body: { success: false, error: 'recording_not_found', details: null },
    });
    const callId = uuidOf('synthflow deleted recording');
    expect((await getList(sandbox, 'synthflow', `/calls/${callId}/recording`)).status).toBe(404);
  });
});

describe('the OSVI transcript endpoint', () => {
  it('has the turns of a call that was picked up', async () => {
    const path = `/v1/call/${firstIdOf('osvi')}/transcript`;
    const { status, body } = await getList(sandbox, 'osvi', path);
    expect(status).toBe(200);
    const { call_id, transcript } = body['data'] as JsonObject;
    expect(call_id).toBe(firstIdOf('osvi'));
    expect(transcript).toEqual(
      expect.arrayContaining([{ role: 'agent', content: expect.stringContaining('Ravi Kumar') }]),
    );
  });

  it('is empty for a call that was never answered, and 404 for an unknown one', async () => {
    const busy = await getList(sandbox, 'osvi', `/v1/call/${uuidOf('osvi busy')}/transcript`);
    expect((busy.body['data'] as JsonObject)['transcript']).toEqual([]);
    expect(await getList(sandbox, 'osvi', '/v1/call/no-such-call/transcript')).toEqual({
      status: 404,
      body: { success: false, error: 'call_not_found', details: null },
    });
  });

  it('fails as the other endpoints do for the special ids', async () => {
    expect((await getList(sandbox, 'osvi', '/v1/call/always-failing/transcript')).status).toBe(500);
    const other = await getList(sandbox, 'osvi', '/v1/call/another-call/transcript');
    expect(other.body['data']).toMatchObject({ call_id: firstIdOf('osvi') });
  });
});
