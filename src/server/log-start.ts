import type { Config } from '../config/config.ts';
import type { RunningServer } from './start.ts';

/**
 * Writes the line that says what has started: version, replica, providers with a key, and the settings in effect. It is
 * written at every `LOG_LEVEL`, and holds no secret.
 */
export function logStart({ url, sandbox, logger }: RunningServer, config: Config): void {
  const { version, replica, accounts, effectiveSettings } = config;
  logger.child({}, { level: 'info' }).info(
    {
      version,
      replica,
      node: process.versions.node,
      sandbox: sandbox !== null,
      providers: [...accounts.keys()],
      settings: effectiveSettings,
    },
    `Switchboard listens on ${url}/graphql`,
  );
}
