import type { CallKey } from './call-key.ts';
import { BadUserInput } from './errors.ts';

/** Longest provider's id of a call that is accepted, in UTF-16 code units. */
export const MAX_CALL_ID_LENGTH = 256;

const CONTROL_OR_LINE_BREAK = /[\p{Cc}\p{Zl}\p{Zp}]/u;
const LONE_SURROGATE = /\p{Cs}/u;

/** The ids of the providers in the registry: a set of them, or a map by them. */
export type ProviderIds = Pick<ReadonlyMap<string, unknown>, 'has' | 'keys'>;

/**
 * Parses a global id. Throws `BadUserInput` when it cannot be the id of any call, so that no request is sent for it. The
 * message contains nothing of the id.
 */
export function parseCallId(id: string, providers: ProviderIds): CallKey {
  const colon = id.indexOf(':');
  const provider = colon < 0 ? null : id.slice(0, colon);
  if (provider === null || !providers.has(provider)) {
    const forms = [...providers.keys()].map((name) => `"${name}:..."`).join(', ');
    throw new BadUserInput(`A call's id begins with its provider: one of ${forms}.`);
  }
  const key = { provider, providerCallId: id.slice(colon + 1) };
  checkProviderCallId(key.providerCallId, provider);
  return key;
}

/** Throws `BadUserInput` with `provider` as its subject when no provider can have a call of this id. */
export function checkProviderCallId(callId: string, provider: string): void {
  const fault = validateProviderCallId(callId);
  if (fault === null) return;
  const providerCallId = callId.length > MAX_CALL_ID_LENGTH ? null : callId;
  throw new BadUserInput(`This cannot be the id of a call: it ${fault}.`, { provider, providerCallId });
}

function validateProviderCallId(callId: string): string | null {
  if (callId.trim() === '') return 'is empty';
  if (callId.length > MAX_CALL_ID_LENGTH) return `is longer than ${MAX_CALL_ID_LENGTH} characters`;
  if (CONTROL_OR_LINE_BREAK.test(callId)) return 'contains a control character or a line break';
  if (LONE_SURROGATE.test(callId)) return 'is not well-formed Unicode text';
  if (callId === '.' || callId === '..') return 'is a relative path segment, not a name';
  return null;
}
