import type { IncomingHttpHeaders } from 'node:http';
import { isJsonObject, type Json, type JsonObject } from '../../src/domain/json.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';

/** How a provider is reached: what follows its base URL, and the header that carries the key. */
export interface ProviderStub {
  readonly id: string;
  readonly path: string;
  readonly idField: string;
  authorization(apiKey: string): IncomingHttpHeaders & Record<string, string>;
  /** The record inside the body of a success. */
  record(body: unknown): Json | undefined;
  readonly unauthorized: JsonObject;
  readonly unknownCall: { readonly status: number; readonly body: JsonObject };
  readonly rateLimited: JsonObject;
  readonly failing: JsonObject;
  readonly refused: { readonly status: number; readonly body: JsonObject };
}

const at = (body: unknown, ...path: readonly (string | number)[]): Json | undefined => {
  let value = body as Json | undefined;
  for (const step of path) {
    if (Array.isArray(value) && typeof step === 'number') value = value[step];
    else value = isJsonObject(value) && typeof step === 'string' ? value[step] : undefined;
  }
  return value;
};

const bearer = (apiKey: string) => ({ authorization: `Bearer ${apiKey}` });

export const PROVIDER_STUBS: readonly ProviderStub[] = [
  {
    id: 'voxworks',
    path: '/api/v1/get-call/',
    idField: 'id',
    authorization: bearer,
    record: (body) => at(body, 'call'),
    unauthorized: { success: false, message: 'Invalid API key' },
    unknownCall: { status: 404, body: { success: false, message: 'Call not found' } },
    rateLimited: { success: false, message: 'Rate limit exceeded' },
    failing: { success: false, message: 'Internal server error' },
    refused: {
      status: 200,
      body: { success: false, message: 'This call is being archived and cannot be read' },
    },
  },
  {
    id: 'synthflow',
    path: '/calls/',
    idField: 'call_id',
    authorization: bearer,
    record: (body) => at(body, 'response', 'calls', 0),
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
  {
    id: 'puretalk',
    path: '/calls/',
    idField: 'call_id',
    authorization: (apiKey) => ({ 'x-api-key': apiKey }),
    record: (body) => at(body, 'results'),
    unauthorized: { err: true, msg: 'Invalid API key' },
    unknownCall: { status: 404, body: { err: true, msg: 'Call not found' } },
    rateLimited: { err: true, msg: 'Too many requests' },
    failing: { err: true, msg: 'An error occurred.' },
    refused: { status: 200, body: { err: true, msg: 'Calls of a deactivated assistant cannot be read' } },
  },
  {
    id: 'osvi',
    path: '/v1/call/',
    idField: 'call_id',
    authorization: (apiKey) => ({ 'api-token': apiKey }),
    record: (body) => at(body, 'data'),
    unauthorized: { success: false, error: 'Invalid API token' },
    unknownCall: { status: 404, body: { success: false, error: 'call_not_found', details: null } },
    rateLimited: { success: false, error: 'too_many_requests', details: null },
    failing: { success: false, error: 'internal_error', details: null },
    refused: { status: 422, body: { success: false, errors: ['Call belongs to an archived agent'] } },
  },
];

/** The dialect of one provider; throws for a name that no test knows. */
export const stubOf = (id: string): ProviderStub => {
  const stub = PROVIDER_STUBS.find((candidate) => candidate.id === id);
  if (stub === undefined) throw new Error(`no dialect for ${id}`);
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
