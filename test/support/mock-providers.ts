import type { ServerResponse } from 'node:http';
import { type MockServer, sendJson, startMockServer } from './mock-server.ts';

/** What a test needs to know to stand in for a provider: its paths and its envelope, at their simplest. */
interface ProviderStub {
  readonly id: string;
  readonly basePath: string;
  /** The call's id as it stands, escaped, at the end of the path; `null` for an address the provider does not have. */
  readonly pattern: RegExp;
  readonly wrap: (callId: string, record: object) => object;
}

const PROVIDER_STUBS: readonly ProviderStub[] = [
  {
    id: 'voxworks',
    basePath: '',
    pattern: /^\/api\/v1\/get-call(?:-result)?\/([^/?#]+)$/,
    wrap: (id, record) => ({ success: true, call: { id, status: 'completed', ...record } }),
  },
  {
    id: 'synthflow',
    basePath: '/v2',
    pattern: /^\/v2\/calls\/([^/?#]+)$/,
    wrap: (call_id, record) => ({
      status: 'ok',
      response: { pagination: {}, calls: [{ call_id, status: 'completed', ...record }] },
    }),
  },
  {
    id: 'puretalk',
    basePath: '/api',
    pattern: /^\/api\/calls\/([^/?#]+)$/,
    wrap: (call_id, record) => ({
      msg: 'Success',
      err: false,
      results: { call_id, status: 'completed', ...record },
    }),
  },
  {
    id: 'osvi',
    basePath: '',
    pattern: /^\/v1\/call\/([^/?#]+)$/,
    wrap: (call_id, record) => ({ success: true, data: { call_id, status: 'picked', ...record } }),
  },
];

/** Answers for one call; returns the record's members, or answers by itself and returns nothing. */
export type AnswerCall = (
  callId: string,
  response: ServerResponse,
) => object | undefined | Promise<object | undefined>;

/** Local servers in place of all four providers, and the environment that points a gateway at them. */
export interface MockProviders {
  readonly servers: Readonly<Record<string, MockServer>>;
  readonly environment: Readonly<Record<string, string>>;
  /** Requests that arrived at any of them. */
  readonly requestCount: number;
  close(): Promise<void>;
}

export async function startMockProviders(answer: AnswerCall = () => ({})): Promise<MockProviders> {
  const servers: Record<string, MockServer> = {};
  const environment: Record<string, string> = {};
  for (const { id, basePath, pattern, wrap } of PROVIDER_STUBS) {
    const server = await startMockServer((request, response) => {
      const escaped = pattern.exec(request.url ?? '')?.[1];
      if (escaped === undefined) return sendJson(response, 404, {});
      const callId = decodeURIComponent(escaped);
      void Promise.resolve(answer(callId, response)).then((record) => {
        if (record !== undefined) sendJson(response, 200, wrap(callId, record));
      });
    });
    servers[id] = server;
    environment[`${id.toUpperCase()}_API_KEY`] = `key-of-${id}`;
    environment[`${id.toUpperCase()}_BASE_URL`] = server.url + basePath;
  }
  return {
    servers,
    environment,
    get requestCount() {
      return Object.values(servers).reduce((total, { requests }) => total + requests.length, 0);
    },
    close: async () => {
      await Promise.all(Object.values(servers).map((server) => server.close()));
    },
  };
}
