import { createHash } from 'node:crypto';

/** Credentials for one provider, and the server that they are for. */
export interface Account {
  /** Without a trailing slash. */
  readonly baseUrl: string;
  readonly apiKey: string;
  /** Identifies the account without revealing its key: cache keys and shared limits of different accounts never meet. */
  readonly fingerprint: string;
}

export const createAccount = ({ baseUrl, apiKey }: Omit<Account, 'fingerprint'>): Account => ({
  baseUrl,
  apiKey,
  fingerprint: createHash('sha256').update(`${baseUrl}\n${apiKey}`).digest('base64url').slice(0, 16),
});

/**
 * Validates a provider's base URL. Returns the fault as the rest of a sentence that begins with the setting's name, or
 * `null`. Plain http is only for servers on this machine: elsewhere it would reveal the key to the network.
 */
export function validateBaseUrl(text: string): string | null {
  if (!URL.canParse(text)) return 'must be an absolute URL, such as https://api.example.com';
  const url = new URL(text);
  if (/[?#]/.test(text)) return 'must not hold a query or a fragment';
  return validateOrigin(url);
}

/** Validates a URL that may hold a query; returns a fault as `validateBaseUrl` does. */
export function validateOrigin(url: URL): string | null {
  if (url.username !== '' || url.password !== '') return 'must not hold a user name or password';
  if (url.protocol === 'https:') return null;
  if (url.protocol !== 'http:') return 'must begin with https://';
  return isLoopback(url.hostname)
    ? null
    : 'must begin with https://; plain http is accepted for loopback addresses only';
}

/** Validates an API key; returns a fault as `validateBaseUrl` does. The fault never contains the key. */
export const validateApiKey = (text: string): string | null =>
  /^[\x21-\x7e]+$/.test(text)
    ? null
    : 'holds a character that no key can have: a space, a line break or a letter beyond ASCII';

/** True for host names and IP addresses of this machine. */
export const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' ||
  hostname === '[::1]' ||
  hostname === '::1' ||
  /^127(?:\.\d{1,3}){3}$/.test(hostname);
