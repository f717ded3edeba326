import type { ServerResponse } from 'node:http';
import { basePathOf, FIXTURES } from '../fixtures/registry.ts';
import { type MockServer, sendJson, startMockServer } from './mock-server.ts';
import type { ProviderFixture } from './provider-fixture.ts';

/** Responds for one call: returns members of its record, or responds by itself and returns nothing. */
export type RespondToCall = (
  callId: string,
  response: ServerResponse,
) => object | undefined | Promise<object | undefined>;

/** Local servers in place of all four providers, and the environment that points a server at them. */
export interface MockProviders {
  readonly servers: Readonly<Record<string, MockServer>>;
  readonly environment: Readonly<Record<string, string>>;
  /** Requests that arrived at any of them. */
  readonly requestCount: number;
  close(): Promise<void>;
}

export async function startMockProviders(respond: RespondToCall = () => ({})): Promise<MockProviders> {
  const servers: Record<string, MockServer> = {};
  const environment: Record<string, string> = {};
  for (const fixture of FIXTURES) {
    const { provider, idField, record, wrap } = fixture;
    const server = await startMockServer((request, response) => {
      const found = findCall(fixture, request.url ?? '');
      if (found === null) return sendJson(response, 404, {});
      const { callId, path } = found;
      void Promise.resolve(respond(callId, response)).then((members) => {
        if (members === undefined) return;
        const sent = { [idField]: callId, status: record['status'] ?? null, ...members };
        sendJson(response, 200, wrap(sent, path));
      });
    });
    servers[provider.id] = server;
    environment[`${provider.id.toUpperCase()}_API_KEY`] = `key-of-${provider.id}`;
    environment[`${provider.id.toUpperCase()}_BASE_URL`] = server.url + basePathOf(fixture);
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

/** The call and the documented path that `url` names; `null` when the provider documents no such path. */
function findCall(fixture: ProviderFixture, url: string): { callId: string; path: string } | null {
  for (const path of fixture.paths) {
    const prefix = basePathOf(fixture) + path.replace('{id}', '');
    const segment = url.startsWith(prefix) ? url.slice(prefix.length) : '';
    if (/^[^/?#]+$/.test(segment)) return { callId: decodeURIComponent(segment), path };
  }
  return null;
}
