import { type ExecutionResult, execute, parse } from 'graphql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { schema } from '../../schema/index.ts';
import type { Principal } from '../../src/access/principal.ts';
import { readConfig } from '../../src/config/config.ts';
import type { Scope } from '../../src/domain/scope.ts';
import { type App, compose } from '../../src/server/compose.ts';
import { knownProviders } from '../../src/server/start.ts';
import { type MockProviders, startMockProviders } from '../support/mock-providers.ts';

let providers: MockProviders;
let switchboard: App;

beforeEach(async () => {
  providers = await startMockProviders(() => ({
    ...{
      call_summary: 'words',
      rating: 4,
      transcript: 'AI: words',
      recording_url: 'https://audio.example/1',
    },
    ...{
      phone_number: '+491701234567',
      from_number: '+493012345',
      person_name: 'Anna',
      call_type: 'outbound',
    },
    ...{ phone_number_from: '+493012345', phone_number_to: '+491701234567', name: 'Anna' },
    ...{
      contact_id: 'contact-1',
      modified_at: '2026-06-01T10:00:00Z',
      post_call_analysis: { mood: 'words' },
    },
  }));
  const config = readConfig({ ...providers.environment, LOG_LEVEL: 'silent' }, knownProviders);
  switchboard = compose(config);
});

afterEach(async () => {
  switchboard.close();
  await providers.close();
});

async function ask(query: string, ...scopes: Scope[]): Promise<ExecutionResult> {
  const principal: Principal = { name: 'test', scopes: new Set(scopes), accounts: null };
  return execute({
    schema,
    document: parse(query),
    contextValue: switchboard.createContext(undefined, { principal }),
  });
}

/** Where and for want of what fields failed. */
const errorsOf = ({ errors = [] }: ExecutionResult): unknown =>
  errors.map(({ path, originalError }) => {
    const { code, details } = originalError as unknown as { code: string; details: object };
    return [path?.join('.'), code, details];
  });
const forbidden = (path: string, requiredScope: Scope): unknown => [path, 'FORBIDDEN', { requiredScope }];

describe('a client without calls:read', () => {
  it.each([
    ['call', '{ call(id: "osvi:1") { id } }'],
    ['node', '{ node(id: "osvi:1") { id } }'],
    ['voxworksCall', '{ voxworksCall(callId: "1") { summary } }'],
    ['synthflowCall', '{ synthflowCall(callId: "1") { summary } }'],
    ['puretalkCall', '{ puretalkCall(callId: "1") { summary } }'],
    ['osviCall', '{ osviCall(callId: "1") { summary } }'],
  ])('gets null for %s, and no request leaves', async (name, query) => {
    const result = await ask(query, 'calls:content', 'calls:identity');
    expect({ ...result.data }).toEqual({ [name]: null });
    expect(errorsOf(result)).toEqual([forbidden(name, 'calls:read')]);
    expect(providers.requestCount).toBe(0);
  });

  it.each(['calls', 'nodes', 'callResults'])(
    'gets an error and null at %s, and no request leaves',
    async (name) => {
      const result = await ask(`{ ${name}(ids: ["osvi:1", "puretalk:2"]) { id } }`, 'calls:content');
      expect({ ...result.data }).toEqual({ [name]: null });
      expect(errorsOf(result)).toEqual([forbidden(name, 'calls:read')]);
      expect(providers.requestCount).toBe(0);
    },
  );

  it('learns nothing about the format of ids, because the scope is checked first', async () => {
    const result = await ask('{ call(id: "nonsense") { id } }');
    expect(errorsOf(result)).toEqual([forbidden('call', 'calls:read')]);
  });

  it('sees the providers nevertheless', async () => {
    const { errors, data } = await ask('{ providers { provider configured } call(id: "osvi:1") { id } }');
    expect(data).toMatchObject({ call: null, providers: expect.arrayContaining([expect.anything()]) });
    expect(errors).toHaveLength(1);
  });
});

