import { setFlagsFromString } from 'node:v8';
import { ConfigError, readConfig } from './config/config.ts';
import { knownProviders, type RunningServer, start } from './server/start.ts';
import { startMessage } from './server/start-message.ts';
import { describeError } from './telemetry/logger.ts';

// By itself V8 lets the heap grow to four times what is alive in it before it collects the old part: most of that
// would be calls that the cache has let go of.
setFlagsFromString('--heap-growing-percent=50');

try {
  const config = readConfig(process.env, knownProviders);
  const running = await start(config);
  process.stdout.on('error', () => {}); // a full disk or a reader that left does not end a process that can serve
  process.stdout.write(startMessage(running, [...config.accounts.keys()]));
  stopOnSignal(running);
  exitOnUnexpected(running);
} catch (error) {
  process.stderr.write(`${error instanceof ConfigError ? error.message : explainListening(error)}\n`);
  process.exitCode = 1;
}

function stopOnSignal({ stop, logger }: RunningServer): void {
  let stopping = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (stopping) process.exit(1); // a second signal means now
    stopping = true;
    logger.info({ signal }, 'stopping');
    const atATerminal = signal === 'SIGINT'; // nobody is there to be told by /ready
    void stop(atATerminal ? { graceMs: 0 } : undefined).then(() => {
      logger.info('stopped');
      logger.flush();
      process.exit(0);
    });
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}

/** A process in an unknown state must not go on serving; whoever supervises it starts a new one. */
function exitOnUnexpected({ logger }: RunningServer): void {
  const onUnexpected = (kind: string) => (error: unknown) => {
    logger.fatal({ kind, ...describeError(error) }, 'ending: something went wrong outside any request');
    logger.flush();
    process.exit(1);
  };
  process.on('unhandledRejection', onUnexpected('unhandledRejection'));
  process.on('uncaughtException', onUnexpected('uncaughtException'));
}

function explainListening(error: unknown): string {
  const { code, port } = error as { code?: string; port?: number };
  if (code === 'EADDRINUSE')
    return `Switchboard cannot start:\n  - Port ${port} is taken. Set PORT to another one.`;
  if (code === 'EACCES')
    return `Switchboard cannot start:\n  - Port ${port} is not open to this user. Set PORT above 1023.`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return 'Switchboard cannot start:\n  - HOST is no address of this machine.';
  throw error;
}
