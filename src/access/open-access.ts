import { isLoopback } from '../domain/account.ts';
import { type AccessOptions, isOpen } from './access-options.ts';

/**
 * The problem with a server that would hand real calls to anyone on its network; `null` when there is none.
 * `hasProviderKeys` is false of a server that plays its own sandbox.
 */
export function validateOpenAccess(server: {
  readonly host: string;
  readonly hasProviderKeys: boolean;
  readonly access: AccessOptions;
}): string | null {
  const { host, hasProviderKeys, access } = server;
  if (!hasProviderKeys || isLoopback(host) || !isOpen(access)) return null;
  return `HOST is ${host}, which others can reach, and anyone could read real calls. Set ACCESS_TOKENS_FILE, ACCESS_JWKS_URL or ACCESS_JWT_KEY_FILE, or HOST to 127.0.0.1.`;
}