describe('a client that lacks a scope', () => {
  it('gets the rest of the call, with null and FORBIDDEN at the forbidden fields', async () => {
    const result = await ask(
      '{ call(id: "osvi:1") { id from summary transcript { text } customer { name phoneNumber contactId } raw } }',
      'calls:read',
    );
    expect(result.data?.['call']).toMatchObject({
      id: 'osvi:1',
      from: null,
      summary: null,
      transcript: null,
      customer: { name: null, phoneNumber: null },
      raw: null,
    });
    expect(errorsOf(result)).toEqual([
      forbidden('call.from', 'calls:identity'),
      forbidden('call.summary', 'calls:content'),
      forbidden('call.transcript', 'calls:content'),
      forbidden('call.customer.name', 'calls:identity'),
      forbidden('call.customer.phoneNumber', 'calls:identity'),
      forbidden('call.raw', 'calls:content'),
    ]);
    expect(providers.requestCount).toBe(1);
  });

  it('sees content and captured data with calls:content, and no number', async () => {
    const result = await ask(
      '{ osviCall(callId: "1") { to ownNumber postCallAnalysis raw } }',
      'calls:read',
      'calls:content',
    );
    expect(result.data).toMatchObject({
      osviCall: { to: null, ownNumber: null, postCallAnalysis: { mood: 'words' }, raw: null },
    });
    expect(JSON.stringify(result)).not.toContain('+49');
  });

  it('sees numbers and names with calls:identity, and no content', async () => {
    const result = await ask(
      '{ osviCall(callId: "1") { to customer { name phoneNumber } postCallAnalysis raw } }',
      'calls:read',
      'calls:identity',
    );
    expect(result.data).toMatchObject({
      osviCall: { to: '+491701234567', postCallAnalysis: null, raw: null },
    });
    expect(JSON.stringify(result)).not.toContain('words');
  });

  it('cannot bypass the scope by alias, fragment, interface or provider type', async () => {
    const { data, errors } = await ask(
      `{
        a: call(id: "osvi:1") { innocent: raw ... on OsviCall { b: postCallAnalysis } ...words }
        node(id: "osvi:1") { ... on Call { summary ...words } }
        calls(ids: ["osvi:1"]) { ... on Node { ... on OsviCall { c: extractedData sentiment } } }
      }
      fragment words on Call { t: transcript { turns { text } } r: recording { url } to }`,
      'calls:read',
    );
    expect(JSON.stringify(data)).not.toMatch(/words|\+49|Anna|audio/);
    expect(errors).toHaveLength(11);
  });

  it('gets a sentence that names the scope', async () => {
    const { errors } = await ask('{ call(id: "osvi:1") { summary } }', 'calls:read');
    expect(errors?.[0]?.message).toBe('This client may not see `summary`: it lacks the scope calls:content.');
  });
});

describe('a Voxworks call, which has two endpoints', () => {
  const asked = (): readonly string[] =>
    (providers.servers['voxworks']?.requests ?? []).map(({ url }) => url.split('/')[3] ?? '').toSorted();

  it('is requested from one endpoint when the fields of the other are forbidden', async () => {
    const result = await ask('{ voxworksCall(callId: "1") { teamId status rating } }', 'calls:read');
    expect(errorsOf(result)).toEqual([forbidden('voxworksCall.rating', 'calls:content')]);
    expect(asked()).toEqual(['get-call']);
  });

  it('is requested once when only shared and forbidden fields are selected', async () => {
    await ask(
      `{ call(id: "voxworks:1") { status raw transcript { turns { text } }
         ... on VoxworksCall { rating resultRaw postCallActions { name } transcriptJson } } }`,
      'calls:read',
    );
    expect(asked()).toEqual(['get-call']);
  });

  it('is requested from the endpoint of the allowed field, though a forbidden field has the other endpoint', async () => {
    const { data } = await ask(
      '{ voxworksCall(callId: "1") { modifiedAt raw } }',
      'calls:read',
      'calls:content',
    );
    expect(data).toMatchObject({ voxworksCall: { modifiedAt: new Date('2026-06-01T10:00:00Z'), raw: null } });
    expect(asked()).toEqual(['get-call-result']);
  });

  it('is requested from both endpoints when the client may see both', async () => {
    const { errors } = await ask(
      '{ voxworksCall(callId: "1") { teamId rating } }',
      'calls:read',
      'calls:content',
    );
    expect(errors).toBeUndefined();
    expect(asked()).toEqual(['get-call', 'get-call-result']);
  });
});
