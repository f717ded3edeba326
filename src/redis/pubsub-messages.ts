import { randomBytes } from 'node:crypto';
import type { Keyring } from './keyring.ts';

/** A replica's message to the others that one of its flights has ended. */
export interface ReplicaMessage {
  readonly key: string;
  readonly event: 'stored' | 'failed' | 'abandoned';
  /** Time of the fetch, in milliseconds since the epoch; 0 unless `event` is `stored`. */
  readonly fetchedAtMs: number;
}

const EVENTS: readonly unknown[] = ['stored', 'failed', 'abandoned'] satisfies ReplicaMessage['event'][];

/** Encodes messages for one channel. They are sealed as entries are, and carry a random name of the sending process. */
export function createMessageCodec(keyring: Keyring, channel: string) {
  const self = randomBytes(9).toString('base64url');
  return {
    encode: ({ key, event, fetchedAtMs }: ReplicaMessage): Buffer =>
      keyring.seal(channel, Buffer.from(JSON.stringify([self, key, event, fetchedAtMs]))),

    /** The message; `null` for one that this process sent, and for unreadable bytes. */
    decode(message: Buffer): ReplicaMessage | null {
      const bytes = keyring.open(channel, message);
      const parts = bytes === null ? null : parse(bytes.toString('utf8'));
      if (!Array.isArray(parts)) return null;
      const [sender, key, event, fetchedAtMs] = parts as unknown[];
      if (sender === self || typeof key !== 'string' || typeof fetchedAtMs !== 'number') return null;
      return EVENTS.includes(event) ? { key, event: event as ReplicaMessage['event'], fetchedAtMs } : null;
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
