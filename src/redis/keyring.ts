import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

/** What entries are called in Redis, and what keeps them unreadable there. */
export interface Keyring {
  /** The names under which something kept for `key` may stand; the first is the one to write under. */
  namesOf(key: string): readonly [string, ...string[]];
  /** Makes the bytes readable for holders of the key only, and only under this name. */
  seal(name: string, bytes: Buffer): Buffer;
  /** The bytes that were sealed under this name; `null` for anything else. */
  open(name: string, sealed: Buffer): Buffer | null;
}

/** What the first byte says. An entry of the other kind is not believed. */
const CLEAR = 0x00;
const SEALED = 0x01;

/** For a Redis that may read what it holds. */
export const plaintextKeyring: Keyring = {
  namesOf: (key) => [key],
  seal: (_name, bytes) => Buffer.concat([Buffer.of(CLEAR), bytes]),
  open: (_name, sealed) => (sealed[0] === CLEAR ? sealed.subarray(1) : null),
};

/** Length of AES-256's keys, in bytes. */
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = 1 + NONCE_BYTES + TAG_BYTES;
const CIPHER = 'aes-256-gcm';

/**
 * AES-256-GCM with keys of 32 bytes. Whatever is read may be sealed with any of the keys; the first one seals and names. Names are HMACs,
 * so that they tell nobody which call they are of. Each name has a cipher key of its own: random nonces can then not
 * run out, and nothing sealed under one name opens under another.
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

/** One secret for each purpose, so that neither says anything about the other. */
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
    return null; // another key, another name, or changed on the way
  }
}
