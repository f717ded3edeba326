import { afterEach, describe, expect, it } from 'vitest';
import { osvi } from '../fixtures/osvi.ts';
import { type MockServer, sendJson, startMockServer } from '../support/mock-server.ts';
import { environmentFor } from '../support/provider-under-test.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

const ID = String(osvi.record['call_id']);
const TURNS = [
  { role: 'agent', content: 'Good morning.', timestamp: '00:01' },
  { role: 'user', content: 'Hello?' },
];

let provider: MockServer;
let server: TestServer;
afterEach(async () => {
  await server.stop();
  await provider.close();
});

/** Starts a server whose OSVI sends `transcript`, or a status in place of it. */
async function start({ transcript = TURNS, status = 200, callStatus = 200 }: Sent = {}): Promise<void> {
  provider = await startMockServer(({ url = '' }, response) => {
    if (url.endsWith('/transcript'))
      sendJson(response, status, { success: true, data: { call_id: ID, transcript } });
    else sendJson(response, callStatus, osvi.wrap(osvi.record, url));
  });
  server = await startTestServer({ ...environmentFor(osvi, provider.url), UPSTREAM_RETRIES: '0' });
}

interface Sent {
  readonly transcript?: unknown;
  readonly status?: number;
  readonly callStatus?: number;
}

interface Result {
  readonly call: Record<string, unknown> | null;
  readonly errors: readonly string[];
}

async function ask(selection: string): Promise<Result> {
  const { data, errors = [] } = await server.query<{ call: Result['call'] }>(
    `{ call(id: "osvi:${ID}") { ${selection} } }`,
  );
  const toLine = ({ path, extensions }: (typeof errors)[number]): string =>
    `${path?.join('.')} ${String(extensions?.['code'])}`;
  return { call: data?.call ?? null, errors: errors.map(toLine) };
}

const requested = (): readonly string[] =>
  provider.requests.map(({ url }) => (url.endsWith('/transcript') ? 'transcript' : 'record')).sort();

describe('requests for a call of OSVI', () => {
  it.each([
    ['status', ['record']],
    ['transcript { turnCount }', ['transcript']],
    ['__typename id provider providerCallId transcript { turnCount }', ['transcript']],
    ['status transcript { turnCount }', ['record', 'transcript']],
    ['vcon', ['record', 'transcript']],
    ['vcon @skip(if: true) status', ['record']],
    ['recording { state playbackUrl }', ['record']],
  ])('{ %s } are %j', async (selection, expected) => {
    await start();
    expect((await ask(selection)).errors).toEqual([]);
    expect(requested()).toEqual(expected);
    await ask(selection);
    expect(requested()).toEqual(expected);
  });

  it('are in flight together when both are needed', async () => {
    await start();
    provider.respondWith((_request, response) => setTimeout(() => sendJson(response, 404, {}), 50));
    await ask('status transcript { turnCount }');
    expect(provider.mostInFlight).toBe(2);
  });

  it('for a transcript leave the record in the cache alone', async () => {
    await start();
    await ask('status');
    await ask('status transcript { turnCount }');
    expect(requested()).toEqual(['record', 'transcript']);
  });
});

describe('a transcript that fails', () => {
  it.each([
    [500, 'PROVIDER_UNAVAILABLE'],
    [400, 'PROVIDER_REJECTED'],
  ])('with %i costs its field alone', async (status, code) => {
    await start({ status });
    expect(await ask('status transcript { turnCount }')).toEqual({
      call: { status: 'COMPLETED', transcript: null },
      errors: [`call.transcript ${code}`],
    });
    expect(await ask('providerCallId transcript { turnCount }')).toEqual({
      call: { providerCallId: ID, transcript: null },
      errors: [`call.transcript ${code}`],
    });
    expect((await ask('status vcon')).errors).toEqual([`call.vcon ${code}`]);
  });

  it('is null where OSVI has none, and the call where it has no call', async () => {
    await start({ status: 404 });
    expect(await ask('id transcript { turnCount }')).toEqual({
      call: { id: `osvi:${ID}`, transcript: null },
      errors: [],
    });
    await server.stop();
    await provider.close();
    await start({ status: 404, callStatus: 404 });
    expect(await ask('id transcript { turnCount }')).toEqual({ call: null, errors: [] });
  });
});

describe('the turns of a transcript', () => {
  const WORDS = 'transcript { text turnCount turns { role providerRole text raw } }';

  it.each([
    [{ role: 'assistant', content: 'Yes.' }, 'AGENT', 'assistant'],
    [{ speaker: 'Human', text: 'Yes.' }, 'CUSTOMER', 'Human'],
    [{ sender: 'bot', message: 'Yes.' }, 'AGENT', 'bot'],
    [{ from: 'caller', transcript: 'Yes.' }, 'CUSTOMER', 'caller'],
    [{ type: 'agent', text: 'Yes.', start_time: 1.5 }, 'AGENT', 'agent'],
    [{ role: 'supervisor', content: 'Yes.' }, 'UNKNOWN', 'supervisor'],
    [{ content: 'Yes.', type: 7 }, 'UNKNOWN', null],
  ])('are read from %j', async (turn, role, providerRole) => {
    await start({ transcript: [turn] });
    expect(await ask(WORDS)).toEqual({
      call: {
        transcript: { text: null, turnCount: 1, turns: [{ role, providerRole, text: 'Yes.', raw: turn }] },
      },
      errors: [],
    });
  });

  it('are read from text, and a response without turns has no transcript', async () => {
    await start({ transcript: 'agent: Hello.\nuser: Hi.' });
    expect((await ask('transcript { turnCount turns { role text } }')).call).toEqual({
      transcript: {
        turnCount: 2,
        turns: [
          { role: 'AGENT', text: 'Hello.' },
          { role: 'CUSTOMER', text: 'Hi.' },
        ],
      },
    });
    for (const transcript of [[], null, '']) {
      await server.stop();
      await provider.close();
      await start({ transcript });
      expect(await ask('transcript { turnCount }')).toEqual({ call: { transcript: null }, errors: [] });
      expect(requested()).toEqual(['transcript']);
    }
  });

  it('come in parts by offset and first', async () => {
    await start({
      transcript: Array.from({ length: 30 }, (_, index) => ({ role: 'user', content: `${index}` })),
    });
    const part = async (args: string): Promise<unknown> => {
      const { call } = await ask(`transcript { turnCount turns${args} { text } }`);
      if (call === null) throw new Error('No call came back');
      const { turnCount, turns } = call['transcript'] as { turnCount: number; turns: { text: string }[] };
      expect(turnCount).toBe(30);
      return turns.map(({ text }) => Number(text));
    };
    expect(await part('(offset: 5, first: 3)')).toEqual([5, 6, 7]);
    expect(await part('(first: 2)')).toEqual([0, 1]);
    expect(await part('(offset: 28)')).toEqual([28, 29]);
    expect(await part('(offset: null, first: 0)')).toEqual([]);
    expect(await part('(offset: 40)')).toEqual([]);
    expect(await part('(offset: 1, first: 2147483647)')).toHaveLength(29);
    expect((await ask('transcript { turns(offset: -1) { text } }')).errors).toEqual([
      'call.transcript.turns BAD_USER_INPUT',
    ]);
    expect((await ask('transcript { turns(first: -1) { text } }')).errors).toEqual([
      'call.transcript.turns BAD_USER_INPUT',
    ]);
  });
});
