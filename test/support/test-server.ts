import type { ExecutionResult } from 'graphql';
import { type Environment, readConfig } from '../../src/config/config.ts';
import type { ComposeOptions } from '../../src/server/compose.ts';
import { knownProviders, type RunningServer, start } from '../../src/server/start.ts';

/** A gateway under test, on a free loopback port, that is asked over HTTP as any client would. */
export interface TestServer extends RunningServer {
  query<Data = Record<string, unknown>>(
    query: string,
    variables?: Record<string, unknown>,
    headers?: Record<string, string>,
  ): Promise<ExecutionResult<Data>>;
}

/** Starts a gateway with the settings of `environment`, quiet unless they say otherwise. */
export async function startTestServer(
  environment: Environment = {},
  options: ComposeOptions = {},
): Promise<TestServer> {
  const config = readConfig(
    { PORT: '0', LOG_LEVEL: 'silent', SHUTDOWN_GRACE_MS: '0', ...environment },
    knownProviders,
  );
  const running = await start(config, options);
  return {
    ...running,
    query: async (query, variables, headers = {}) => {
      const response = await fetch(`${running.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
        body: JSON.stringify({ query, variables }),
      });
      return (await response.json()) as ExecutionResult<never>;
    },
  };
}
