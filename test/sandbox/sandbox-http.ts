import type { IncomingHttpHeaders } from 'node:http';
import { isJsonObject, type Json, type JsonObject } from '../../src/domain/json.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { FIXTURES } from '../fixtures/registry.ts';
import type { ProviderFixture } from '../support/provider-fixture.ts';

/** The responses that a provider's sandbox gives in place of a call. */
interface ErrorResponses {
  readonly unauthorized: JsonObject;
  readonly unknownCall: { readonly status: number; readonly body: JsonObject };
  readonly rateLimited: JsonObject;
  readonly failing: JsonObject;
  readonly refused: { readonly status: number; readonly body: JsonObject };
}

/** How a provider is reached: the path after its base URL, and the header that carries the key. */
export interface ProviderStub extends ErrorResponses {
  readonly id: string;
  readonly path: string;
  readonly idField: string;
  authorization(apiKey: string): IncomingHttpHeaders & Record<string, string>;
  /** The record inside the body of a success. */
  record(body: unknown): Json | undefined;
}

const ERROR_RESPONSES: Readonly<Record<string, ErrorResponses>> = {
  voxworks: {
    unauthorized: { success: false, message: 'Invalid API key' },
    unknownCall: { status: 404, body: { success: false, message: 'Call not found' } },
    rateLimited: { success: false, message: 'Rate limit exceeded' },
    failing: { success: false, message: 'Internal server error' },
    refused: {
      status: 200,
      body: { success: false, message: 'This call is being archived and cannot be read' },
    },
  },
  synthflow: {
    unauthorized: {
      error: 'Unauthorized',
      message: 'The API key is missing or belongs to another region.',
    },
    unknownCall: {
      status: 200,
      body: { status: 'ok', response: { pagination: { total_records: 0, limit: 20, offset: 0 }, calls: [] } },
    },
    rateLimited: { error: 'Too Many Requests', message: 'Concurrency limit of the workspace reached.' },
    failing: { error: 'Internal Server Error', message: 'Something went wrong on our side.' },
    refused: {
      status: 400,
      body: {
        detail: {
          status: 400,
          description: 'The workspace of this call is suspended.',
          request_id: '595f0e479597436175e408a61cc4a6f2',
          category: 'important',
        },
      },
    },
  },
  puretalk: {
    unauthorized: { err: true, msg: 'Invalid API key' },
    unknownCall: { status: 404, body: { err: true, msg: 'Call not found' } },
    rateLimited: { err: true, msg: 'Too many requests' },
    failing: { err: true, msg: 'An error occurred.' },
    refused: { status: 200, body: { err: true, msg: 'Calls of a deactivated assistant cannot be read' } },
  },
  osvi: {
    unauthorized: { success: false, error: 'Invalid API token' },
    unknownCall: { status: 404, body: { success: false, error: 'call_not_found', details: null } },
    rateLimited: { success: false, error: 'too_many_requests', details: null },
    failing: { success: false, error: 'internal_error', details: null },
    refused: { status: 422, body: { success: false, errors: ['Call belongs to an archived agent'] } },
  },
};

/** Keys from a body to its record, found by wrapping a record that can be recognised. */
function recordKeys({ idField, wrap, paths: [path = ''] }: ProviderFixture): readonly string[] {
  const find = (value: Json, keys: readonly string[]): readonly string[] | null => {
    if (value === null || typeof value !== 'object') return null;
    if (isJsonObject(value) && value[idField] === 'marker') return keys;
    for (const [key, member] of Object.entries(value)) {
      const found = find(member as Json, [...keys, key]);
      if (found !== null) return found;
    }
    return null;
  };
  const found = find(wrap({ [idField]: 'marker' }, path), []);
  if (found === null) throw new Error('The fixture wraps no record');
  return found;
}

function toStub(fixture: ProviderFixture): ProviderStub {
  const { provider, paths, idField, keyHeader } = fixture;
  const errors = ERROR_RESPONSES[provider.id];
  if (errors === undefined) throw new Error(`No error responses are known for ${provider.id}`);
  const keys = recordKeys(fixture);
  return {
    ...errors,
    id: provider.id,
    path: (paths[0] ?? '').replace('{id}', ''),
    idField,
    authorization: (apiKey) => ({ [keyHeader.name]: keyHeader.value(apiKey) }),
    record: (body) =>
      keys.reduce<Json | undefined>(
        (value, key) => (value as Record<string, Json> | undefined)?.[key],
        body as Json,
      ),
  };
}

export const PROVIDER_STUBS: readonly ProviderStub[] = FIXTURES.map(toStub);

/** The stub of one provider. Throws for an unknown id. */
export const stubOf = (id: string): ProviderStub => {
  const stub = PROVIDER_STUBS.find((candidate) => candidate.id === id);
  if (stub === undefined) throw new Error(`no provider has the id ${id}`);
  return stub;
};

export const addressOf = (sandbox: Sandbox, stub: ProviderStub) => {
  const address = sandbox.providers.get(stub.id);
  if (address === undefined) throw new Error(`${stub.id} is not in the sandbox`);
  return address;
};

/** Asks for a call with the right key. `path` is the provider's documented one unless given. */
export const ask = (sandbox: Sandbox, stub: ProviderStub, callId: string, path = stub.path) => {
  const { baseUrl, apiKey } = addressOf(sandbox, stub);
  return fetch(`${baseUrl}${path}${encodeURIComponent(callId)}`, { headers: stub.authorization(apiKey) });
};

/** The record of a call that exists. */
export const readRecord = async (
  sandbox: Sandbox,
  stub: ProviderStub,
  callId: string,
  path?: string,
): Promise<JsonObject> => {
  const response = await ask(sandbox, stub, callId, path);
  const record = stub.record(await response.json());
  if (response.status !== 200 || !isJsonObject(record)) {
    throw new Error(`${stub.id} has no record for ${callId}: ${response.status}`);
  }
  return record;
};
