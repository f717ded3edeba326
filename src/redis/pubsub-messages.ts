import { randomBytes } from 'node:crypto';
import type { Keyring } from './keyring.ts';

/** What a replica tells the others when a flight of its own has ended. */
export interface ReplicaMessage {
  readonly key: string;
  readonly event: 'stored' | 'failed' | 'abandoned';
  readonly fetchedAtMs: number;
}

const EVENTS: readonly unknown[] = ['stored', 'failed', 'abandoned'] satisfies ReplicaMessage['event'][];

/** Notices as messages on one channel, sealed like everything else, and signed with who sent them. */
export function createMessageCodec(keyring: Keyring, channel: string) {
  const self = randomBytes(9).toString('base64url');
  return {
    encode: ({ key, event, fetchedAtMs }: ReplicaMessage): Buffer =>
      keyring.seal(channel, Buffer.from(JSON.stringify([self, key, event, fetchedAtMs]))),

    /** `null` for a notice of one's own, and for what is none. */
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
