import { createPublicKey, type JsonWebKey } from 'node:crypto';
import type { JWK } from 'jose';

const MIN_RSA_BITS = 2048;
/** The members that make two keys one key. */
const IDENTITY = ['kty', 'crv', 'n', 'e', 'x', 'y', 'kid', 'alg', 'use', 'key_ops'];

/**
 * The keys of a JWK set that can verify a signature, each once. One that is broken, private, shared or too weak is left
 * out, and costs no other key. Throws when `json` is not a JWK set.
 */
export function readUsableKeys(json: unknown): readonly JWK[] {
  const keys: unknown = (json as { keys?: unknown } | null)?.keys;
  if (!Array.isArray(keys)) throw new Error('the response is not a JWK set');
  const usable = new Map<string, JWK>();
  for (const key of keys.filter(isUsable)) {
    usable.set(JSON.stringify(IDENTITY.map((member) => key[member as keyof JWK] ?? null)), key);
  }
  return [...usable.values()];
}

function isUsable(key: unknown): key is JWK {
  if (typeof key !== 'object' || key === null || 'd' in key) return false;
  try {
    const { asymmetricKeyDetails } = createPublicKey({ key: key as JsonWebKey, format: 'jwk' });
    return (asymmetricKeyDetails?.modulusLength ?? MIN_RSA_BITS) >= MIN_RSA_BITS;
  } catch {
    return false;
  }
}
