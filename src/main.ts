import { ConfigError, readConfig } from './config/config.ts';
import { logStart } from './server/log-start.ts';
import { knownProviders, type RunningServer, start } from './server/start.ts';
import { startMessage } from './server/start-message.ts';
import { describeError } from './telemetry/logger.ts';

try {
  const config = readConfig(process.env, knownProviders);
  const running = await start(config);
  process.stdout.on('error', () => {}); // a full disk or a reader that left does not end a process that can serve
  if (process.stdout.isTTY) process.stdout.write(startMessage(running, [...config.accounts.keys()]));
  else logStart(running, config);
  stopOnSignal(running);
  exitOnUnexpected(running);
} catch (error) {
  process.stderr.write(`${error instanceof ConfigError ? error.message : explainListening(error)}\n`);
  process.exitCode = 1;
}

function stopOnSignal({ stop, logger }: RunningServer): void {
  let stopping = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (stopping) process.exit(1); // a second signal ends the process at once
    stopping = true;
    logger.info({ signal }, 'stopping');
    const isTerminal = signal === 'SIGINT'; // no load balancer that has to see /ready turn false first
    void stop(isTerminal ? { graceMs: 0 } : undefined).then(() => {
      logger.info('stopped');
      logger.flush();
      process.exit(0);
    });
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}

/** A process in an unknown state must not keep serving. Its supervisor starts a new one. */
function exitOnUnexpected({ logger }: RunningServer): void {
  const onUnexpected = (kind: string) => (error: unknown) => {
    logger.fatal({ kind, ...describeError(error) }, 'unexpected error outside any request: the process ends');
    logger.flush();
    process.exit(1);
  };
  process.on('unhandledRejection', onUnexpected('unhandledRejection'));
  process.on('uncaughtException', onUnexpected('uncaughtException'));
}

function explainListening(error: unknown): string {
  const { code, port } = error as { code?: string; port?: number };
  if (code === 'EADDRINUSE')
    return `Switchboard cannot start:\n  - Port ${port} is in use. Set PORT to another one.`;
  if (code === 'EACCES')
    return `Switchboard cannot start:\n  - This user may not listen on port ${port}. Set PORT to 1024 or higher.`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return 'Switchboard cannot start:\n  - HOST is not an address of this machine. Set HOST to 127.0.0.1, 0.0.0.0 or an address of a local network interface.';
  throw error;
}
