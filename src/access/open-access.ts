import { isLoopback } from '../domain/account.ts';
import { type AccessOptions, isOpen } from './access-options.ts';

/**
 * The problem of a server that would show real calls to every client on its network; `null` when there is none.
 * `hasProviderKeys` is false for a server that plays the providers itself.
 */
export function validateOpenAccess(server: {
  readonly host: string;
  readonly hasProviderKeys: boolean;
  readonly access: AccessOptions;
}): string | null {
  const { host, hasProviderKeys, access } = server;
  if (!hasProviderKeys || isLoopback(host) || !isOpen(access)) return null;
  return `HOST is ${host}, which other machines can reach, so every client could read real calls. Set ACCESS_TOKENS_FILE, ACCESS_JWKS_URL or ACCESS_JWT_KEY_FILE, or HOST to 127.0.0.1.`;
}
