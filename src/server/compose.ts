import { callTypes } from '../../schema/call-types.ts';
import type { GraphContext } from '../../schema/context.ts';
import { ANYONE, type Principal } from '../access/principal.ts';
import { CallCache } from '../cache/call-cache.ts';
import { type Clock, systemClock } from '../domain/clock.ts';
import { CallLoader } from '../loaders/call-loader.ts';
import { createLogger, type Logger } from '../telemetry/logger.ts';
import { type ConnectedProvider, connectProvider } from '../upstream/connect-providers.ts';
import type { Config } from './config.ts';

/** Everything with state, made once and wired together. */
export interface Switchboard {
  readonly config: Config;
  readonly logger: Logger;
  readonly cache: CallCache;
  /** What one request's resolvers may reach. `signal` is aborted when the client has gone. */
  readonly createContext: (signal?: AbortSignal, principal?: Principal) => GraphContext;
  readonly close: () => void;
}

export interface ComposeOptions {
  readonly clock?: Clock;
  readonly logger?: Logger;
}

/** The composition root: settings in, a working gateway out. Nothing listens yet. */
export function compose(config: Config, options: ComposeOptions = {}): Switchboard {
  const clock = options.clock ?? systemClock;
  const logger = options.logger ?? createLogger(config.logLevel);
  const cache = new CallCache({ maxBytes: config.cacheMaxBytes, clock });
  const connected = new Map<string, ConnectedProvider>();
  for (const { provider } of callTypes) {
    const account = config.accounts.get(provider.id);
    const http = { maxBodyBytes: config.maxBodyBytes, perTryTimeoutMs: config.upstreamDeadlineMs };
    const upstream = { http, deadlineMs: config.upstreamDeadlineMs, cache, clock };
    connected.set(provider.id, connectProvider(provider, account, upstream));
  }

  const providerStatus: GraphContext['providerStatus'] = (id) => {
    const provider = connected.get(id);
    if (provider === undefined) throw new Error(`${id} is not in the registry`);
    return provider.status();
  };

  return {
    config,
    logger,
    cache,
    createContext: (signal, principal = ANYONE) => ({
      scopes: principal.scopes,
      clock,
      providerStatus,
      loaders: Object.fromEntries(
        [...connected].map(([id, { source }]) => [id, new CallLoader(source, signal)]),
      ),
    }),
    close: () => {
      for (const provider of connected.values()) provider.close();
    },
  };
}
