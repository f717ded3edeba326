import * as graphNames from '../../schema/graph-names.ts';
import { providers } from '../../schema/providers.ts';
import { type AccessControl, createAccessControl } from '../access/access-control.ts';
import { AccessConfigError } from '../access/access-errors.ts';
import { isOpen } from '../access/access-options.ts';
import { type Config, ConfigError } from '../config/config.ts';
import { isLoopback } from '../domain/account.ts';
import { systemClock } from '../domain/clock.ts';
import { RECORDINGS_PATH } from '../recordings/recording-link.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import type { Logger } from '../telemetry/logger.ts';
import { openTracing } from '../telemetry/open-tracing.ts';
import { type App, type ComposeOptions, compose, type OptionalParts } from './compose.ts';
import type { EndpointOptions } from './endpoint-options.ts';
import { GracefulShutdown } from './graceful-shutdown.ts';
import { createEndpoint } from './graphql-endpoint.ts';
import { createHttpServer, listen } from './http-server.ts';
import { type FrontPageOptions, frontPage } from './pages/front-page/front-page.ts';
import { metricsPage } from './pages/metrics-page.ts';
import { clientByAddress } from './request/client-address.ts';
import { ServerSpans } from './server-spans.ts';
import { createHostCheck } from './transport/allowed-hosts.ts';
import { ManifestError } from './trusted-documents/parse-manifest.ts';

/** A server that listens. */
export interface RunningServer {
  /** The server's base URL, without a trailing slash. */
  readonly url: string;
  /** The mock providers in this process; `null` when it has a key for a real provider. */
  readonly sandbox: Sandbox | null;
  /** The logger for events outside any request. */
  readonly logger: Logger;
  /**
   * Fails `/ready` at once, accepts requests for `graceMs` longer (by default, the configured time), lets those in
   * flight finish, and closes every connection.
   */
  readonly stop: (options?: { readonly graceMs: number }) => Promise<void>;
}

/** The providers that the configuration may name. */
export const knownProviders = providers;

/**
 * Starts the server, and before it the sandbox when the settings ask for it. Rejects with a `ConfigError` or
 * with what kept it from listening; nothing that it opened stays open then.
 */
