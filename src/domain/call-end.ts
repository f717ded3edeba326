import type { CallEndedBy, CallEndReason } from './call-vocabulary.ts';

const PARTY: Partial<Record<CallEndReason, CallEndedBy>> = {
  AGENT_HANGUP: 'AGENT',
  CUSTOMER_HANGUP: 'CUSTOMER',
  MAX_DURATION: 'SYSTEM',
  SILENCE: 'SYSTEM',
  TIMEOUT: 'SYSTEM',
};

/** The party that a reason names, for providers that name none beside it; `null` for a reason that leaves it open. */
export const partyBehind = (reason: CallEndReason | null): CallEndedBy | null =>
  (reason && PARTY[reason]) ?? null;
