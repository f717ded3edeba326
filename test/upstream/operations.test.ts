import type { IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import type { Call } from '../../src/domain/call.ts';
import { ProviderRejected, ProviderUnavailable } from '../../src/domain/errors.ts';
import type {
  CallListInput,
  CallListOperation,
  PlaceCallInput,
  PlacedCall,
  RecordingLink,
} from '../../src/providers/abilities.ts';
import { badResponse, openEnvelope } from '../../src/providers/envelope.ts';
import type { ProviderOperation } from '../../src/providers/operation.ts';
import type { Provider } from '../../src/providers/provider.ts';
import { urlPath } from '../../src/providers/url-path.ts';
import { readInteger } from '../../src/reading/number.ts';
import { readObjects } from '../../src/reading/structure.ts';
import { readId, readText } from '../../src/reading/text.ts';
import { sendJson } from '../support/mock-server.ts';
import { createTestClock } from '../support/test-clock.ts';
import {
  callOf,
  connectInvented,
  ECHOLINE,
  echoline,
  getCall,
  type InventedUpstream,
} from './invented-provider.ts';

const SECOND = 1_000;

const listCalls: CallListOperation<Call> = {
  name: 'list-calls',
  pageSize: 2,
  agentParameter: null,
  callBodyOf: null,
  mayLack: [],
  filters: {},
  plan: () => ({ lists: [{}], applied: {} }),
  idempotent: true,
  lifetime: () => ({ freshMs: 5 * SECOND, revalidateMs: 0, usableMs: 0 }),
  request: ({ cursor, limit, parameters }) => ({
    method: 'GET',
    path: '/calls',
    query: { page: cursor ?? 1, limit, ...parameters },
  }),
  read: (response) => {
    const { rows, next, total } = openEnvelope(response);
    return {
      rows: readObjects(rows).map((row) => {
        const input = { provider: ECHOLINE.id, providerCallId: readId(row['id']) ?? '' };
        return { callKey: input, call: callOf({ ...response, input }, {}), at: null, lacks: [] };
      }),
      next: readText(next),
      total: readInteger(total),
      inOrder: true,
      isHead: response.input.cursor === null,
      fetchedAt: response.fetchedAt,
    };
  },
};

/** Its output is out of date at once. */
const getQueue: ProviderOperation<object, { readonly length: number }> = {
  name: 'get-queue',
  idempotent: true,
  lifetime: null,
  request: () => ({ method: 'GET', path: '/queue' }),
  read: (response) => ({ length: readInteger(openEnvelope(response)['length']) ?? 0 }),
};

const getRecording: NonNullable<Provider['getRecording']> = {
  name: 'get-recording',
  idempotent: true,
  lifetime: () => ({ freshMs: 60 * SECOND, revalidateMs: 0, usableMs: 0 }),
  readableStatuses: [302],
  request: ({ providerCallId }) => ({ method: 'GET', path: urlPath`/calls/${providerCallId}/recording` }),
  read: (response): RecordingLink => {
    if (response.location === null) throw badResponse(response, 'the redirect leads nowhere');
    return { url: response.location, expiresAt: null };
  },
};

const placeCall: ProviderOperation<PlaceCallInput, PlacedCall> = {
  name: 'place-call',
  idempotent: false,
  lifetime: null,
  readableStatuses: [201],
  request: ({ to, providerAgentId }) => ({
    method: 'POST',
    path: '/calls',
    body: { to, agent: providerAgentId },
  }),
  read: (response) => ({ providerCallId: readId(openEnvelope(response)['id']) ?? '' }),
};

const PLACE: PlaceCallInput = {
  providerAgentId: 'agent 1',
  to: '+15550100',
  from: null,
  customerName: null,
  scheduledAt: null,
  variables: {},
};
const CALL = { provider: 'echoline', providerCallId: 'a/b' };
const page = (changes: Partial<CallListInput> = {}): CallListInput => ({
  cursor: null,
  limit: 2,
  parameters: {},
  ...changes,
});

const provider: Provider = { ...echoline, listCalls, getRecording, placeCall };
let invented: InventedUpstream;
afterEach(() => invented.close());

const bodyOf = (request: IncomingMessage): Promise<unknown> => json(request);

describe('an operation with a lifetime', () => {
  it('is served from the cache for its lifetime, by page and filter', async () => {
    const clock = createTestClock();
    invented = await connectInvented(
      provider,
      (_request, response) => sendJson(response, 200, { rows: [{ id: 1 }, { id: 2 }], next: '2', total: 7 }),
      { clock },
    );
    const { upstream, server, outcomes } = invented;
    const first = await upstream.run(listCalls, page());
    expect(first).toMatchObject({ next: '2', total: 7 });
    expect(first?.rows).toHaveLength(2);
    expect(await upstream.run(listCalls, page())).toEqual(first);
    expect(server.requests.map(({ url }) => url)).toEqual(['/calls?page=1&limit=2']);
    expect(outcomes).toEqual(['echoline fetched', 'echoline fresh']);
    await upstream.run(listCalls, page({ cursor: '2' }));
    await upstream.run(listCalls, page({ parameters: { number: '+1 555' } }));
    expect(server.requests.slice(1).map(({ url }) => url)).toEqual([
      '/calls?page=2&limit=2',
      '/calls?page=1&limit=2&number=%2B1+555',
    ]);
    clock.advance(6 * SECOND);
    await upstream.run(listCalls, page());
    expect(server.requests).toHaveLength(4);
  });

  it('shares one request among identical reads in flight, and is retried', async () => {
    let failures = 1;
    invented = await connectInvented(provider, (_request, response) => {
      if (failures > 0) {
        failures -= 1;
        return sendJson(response, 503, {});
      }
      sendJson(response, 200, { rows: [] });
    });
    const { upstream, server } = invented;
    const pages = await Promise.all(Array.from({ length: 10 }, () => upstream.run(listCalls, page())));
    expect(new Set(pages.map((each) => JSON.stringify(each))).size).toBe(1);
    expect(server.requests).toHaveLength(2);
  });

  it('never shares an entry with another operation of the same request', async () => {
    invented = await connectInvented(provider, (_request, response) =>
      sendJson(response, 200, { rows: [{ id: 1 }], live: false }),
    );
    const { upstream } = invented;
    const listed = await upstream.run({ ...getCall, name: 'get-copy' }, CALL);
    expect(listed?.status).toBe('COMPLETED');
    const rows = await upstream.run({ ...listCalls, request: () => getCall.request(CALL) }, page());
    expect(rows?.rows).toHaveLength(1);
  });
});

describe('an operation without a lifetime', () => {
  it('is requested each time, and shared only while it is in flight', async () => {
    let length = 0;
    invented = await connectInvented(provider, (_request, response) => {
      length += 1;
      setTimeout(() => sendJson(response, 200, { length }), 30);
    });
    const { upstream, server, cache } = invented;
    const read = () => upstream.run(getQueue, {});
    expect(await Promise.all([read(), read()])).toEqual([{ length: 1 }, { length: 1 }]);
    expect(await read()).toEqual({ length: 2 });
    expect(server.requests).toHaveLength(2);
    expect(cache.entries).toBe(0);
  });
});

describe('an operation that reads a redirect', () => {
  it('returns the location without following it, and is cached all the same', async () => {
    invented = await connectInvented(provider, (_request, response) => {
      response.writeHead(302, { location: 'https://media.example/1.mp3' }).end();
    });
    const { upstream, server } = invented;
    const link = { url: 'https://media.example/1.mp3', expiresAt: null };
    for (let time = 1; time <= 3; time += 1) expect(await upstream.run(getRecording, CALL)).toEqual(link);
    expect(server.requests.map(({ url }) => url)).toEqual(['/calls/a%2Fb/recording']);
  });

  it('leaves a redirect that is not declared an error', async () => {
    invented = await connectInvented(provider, (_request, response) => {
      response.writeHead(302, { location: 'https://media.example/1.mp3' }).end();
    });
    await expect(invented.upstream.run(getCall, CALL)).rejects.toMatchObject({
      code: 'PROVIDER_BAD_RESPONSE',
    });
  });

  it('takes 404 for an absence', async () => {
    invented = await connectInvented(provider, (_request, response) => sendJson(response, 404, {}));
    expect(await invented.upstream.run(getRecording, CALL)).toBeNull();
  });
});

describe('an operation that is not idempotent', () => {
  it('sends its body and reads the status that it declares', async () => {
    const bodies: unknown[] = [];
    invented = await connectInvented(provider, (request, response) => {
      void bodyOf(request).then((body) => {
        bodies.push([request.method, request.headers['content-type'], body]);
        sendJson(response, 201, { id: 'new-1' });
      });
    });
    expect(await invented.upstream.run(placeCall, PLACE)).toEqual({ providerCallId: 'new-1' });
    expect(bodies).toEqual([['POST', 'application/json', { to: '+15550100', agent: 'agent 1' }]]);
  });

  it('is sent once for each run, even when the runs are identical and concurrent', async () => {
    let count = 0;
    invented = await connectInvented(provider, (_request, response) => {
      count += 1;
      sendJson(response, 201, { id: `new-${count}` });
    });
    const { upstream, cache } = invented;
    const placed = await Promise.all([upstream.run(placeCall, PLACE), upstream.run(placeCall, PLACE)]);
    expect(new Set(placed.map((each) => each?.providerCallId)).size).toBe(2);
    expect(cache.entries).toBe(0);
  });

  it.each([
    ['a 503', (response: Parameters<typeof sendJson>[0]) => sendJson(response, 503, {})],
    [
      'a 429',
      (response: Parameters<typeof sendJson>[0]) => sendJson(response, 429, {}, { 'retry-after': '0' }),
    ],
    ['a reset connection', (response: Parameters<typeof sendJson>[0]) => response.socket?.resetAndDestroy()],
  ])('is sent exactly once when it fails with %s', async (_fault, fail) => {
    invented = await connectInvented(provider, (_request, response) => void fail(response));
    await expect(invented.upstream.run(placeCall, PLACE)).rejects.toBeInstanceOf(Error);
    expect(invented.server.requests.map(({ method }) => method)).toEqual(['POST']);
  });
});

describe('an error', () => {
  it('names the call where the operation is about one, and gives advice about its id', async () => {
    invented = await connectInvented(provider, (_request, response) => sendJson(response, 400, {}));
    const error = await invented.upstream.run(getCall, CALL).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ProviderRejected);
    expect(error).toMatchObject({
      message: "Echoline rejected the request (HTTP 400). Check the call's id.",
      details: { provider: 'ECHOLINE', providerCallId: 'a/b' },
    });
  });

  it('names the provider alone where the operation is about no single call, and nothing of the input', async () => {
    invented = await connectInvented(provider, (_request, response) => sendJson(response, 400, {}));
    const input = page({ parameters: { number: '+15550100' } });
    const error = await invented.upstream.run(listCalls, input).catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      message: 'Echoline rejected the request (HTTP 400). Check its arguments.',
      details: { provider: 'ECHOLINE' },
      subject: { provider: 'echoline', providerCallId: null },
    });
    expect((error as ProviderRejected).details).not.toHaveProperty('providerCallId');
    expect(JSON.stringify(error)).not.toContain('5550100');
  });

  it('is thrown again for an operation whose output is too old to fall back on', async () => {
    const clock = createTestClock();
    let failing = false;
    invented = await connectInvented(
      provider,
      (_request, response) => sendJson(response, failing ? 500 : 200, { rows: [] }),
      { clock, retries: 0 },
    );
    await invented.upstream.run(listCalls, page());
    failing = true;
    clock.advance(6 * SECOND);
    await expect(invented.upstream.run(listCalls, page())).rejects.toBeInstanceOf(ProviderUnavailable);
  });
});
