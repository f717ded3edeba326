import type { ExecutionResult } from 'graphql';
import { pino } from 'pino';
import { type Config, type Environment, readConfig } from '../../src/config/config.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { type App, type ComposeOptions, compose } from '../../src/server/compose.ts';
import type { EndpointOptions } from '../../src/server/endpoint-options.ts';
import { createEndpoint } from '../../src/server/graphql-endpoint.ts';
import { createHttpServer, type HttpServerOptions, listen } from '../../src/server/http-server.ts';
import { knownProviders, type RunningServer, start } from '../../src/server/start.ts';

/** A line of the log, parsed. */
export type LogLine = Record<string, unknown>;

/** The response to one operation. */
export interface GraphQLResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly body: {
    readonly data?: Record<string, unknown> | null;
    readonly errors?: readonly { message: string; path?: unknown[]; extensions?: Record<string, unknown> }[];
  };
}

/** A server in this process, on a free loopback port. Tests send it requests over HTTP, as any client does. */
export interface TestServer extends RunningServer {
  /** The lines logged so far; empty when the test brought a logger of its own. */
  readonly log: readonly LogLine[];
  /** Sends an operation and resolves to the body of its response. */
  query<Data = Record<string, unknown>>(
    query: string,
    variables?: Record<string, unknown>,
    headers?: Record<string, string>,
  ): Promise<ExecutionResult<Data>>;
  /** Sends any request to `path`, by default `/graphql`. */
  send(init: RequestInit, path?: string): Promise<GraphQLResponse>;
  /** Sends `body` as JSON to `/graphql`. */
  ask(body: unknown, headers?: Record<string, string>): Promise<GraphQLResponse>;
}

/** Options for a server that is put together from its endpoint, without the pages and settings that `start` adds. */
export interface EndpointTestOptions extends ComposeOptions {
  readonly endpoint: Partial<EndpointOptions>;
  readonly httpServer?: HttpServerOptions;
  /** Replaces parts of the app, for example with one that throws. */
  readonly changeApp?: (app: App) => App;
}

/** A server with an endpoint of the test's own, and the app behind it. */
export interface EndpointTestServer extends TestServer {
  readonly app: App;
}

/**
 * Starts the server with the settings of `environment`, as the program does: with the sandbox when they hold no key.
 * With `options.endpoint`, the endpoint's settings are those of the test instead. The log is silent by default in the
 * first case and holds requests in the second.
 */
export function startTestServer(
  environment: Environment,
  options: EndpointTestOptions,
): Promise<EndpointTestServer>;
export function startTestServer(environment?: Environment, options?: ComposeOptions): Promise<TestServer>;
export async function startTestServer(
  environment: Environment = {},
  options: ComposeOptions | EndpointTestOptions = {},
): Promise<TestServer> {
  const ofEndpoint = 'endpoint' in options;
  const config = readConfig(
    { PORT: '0', LOG_LEVEL: ofEndpoint ? 'info' : 'silent', SHUTDOWN_GRACE_MS: '0', ...environment },
    knownProviders,
  );
  const log: LogLine[] = [];
  const logger =
    options.logger ??
    pino(
      { level: config.logLevel, base: null },
      { write: (line: string) => void log.push(JSON.parse(line) as LogLine) },
    );
  const running = ofEndpoint
    ? await startEndpoint(config, { ...options, logger })
    : await start(config, { ...options, logger });
  return { ...running, log, ...createClient(running.url) };
}

async function startEndpoint(
  config: Config,
  { endpoint: endpointOptions, httpServer, changeApp = (app) => app, ...composeOptions }: EndpointTestOptions,
): Promise<RunningServer & Pick<EndpointTestServer, 'app'>> {
  const sandbox: Sandbox | null = config.accounts.size === 0 ? await startSandbox() : null;
  const app = compose(sandbox === null ? config : { ...config, accounts: sandbox.providers }, composeOptions);
  const close = async (): Promise<void> => {
    app.close();
    await sandbox?.close();
  };
  try {
    const endpoint = createEndpoint(changeApp(app), { tabs: [], ...endpointOptions });
    const server = createHttpServer(endpoint, () => true, { pages: endpoint.pages, ...httpServer });
    return {
      url: `http://127.0.0.1:${await listen(server, 0, '127.0.0.1')}`,
      sandbox,
      logger: app.logger,
      app,
      stop: async () => {
        server.close();
        server.closeAllConnections();
        await endpoint.dispose();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function createClient(url: string): Pick<TestServer, 'query' | 'send' | 'ask'> {
  const post = (body: unknown, headers: Record<string, string>): RequestInit => ({
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  const send: TestServer['send'] = async (init, path = '/graphql') => {
    const response = await fetch(`${url}${path}`, init);
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? {} : JSON.parse(text) };
  };
  return {
    send,
    ask: (body, headers) => send(post(body, { accept: 'application/graphql-response+json', ...headers })),
    query: async (query, variables, headers) => {
      const init = post({ query, variables }, { accept: 'application/json', ...headers });
      return (await (await fetch(`${url}/graphql`, init)).json()) as ExecutionResult<never>;
    },
  };
}

/** The codes of a response's errors. */
export const codesOf = ({ body }: GraphQLResponse): unknown[] =>
  (body.errors ?? []).map(({ extensions }) => extensions?.['code']);
