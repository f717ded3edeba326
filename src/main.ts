import { ConfigError, readConfig } from './server/config.ts';
import { knownProviders, start } from './server/start.ts';
import { startMessage } from './server/start-message.ts';

try {
  const config = readConfig(process.env, knownProviders);
  const running = await start(config);
  process.stdout.write(startMessage(running, [...config.accounts.keys()]));
  stopOnSignal(running.stop);
} catch (error) {
  process.stderr.write(`${error instanceof ConfigError ? error.message : explainListening(error)}\n`);
  process.exitCode = 1;
}

function stopOnSignal(stop: () => Promise<void>): void {
  let stopping = false;
  const onSignal = (): void => {
    if (stopping) process.exit(1); // a second signal means now
    stopping = true;
    void stop().then(() => process.exit(0));
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}

function explainListening(error: unknown): string {
  const { code, port } = error as { code?: string; port?: number };
  if (code === 'EADDRINUSE')
    return `Switchboard cannot start:\n  - Port ${port} is taken. Set PORT to another one.`;
  if (code === 'EACCES')
    return `Switchboard cannot start:\n  - Port ${port} is not open to this user. Set PORT above 1023.`;
  throw error;
}
