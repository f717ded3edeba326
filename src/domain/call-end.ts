import type { CallEndedBy, CallEndReason } from './call-vocabulary.ts';

const PARTY: Partial<Record<CallEndReason, CallEndedBy>> = {
  AGENT_HANGUP: 'AGENT',
  CUSTOMER_HANGUP: 'CUSTOMER',
  MAX_DURATION: 'SYSTEM',
  SILENCE: 'SYSTEM',
  TIMEOUT: 'SYSTEM',
};

/** The party that a reason implies, for providers that do not state one; `null` for a reason that implies none. */
export const partyBehind = (reason: CallEndReason | null): CallEndedBy | null =>
  (reason && PARTY[reason]) ?? null;
