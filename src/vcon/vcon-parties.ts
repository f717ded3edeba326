import type { Call } from '../domain/call.ts';
import type { JsonObject } from '../domain/json.ts';
import { vconObject } from './vcon-object.ts';

/** Indices into `parties`. */
export const AGENT_PARTY = 0;
export const CUSTOMER_PARTY = 1;

/** The agent and the customer, in this order, known or not: other objects refer to them by index. */
export const toParties = (call: Call): readonly JsonObject[] => {
  const { agent, customer, direction, from, to } = call;
  const [agentNumber, otherNumber] =
    direction === 'INBOUND' ? [to, from] : direction === 'OUTBOUND' ? [from, to] : [null, null];
  return [
    vconObject({
      type: 'bot',
      uuid: agent?.providerAgentId ?? null,
      ...named(agent?.name),
      ...reached(agentNumber),
    }),
    vconObject({
      type: 'person',
      uuid: customer?.contactId ?? null,
      ...named(customer?.name),
      ...reached(customer?.phoneNumber ?? otherNumber),
    }),
  ];
};

/** The draft requires the method by which a name was validated; no provider's record states one. */
const named = (name: string | null | undefined): Record<string, string> =>
  name == null ? {} : { name, validation: 'none' };

const TELEPHONE = /^\+?[\d().\s-]*\d[\d().\s-]*$/;
const SIP = /^sips?:/i;

/** The number as a tel URL without its optional prefix, or a SIP URL; neither for words such as "anonymous". */
function reached(number: string | null): Record<string, string> {
  if (number === null) return {};
  if (SIP.test(number)) return { sip: number };
  return TELEPHONE.test(number) ? { tel: number.replace(/\s+/g, '') } : {};
}