export async function start(config: Config, options: ComposeOptions = {}): Promise<RunningServer> {
  const opened: (() => Promise<void> | void)[] = [];
  const close = async (): Promise<void> => {
    for (const closeOne of opened.reverse()) await closeOne();
  };
  try {
    const sandbox = config.sandbox ? await openSandbox(options) : null;
    if (sandbox !== null) opened.push(() => sandbox.close());
    const app = compose(
      sandbox === null ? config : { ...config, accounts: sandbox.providers },
      options,
      await loadParts(config),
    );
    opened.push(app.close);
    await app.connected();
    const accessControl = openAccessControl(config, app, options);
    opened.push(accessControl.close);
    const tracing = config.tracing && (await openTracing(config.tracing, app.logger));
    if (tracing !== null) opened.push(tracing.close);
    const serverSpans = tracing && new ServerSpans(tracing);
    const endpoint = openEndpoint(config, app, {
      accessControl,
      tabs: sandbox?.createTabs(graphNames) ?? [],
      ...(serverSpans && { spanOf: (request) => serverSpans.of(request) }),
    });
    opened.push(async () => endpoint.dispose());

    let stopping = false;
    const isReady = (): boolean => !stopping && accessControl.ready();
    const pages = {
      ...endpoint.pages,
      ...openFrontPage(config, app, { sandbox: sandbox !== null, isReady }),
      '/metrics': metricsPage(app.metrics.registry),
    };
    const server = createHttpServer(serverSpans?.around(endpoint) ?? endpoint, isReady, {
      pages,
      prefixes: { [RECORDINGS_PATH]: app.recordings.listener },
      admitPage: endpoint.admitPage,
      ...(isOpen(config.access) && { acceptsHost: createHostCheck(allowedHostsOf(config)) }),
    });
    const shutdown = new GracefulShutdown(server);
    const port = await listen(server, config.port, config.host);
    const hostname = config.host.includes(':') ? `[${config.host}]` : config.host;
    const url = `http://${hostname}:${port}`;
    app.recordings.listensOn(url);
    warnOfLinks(config, app);
    return {
      url,
      sandbox,
      logger: app.logger,
      stop: async ({ graceMs } = { graceMs: config.shutdownGraceMs }) => {
        stopping = true;
        app.recordings.stop();
        app.endStreams();
        const aborted = await shutdown.stop({ graceMs, timeoutMs: config.shutdownTimeoutMs });
        if (aborted > 0)
          app.logger.warn({ requests: aborted }, 'requests were cut off: the shutdown timeout has passed');
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Warns where links to recordings would not work for the clients that get them. */
function warnOfLinks(
  { host, sharedState, recordings: { publicUrl, linkKeys } }: Config,
  { logger }: App,
): void {
  if (sharedState !== null && linkKeys.length === 0)
    logger.warn(
      'LINK_KEY is not set: each replica rejects the links to recordings that the others sign. Set it to the same 32 bytes everywhere.',
    );
  if (publicUrl === null && !isLoopback(host))
    logger.warn(
      'PUBLIC_URL is not set: links to recordings lead to the address that this server listens on. Set it to the URL by which clients reach the server.',
    );
}

/** Loads the Redis client's code only when a Redis is configured. */
async function loadParts({ sharedState }: Config): Promise<OptionalParts> {
  if (sharedState === null) return {};
  const { createSharedState } = await import('../redis/shared-state.ts');
  return { createSharedState };
}

/** Loads the sandbox's code only when no provider key is configured. */
async function openSandbox({ clock }: ComposeOptions): Promise<Sandbox> {
  const { startSandbox } = await import('../sandbox/sandbox.ts');
  return startSandbox(clock === undefined ? {} : { now: () => clock.now() });
}

function openAccessControl(
  { access }: Config,
  { logger, retainAccounts }: App,
  { clock = systemClock }: ComposeOptions,
): AccessControl {
  try {
    return createAccessControl(access, {
      logger,
      clock,
      providers: knownProviders,
      onAccountsChange: retainAccounts,
    });
  } catch (error) {
    throw error instanceof AccessConfigError ? new ConfigError(error.problems) : error;
  }
}

/** The front page offers the SDL only where clients may introspect the schema without a credential. */
function openFrontPage(
  { access, endpoint: { frontPage: isOn, graphiql, introspection } }: Config,
  app: App,
  options: Pick<FrontPageOptions, 'sandbox' | 'isReady'>,
): ReturnType<typeof frontPage> {
  if (!isOn) return {};
  return frontPage(app, { ...options, graphiql, sdl: introspection && isOpen(access) });
}

function openEndpoint(
  { access, endpoint: settings }: Config,
  app: App,
  { accessControl, ...options }: Pick<EndpointOptions, 'tabs' | 'spanOf'> & { accessControl: AccessControl },
): ReturnType<typeof createEndpoint> {
  const { trustedDocumentsFile, trustedProxies, frontPage: _page, allowedHosts: _hosts, ...rest } = settings;
  try {
    return createEndpoint(app, {
      ...rest,
      ...options,
      clientOf: clientByAddress(trustedProxies),
      ...(!isOpen(access) && { accessControl }),
      ...(trustedDocumentsFile !== null && { trustedDocuments: { path: trustedDocumentsFile } }),
    });
  } catch (error) {
    throw error instanceof ManifestError ? new ConfigError([error.message]) : error;
  }
}

/** The host names that clients may use: those of the setting, and the one that playback links carry. */
function allowedHostsOf({ endpoint, recordings }: Config): readonly string[] {
  const { allowedHosts } = endpoint;
  return recordings.publicUrl === null
    ? allowedHosts
    : [...allowedHosts, new URL(recordings.publicUrl).hostname];
}
