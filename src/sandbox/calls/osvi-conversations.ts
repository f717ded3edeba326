import type { JsonObject } from '../../domain/json.ts';
import type { Conversation } from '../listed-call.ts';
import { dialogue, type SpokenTurn } from './dialogue.ts';
import { LIVE_TALK_SECONDS } from './live-call.ts';
import { epochMs } from './times.ts';

/** The conversations of the example calls, by agent. `{name}` is a comma and the customer's name, or nothing. */
const TALKS: Readonly<Record<string, readonly SpokenTurn[]>> = {
  'Appointment Reminder': dialogue(`
    A: Hello{name}, this is the reminder service of Drishti Eye Clinic.
    C: Yes, hello.
    A: Your eye test is on Friday at 4 pm. Can you still make it?
    C: Friday at four, yes. Could you send me the address by e-mail?
    A: Of course. You will have it within the hour. Goodbye!
  `),
  'Loan Desk': dialogue(`
    A: Good afternoon{name}, this is the loan desk of Sagar Finance.
    C: Yes, I was waiting for your call.
    A: You asked about a two-wheeler loan. How much would you need?
    C: About ninety-five thousand rupees, over twenty-four months.
    A: Are you salaried?
    C: I am. What would the rate be?
    A: An advisor calls you with an offer. Does eleven in the morning suit you?
    C: Eleven is fine, thank you. Goodbye.
  `),
  'Order Support': dialogue(`
    A: Thali Bazaar, order support. How can I help you{name}?
    C: You have sent me the wrong size. Again!
    A: I am sorry about that. May I have your order number?
    C: T, B, five five one zero two.
    A: Thank you. Would you like an exchange or a refund?
    C: An exchange, and I want to talk to a person about it.
    A: I have noted both. Somebody calls you back today.
    C: I hope so.
  `),
  'भुगतान सहायक': dialogue(`
    A: नमस्ते{name}, मैं सागर फ़ाइनेंस से बोल रहा हूँ। आपकी किस्त बाकी है।
    C: हाँ, मुझे पता है।
    A: आप कब तक भुगतान कर पाएँगे?
    C: सोमवार तक कर दूँगा।
    A: ठीक है, मैंने लिख लिया है। धन्यवाद!
  `),
  'Delivery Planner': dialogue(`
    A: Hello{name}, this is the delivery planner of Himalaya Appliances.
    C: Hello, is it about my fridge?
    A: It is. It can come on Thursday. Is somebody at home?
    C: Not on Thursday. Could it be Saturday?
    A: Saturday between ten and one is free. Is there a landmark for the driver?
    C: We are opposite the old clock tower.
    A: Thank you. The fridge comes on Saturday. Goodbye!
  `),
};

const MAILBOX: readonly SpokenTurn[] = dialogue(`
  C: The person you are calling is not available. Please leave a message after the tone.
  A: Hello, we have tried to reach you and will call again tomorrow.
`);

/** Shorter talks break off after two turns. */
const SHORT_TALK_SECONDS = 25;

/** The words of an example call at `nowMs`: none when the call was not answered, the first part of them while it is in progress. */
export const osviConversation = (record: JsonObject, nowMs: number): Conversation => {
  const seconds = record['duration_seconds'] === null ? null : Number(record['duration_seconds']);
  if (record['call_picked_at'] === null) return { turns: [], seconds: null };
  if (record['status'] === 'voicemail') return { turns: MAILBOX, seconds };
  const turns = talkOf(record);
  if (seconds !== null) {
    if (record['call_ended_reason'] === 'silence-timed-out') return { turns: turns.slice(0, 1), seconds };
    return { turns: seconds < SHORT_TALK_SECONDS ? turns.slice(0, 2) : turns, seconds };
  }
  const talkedMs = nowMs - epochMs(String(record['call_picked_at']));
  const share = Math.min(1, Math.max(0, talkedMs / (LIVE_TALK_SECONDS * 1_000)));
  return { turns: turns.slice(0, 1 + Math.floor(share * turns.length)), seconds: null };
};

const talkOf = (record: JsonObject): readonly SpokenTurn[] => {
  const talk = TALKS[String(record['agent_name'])] ?? [];
  const name = record['caller_name'];
  const greeting = typeof name === 'string' && name !== '' ? `, ${name}` : '';
  return talk.map(({ speaker, text }) => ({ speaker, text: text.replace('{name}', greeting) }));
};
