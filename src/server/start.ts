import { callTypes } from '../../schema/call-types.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import type { Logger } from '../telemetry/logger.ts';
import { type ComposeOptions, compose } from './compose.ts';
import type { Config } from './config.ts';
import { Drain } from './drain.ts';
import { createHttpServer, listen } from './http-server.ts';
import { metricsPage } from './metrics-page.ts';
import { createEndpoint } from './yoga.ts';

/** A gateway that listens. */
export interface RunningSwitchboard {
  /** Where it listens, without a trailing slash. */
  readonly url: string;
  /** The providers that the process plays itself; `null` when it has a key for a real one. */
  readonly sandbox: Sandbox | null;
  /** For whatever happens outside a request. */
  readonly logger: Logger;
  /** Turns `/ready` false at once, takes requests for `graceMs` longer (the setting's, by default), lets those under way finish, and closes every connection. */
  readonly stop: (options?: { readonly graceMs: number }) => Promise<void>;
}

/** Starts the gateway, and before it the sandbox when there is no provider key at all. */
export async function start(config: Config, options: ComposeOptions = {}): Promise<RunningSwitchboard> {
  const sandbox = config.accounts.size === 0 ? await openSandbox(options) : null;
  const switchboard = compose(
    sandbox === null ? config : { ...config, accounts: sandbox.providers },
    options,
  );
  const endpoint = createEndpoint(switchboard, { tabs: sandbox?.tabs ?? [] });
  let stopping = false;
  const pages = { '/metrics': metricsPage(switchboard.metrics.registry) };
  const server = createHttpServer(endpoint, () => !stopping, { pages });
  const drain = new Drain(server);
  const port = await listen(server, config.port, config.host);
  const hostname = config.host.includes(':') ? `[${config.host}]` : config.host;
  return {
    url: `http://${hostname}:${port}`,
    sandbox,
    logger: switchboard.logger,
    stop: async ({ graceMs } = { graceMs: config.shutdownGraceMs }) => {
      stopping = true;
      const cutOff = await drain.stop({ graceMs, timeoutMs: config.shutdownTimeoutMs });
      if (cutOff > 0)
        switchboard.logger.warn({ requests: cutOff }, 'requests were cut off: time to stop was up');
      await endpoint.dispose();
      switchboard.close();
      await sandbox?.close();
    },
  };
}

/** Loaded only when it is wanted: a process with real keys never reads the sandbox's code. */
async function openSandbox({ clock }: ComposeOptions): Promise<Sandbox> {
  const { startSandbox } = await import('../sandbox/sandbox.ts');
  return startSandbox(clock === undefined ? {} : { now: () => clock.now() });
}

/** The providers that configuration may speak of: those of the registry. */
export const knownProviders = callTypes.map(({ provider }) => provider);
