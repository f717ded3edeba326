import type { Server } from 'node:http';
import { pino } from 'pino';
import { readConfig } from '../../src/config/config.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { type App, compose } from '../../src/server/compose.ts';
import { createEndpoint, type EndpointOptions } from '../../src/server/graphql-endpoint.ts';
import { createHttpServer, type HttpServerOptions, listen } from '../../src/server/http-server.ts';
import { knownProviders } from '../../src/server/start.ts';

/** A line of the log, parsed. */
export type LogLine = Record<string, unknown>;

/** The answer to one operation. */
export interface GraphQLResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly body: {
    readonly data?: Record<string, unknown> | null;
    readonly errors?: readonly { message: string; path?: unknown[]; extensions?: Record<string, unknown> }[];
  };
}

/** A gateway in front of the sandbox whose endpoint and HTTP server have settings of the test’s own. */
export interface HttpTestServer {
  readonly url: string;
  readonly server: Server;
  readonly sandbox: Sandbox;
  readonly log: readonly LogLine[];
  /** Sends anything to `/graphql`. */
  send(init: RequestInit, path?: string): Promise<GraphQLResponse>;
  /** Sends an operation as a client does. */
  ask(body: unknown, headers?: Record<string, string>): Promise<GraphQLResponse>;
  close(): Promise<void>;
}

export interface HttpTestServerOptions {
  readonly endpoint?: Partial<EndpointOptions>;
  readonly server?: HttpServerOptions;
  /** Changes what the endpoint is made of, to make it fail for instance. */
  readonly switchboard?: (switchboard: App) => App;
}

export async function startHttpServer(settings: HttpTestServerOptions = {}): Promise<HttpTestServer> {
  const log: LogLine[] = [];
  const logger = pino(
    { level: 'info', base: null },
    { write: (line: string) => void log.push(JSON.parse(line)) },
  );
  const sandbox = await startSandbox({});
  const config = { ...readConfig({ PORT: '0' }, knownProviders), accounts: sandbox.providers };
  const composed = compose(config, { logger });
  const endpoint = createEndpoint(settings.switchboard?.(composed) ?? composed, {
    tabs: [],
    ...settings.endpoint,
  });
  const server = createHttpServer(endpoint, () => true, settings.server);
  const url = `http://127.0.0.1:${await listen(server, 0, '127.0.0.1')}`;

  const send: HttpTestServer['send'] = async (init, path = '/graphql') => {
    const response = await fetch(`${url}${path}`, init);
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? {} : JSON.parse(text) };
  };
  return {
    url,
    server,
    sandbox,
    log,
    send,
    ask: (body, headers = {}) =>
      send({
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/graphql-response+json',
          ...headers,
        },
        body: JSON.stringify(body),
      }),
    close: async () => {
      server.close();
      server.closeAllConnections();
      await endpoint.dispose();
      composed.close();
      await sandbox.close();
    },
  };
}

/** The codes of an answer’s errors. */
export const codesOf = ({ body }: GraphQLResponse): unknown[] =>
  (body.errors ?? []).map(({ extensions }) => extensions?.['code']);
