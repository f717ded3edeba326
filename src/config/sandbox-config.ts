import { isLoopback } from '../domain/account.ts';
import type { EnvironmentReader } from './environment-reader.ts';

export interface SandboxConditions {
  readonly host: string;
  /** The names of all settings that hold a provider's key. */
  readonly keySettings: readonly string[];
  /** Whether the tokens file gives any client a provider account of its own; `null` when the file cannot be used. */
  readonly clientsHaveAccounts: boolean | null;
}

/**
 * Whether this process starts the sandbox: four servers that play the providers with invented calls. Without a
 * provider account the sandbox starts by itself only on a loopback `HOST` outside production, because a mistyped or
 * missing key must never serve invented calls to customers. SANDBOX=on starts it anywhere.
 */
export function readSandbox(
  reader: EnvironmentReader,
  { host, keySettings, clientsHaveAccounts }: SandboxConditions,
): boolean {
  const mode = reader.text('SANDBOX') === null ? null : reader.word('SANDBOX', ['on', 'off'], 'off');
  const isProduction = reader.text('NODE_ENV') === 'production';
  const keys = keySettings.filter((name) => reader.text(name) !== null);
  const accounts = clientsHaveAccounts ? [...keys, 'a client account in ACCESS_TOKENS_FILE'] : keys;

  if (clientsHaveAccounts === null) return false; // the start fails anyway: the file's problem is reported
  if (accounts.length > 0) {
    if (mode === 'on')
      reader.problems.push(
        `SANDBOX is on, which serves invented calls, but real accounts are set: ${accounts.join(', ')}. Unset them, or set SANDBOX to off.`,
      );
    return false;
  }
  if (mode === 'on' || (mode === null && isLoopback(host) && !isProduction)) return true;
  const why =
    mode === 'off'
      ? 'No provider key is set, and SANDBOX is off.'
      : 'No provider key is set. The sandbox, which serves invented calls, starts by itself only on a loopback HOST without NODE_ENV=production.';
  reader.problems.push(`${why} Set one of ${keySettings.join(', ')}, or set SANDBOX to on.`);
  return false;
}
