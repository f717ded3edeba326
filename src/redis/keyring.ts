import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

/** Names and encrypts entries in Redis. */
export interface Keyring {
  /** The names under which an entry for `key` may be stored. Write under the first, read from all. */
  namesOf(key: string): readonly [string, ...string[]];
  /** Encrypts `bytes` so that they can only be opened with the key and under the same `name`. */
  seal(name: string, bytes: Buffer): Buffer;
  /** The bytes that were sealed under `name`; `null` for anything else. */
  open(name: string, sealed: Buffer): Buffer | null;
}

/** First byte of an entry. An entry of the other kind is ignored. */
const CLEAR = 0x00;
const SEALED = 0x01;

/** Stores entries unencrypted, for a Redis that may read them. */
export const plaintextKeyring: Keyring = {
  namesOf: (key) => [key],
  seal: (_name, bytes) => Buffer.concat([Buffer.of(CLEAR), bytes]),
  open: (_name, sealed) => (sealed[0] === CLEAR ? sealed.subarray(1) : null),
};

/** Length of an AES-256 key, in bytes. */
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = 1 + NONCE_BYTES + TAG_BYTES;
const CIPHER = 'aes-256-gcm';

/**
 * AES-256-GCM with keys of 32 bytes. The first key seals and names entries; every key opens them. Names are HMACs, so
 * they do not reveal the call. Each name has its own cipher key, so that random nonces cannot run out and an entry
 * sealed under one name does not open under another.
 */
export function createKeyring(keys: readonly [Buffer, ...Buffer[]]): Keyring {
  const [first, ...others] = keys.map(deriveSecrets) as [Secrets, ...Secrets[]];
  const all = [first, ...others];
  return {
    namesOf: (key) => [nameWith(first, key), ...others.map((secrets) => nameWith(secrets, key))],
    seal(name, bytes) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, cipherKeyOf(first, name), nonce).setAAD(Buffer.from(name));
      const sealed = Buffer.concat([cipher.update(bytes), cipher.final()]);
      return Buffer.concat([Buffer.of(SEALED), nonce, cipher.getAuthTag(), sealed]);
    },
    open(name, sealed) {
      if (sealed[0] !== SEALED || sealed.length < HEAD_BYTES) return null;
      for (const secrets of all) {
        const bytes = openWith(secrets, name, sealed);
        if (bytes !== null) return bytes;
      }
      return null;
    },
  };
}

interface Secrets {
  readonly naming: Buffer;
  readonly sealing: Buffer;
}

/** Derives a secret for each purpose, so that neither reveals anything about the other. */
function deriveSecrets(key: Buffer): Secrets {
  const derive = (purpose: string): Buffer =>
    Buffer.from(hkdfSync('sha256', key, '', `switchboard cache ${purpose}`, KEY_BYTES));
  return { naming: derive('naming'), sealing: derive('sealing') };
}

const nameWith = ({ naming }: Secrets, key: string): string =>
  createHmac('sha256', naming).update(key).digest('base64url');

const cipherKeyOf = ({ sealing }: Secrets, name: string): Buffer =>
  createHmac('sha256', sealing).update(name).digest();

function openWith(secrets: Secrets, name: string, sealed: Buffer): Buffer | null {
  const nonce = sealed.subarray(1, 1 + NONCE_BYTES);
  const decipher = createDecipheriv(CIPHER, cipherKeyOf(secrets, name), nonce, { authTagLength: TAG_BYTES })
    .setAAD(Buffer.from(name))
    .setAuthTag(sealed.subarray(1 + NONCE_BYTES, HEAD_BYTES));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(HEAD_BYTES)), decipher.final()]);
  } catch {
    return null; // another key, another name, or changed bytes
  }
}
