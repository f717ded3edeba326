import { buildSchema, type GraphQLResolveInfo, graphql } from 'graphql';
import { afterEach, describe, expect, it } from 'vitest';
import { selectedEndpoints } from '../../schema/selected-endpoints.ts';
import type { Call } from '../../src/domain/call.ts';
import { lifetimeOf } from '../../src/domain/freshness.ts';
import { ALL_SCOPES } from '../../src/domain/scope.ts';
import { openEnvelope } from '../../src/providers/envelope.ts';
import type { CallOperation, Provider } from '../../src/providers/provider.ts';
import { urlPath } from '../../src/providers/url-path.ts';
import { readText } from '../../src/reading/text.ts';
import { sendJson } from '../support/mock-server.ts';
import { callOf, connectInvented, ECHOLINE, getCall, type InventedUpstream } from './invented-provider.ts';

/** Provides the transcript and no other field. */
const getTranscript: CallOperation = {
  name: 'get-transcript',
  idempotent: true,
  lifetime: lifetimeOf,
  hasCommonFields: false,
  exclusiveFields: ['transcript'],
  request: ({ providerCallId }) => ({ method: 'GET', path: urlPath`/transcripts/${providerCallId}` }),
  read: (response) =>
    callOf(response, { transcript: { text: readText(openEnvelope(response)['text']), turns: [] } }),
};

const provider: Provider = {
  ...ECHOLINE,
  getCall: [getCall, getTranscript],
  merge: ([call, ...parts]) => {
    const transcript = parts.find((part) => part.transcript !== null)?.transcript ?? null;
    return { ...(call as Call), transcript };
  },
};

const SCHEMA = buildSchema(`
  type Query { call: EcholineCall }
  type EcholineCall { status: String transcript: Transcript }
  type Transcript { text: String }
`);

/** How the invented server responds at one of its two endpoints. */
const responses = { calls: 200, transcripts: 200 };
let invented: InventedUpstream;

async function open(statuses: Partial<typeof responses> = {}): Promise<void> {
  invented = await connectInvented(
    provider,
    ({ url = '' }, response) => {
      const endpoint = url.split('/')[1] as keyof typeof responses;
      sendJson(response, { ...responses, ...statuses }[endpoint], { live: true, text: 'Hello.' });
    },
    { retries: 0 },
  );
}

afterEach(() => invented.close());

function readSelected(info: GraphQLResolveInfo) {
  const selection = { info, fieldNodes: info.fieldNodes, granted: ALL_SCOPES };
  const { endpoints, commonFields } = selectedEndpoints(provider, selection);
  return invented.upstream.source.read('1', endpoints, undefined, commonFields);
}

/** Reads what `selection` needs, as the graph does; errors by their path and message. */
async function ask(selection: string) {
  const { data, errors = [] } = await graphql({
    schema: SCHEMA,
    source: `{ call { ${selection} } }`,
    rootValue: {
      call: (_args: unknown, _context: unknown, info: GraphQLResolveInfo) => readSelected(info),
    },
  });
  return { call: data?.['call'] ?? null, errors: errors.map(({ path }) => path?.join('.')) };
}

const requested = (): readonly string[] => invented.server.requests.map(({ url }) => url).sort();

describe('an operation without common fields', () => {
  it('is read beside one that has them, which provides the rest', async () => {
    await open();
    expect(await ask('status transcript { text }')).toEqual({
      call: { status: 'IN_PROGRESS', transcript: { text: 'Hello.' } },
      errors: [],
    });
    expect(requested()).toEqual(['/calls/1', '/transcripts/1']);
  });

  it('is read alone when nothing but its fields and the key is selected', async () => {
    await open();
    expect((await ask('__typename transcript { text }')).call).toEqual({
      __typename: 'EcholineCall',
      transcript: { text: 'Hello.' },
    });
    expect(requested()).toEqual(['/transcripts/1']);
  });

  it('costs its own fields alone when it was read alone and fails', async () => {
    await open({ transcripts: 503 });
    expect(await ask('__typename transcript { text }')).toEqual({
      call: { __typename: 'EcholineCall', transcript: null },
      errors: ['call.transcript'],
    });
  });

  it('that has nothing of a call leaves it to another operation whether the call exists', async () => {
    await open({ transcripts: 404 });
    expect(await ask('__typename transcript { text }')).toEqual({
      call: { __typename: 'EcholineCall', transcript: null },
      errors: [],
    });
    await invented.close();
    await open({ transcripts: 404, calls: 404 });
    expect(await ask('__typename transcript { text }')).toEqual({ call: null, errors: [] });
  });

  it('is not read when none of its fields is selected', async () => {
    await open();
    expect((await ask('status')).call).toEqual({ status: 'IN_PROGRESS' });
    expect(requested()).toEqual(['/calls/1']);
  });

  it('does not serve common fields when it alone is cached', async () => {
    await open();
    await invented.upstream.run(getTranscript, { provider: 'echoline', providerCallId: '1' });
    expect(
      invented.upstream.isCachedOrInFlight(getTranscript, { provider: 'echoline', providerCallId: '1' }),
    ).toBe(true);
    expect((await ask('status')).call).toEqual({ status: 'IN_PROGRESS' });
    expect(requested()).toEqual(['/calls/1', '/transcripts/1']);
  });

  it('costs its own fields alone when it fails', async () => {
    await open({ transcripts: 503 });
    expect(await ask('status transcript { text }')).toEqual({
      call: { status: 'IN_PROGRESS', transcript: null },
      errors: ['call.transcript'],
    });
  });

  it('does not make a call of itself when the operation with common fields fails', async () => {
    await open({ calls: 503 });
    expect(await ask('status transcript { text }')).toEqual({ call: null, errors: ['call'] });
  });

  it('does not make a call of itself when there is no such call', async () => {
    await open({ calls: 404 });
    expect(await ask('status transcript { text }')).toEqual({ call: null, errors: [] });
  });
});
