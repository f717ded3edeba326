import type { RunningServer } from './start.ts';

/** The message for a person at a terminal once the server has started. */
export function startMessage({ url, sandbox }: RunningServer, configured: readonly string[]): string {
  const listening = `Switchboard listens on ${url}/graphql`;
  const keys = configured.length > 0 ? configured.join(', ') : 'none; clients use their own';
  if (sandbox === null) return `${listening}\nProviders with a key: ${keys}.\n`;
  const width = Math.max(...sandbox.examples.map((example) => idOf(example).length));
  const examples = sandbox.examples.map((example) => `  ${idOf(example).padEnd(width)}  ${example.title}`);
  return [
    listening,
    '',
    'This is the SANDBOX: no provider key is set, so the server mocks every provider, with invented calls.',
    'Open the URL in a browser for GraphiQL with example queries, or query one of these ids:',
    '',
    ...examples,
    '',
  ].join('\n');
}

const idOf = ({ providerId, callId }: { providerId: string; callId: string }): string =>
  `${providerId}:${callId}`;
