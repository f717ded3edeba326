import type { RunningServer } from './start.ts';

/** What a person reads when the server has started. */
export function startMessage({ url, sandbox }: RunningServer, configured: readonly string[]): string {
  const address = `Switchboard listens on ${url}/graphql`;
  const keys = configured.length > 0 ? configured.join(', ') : 'none; clients bring their own';
  if (sandbox === null) return `${address}\nProviders with a key: ${keys}.\n`;
  const width = Math.max(...sandbox.examples.map((example) => idOf(example).length));
  const examples = sandbox.examples.map((example) => `  ${idOf(example).padEnd(width)}  ${example.title}`);
  return [
    address,
    '',
    'This is the SANDBOX: no provider key is set, so the server plays all four providers itself, with invented calls.',
    'Open the address in a browser for GraphiQL with example queries, or ask for one of these ids:',
    '',
    ...examples,
    '',
  ].join('\n');
}

const idOf = ({ providerId, callId }: { providerId: string; callId: string }): string =>
  `${providerId}:${callId}`;
