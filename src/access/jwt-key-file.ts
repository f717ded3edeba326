import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { createLocalJWKSet, type JWK } from 'jose';
import { AccessConfigError } from './access-errors.ts';
import type { AccessDependencies } from './dependencies.ts';
import { followAccessFile } from './follow-access-file.ts';
import type { JwtKeys } from './jwt-keys.ts';

type FileDependencies = Pick<AccessDependencies, 'logger' | 'clock'>;

const KEY_FILE = 'ACCESS_JWT_KEY_FILE';
const MAX_FILE_BYTES = 1_048_576;
const MIN_RSA_BITS = 2048;

/** Opens the key file, and follows it from then on. Throws `AccessConfigError`. */
export function openKeyFile(path: string, { logger, clock }: FileDependencies): JwtKeys {
  const file = followAccessFile({
    path,
    setting: KEY_FILE,
    maxBytes: MAX_FILE_BYTES,
    parse: parseKeyFile,
    logger,
    clock,
  });
  return {
    find: (header, token) => file.current()(header, token),
    ready: () => true,
    close: () => {},
  };
}

/**
 * Parses public keys: one or more in PEM (public keys or certificates), a JWK, or a JWK set. A private or shared key is
 * rejected, because a server that only verifies must not hold one.
 */
export function parseKeyFile(text: string): JwtKeys['find'] {
  const keys = text.trimStart().startsWith('{') ? readJwks(text) : readPems(text);
  if (keys.length === 0) throw new AccessConfigError([`${KEY_FILE} holds no public key.`]);
  return createLocalJWKSet({ keys });
}

function readJwks(text: string): JWK[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new AccessConfigError([`${KEY_FILE} is neither PEM nor JSON.`]);
  }
  const keys = (json as { keys?: unknown }).keys ?? [json];
  if (!Array.isArray(keys)) throw new AccessConfigError([`${KEY_FILE} must hold a list at \`keys\`.`]);
  return keys.map((key: JWK) => {
    if (typeof key !== 'object' || key === null || key.kty === undefined)
      throw new AccessConfigError([`${KEY_FILE} holds something that is not a JWK.`]);
    if (key.kty === 'oct' || key.d !== undefined) throw new AccessConfigError([HOLDS_SECRET]);
    importKey(() => createPublicKey({ key: key as JsonWebKey, format: 'jwk' }));
    return key;
  });
}

function readPems(text: string): JWK[] {
  if (text.includes('PRIVATE KEY')) throw new AccessConfigError([HOLDS_SECRET]);
  const blocks = text.match(/-----BEGIN [A-Z ]+-----[^-]+-----END [A-Z ]+-----/g) ?? [];
  return blocks.map((block) => importKey(() => createPublicKey(block)).export({ format: 'jwk' }) as JWK);
}

const HOLDS_SECRET = `${KEY_FILE} holds a private or shared key; it must hold public keys only.`;

function importKey(read: () => KeyObject): KeyObject {
  let key: KeyObject;
  try {
    key = read();
    key.export({ format: 'jwk' });
  } catch {
    throw new AccessConfigError([
      `${KEY_FILE} holds a key that cannot be read, or whose type JWTs do not use.`,
    ]);
  }
  const bits = key.asymmetricKeyDetails?.modulusLength;
  if (bits !== undefined && bits < MIN_RSA_BITS)
    throw new AccessConfigError([
      `${KEY_FILE} holds an RSA key of ${bits} bits; the minimum is ${MIN_RSA_BITS}.`,
    ]);
  return key;
}
