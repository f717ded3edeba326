import type { JsonObject } from '../../domain/json.ts';
import type { SandboxCall } from '../sandbox-provider.ts';
import { uuidOf } from './ids.ts';
import { SYNTHFLOW_TALKS } from './synthflow-conversations.ts';
import { olderId, synthflowCall } from './synthflow-record.ts';

/** The telephony values of a call that never connected. */
const NEVER_CONNECTED: JsonObject = {
  telephony_hangup: null,
  telephony_disconnect_reason: null,
  telephony_duration: 0,
  end_call_reason: 'error',
};

/** The fields that a call in progress lacks. */
export const NOT_OVER: JsonObject = {
  end_call_reason: null,
  telephony_hangup: null,
  telephony_disconnect_reason: null,
  telephony_duration: null,
  telephony_end: null,
};

/** An outbound call of the parcel desk to one of its customers, dialled on 18 November 2026. */
const attempt = (
  name: string,
  minute: number,
  seconds: number,
  fields: JsonObject,
  turns?: (typeof SYNTHFLOW_TALKS)[keyof typeof SYNTHFLOW_TALKS],
): SandboxCall => {
  const at = `2026-11-18T14:${String(minute).padStart(2, '0')}:00Z`;
  return synthflowCall({
    id: minute % 2 === 0 ? olderId(name, at) : uuidOf(`synthflow ${name}`),
    at,
    agent: 'parcel desk',
    ringMs: 7_000 + minute * 130,
    seconds,
    from: '+12125550100',
    to: `+121255501${minute}`,
    ...(turns !== undefined && { turns }),
    fields,
  });
};

/** Calls without a conversation, one for each reason. */
export const synthflowUntalkedCalls = (): readonly SandboxCall[] => [
  attempt('pending', 10, 0, {
    ...NOT_OVER,
    status: 'pending',
    transcript: null,
    telephony_start: null,
    telephony_ringing_duration: null,
  }),
  attempt('ringing', 11, 0, { ...NOT_OVER, status: 'ringing', telephony_ringing_duration: null }),
  attempt('in progress', 12, 0, {
    ...NOT_OVER,
    status: 'in-progress',
    transcript: 'bot: Hi, this is Mia from Swiftbox.\nhuman: Hi Mia.',
  }),
  attempt('no answer', 13, 0, {
    status: 'no-answer',
    end_call_reason: null,
    telephony_disconnect_reason: 'unknown',
    telephony_hangup: 'caller',
  }),
  attempt('busy', 14, 0, { ...NEVER_CONNECTED, status: 'busy', error_message: '486: Busy Here' }),
  attempt('failed', 15, 0, {
    ...NEVER_CONNECTED,
    status: 'failed',
    telephony_disconnect_reason: 'error',
    error_message: '608: Rejected',
  }),
  attempt('forbidden', 16, 0, {
    ...NEVER_CONNECTED,
    status: 'failed',
    telephony_disconnect_reason: 'forbidden',
    error_message: 'Account not found!',
    executed_actions: null,
    prompt_variables: null,
  }),
  attempt('canceled', 17, 0, {
    ...NEVER_CONNECTED,
    status: 'canceled',
    end_call_reason: 'undefined',
    error_message: '487: Request Terminated',
  }),
  attempt('user canceled', 18, 0, {
    status: 'user-canceled',
    end_call_reason: 'user_canceled',
    telephony_hangup: 'callee',
  }),
  attempt('hung up on the mailbox', 19, 4, {
    status: 'hangup_on_voicemail',
    end_call_reason: 'voicemail',
    telephony_hangup: 'caller',
    telephony_disconnect_reason: 'caller_hangup',
  }),
  attempt(
    'left a message',
    20,
    21,
    {
      status: 'left_voicemail',
      end_call_reason: 'voicemail_message_left',
      telephony_hangup: 'caller',
      telephony_disconnect_reason: 'caller_hangup',
      name: 'Tess Amari',
    },
    SYNTHFLOW_TALKS.mailbox,
  ),
  attempt(
    'mailbox cut off',
    21,
    3,
    { end_call_reason: 'voicemail_cut_off', telephony_disconnect_reason: 'unknown' },
    SYNTHFLOW_TALKS.mailboxCutOff,
  ),
  attempt('picked up and gone', 22, 2, { end_call_reason: 'human_pick_up_cut_off' }, SYNTHFLOW_TALKS.cutOff),
  attempt('spam', 23, 0, { ...NEVER_CONNECTED, status: 'spam', error_message: 'Number is marked as spam' }),
  attempt('paused', 24, 0, { ...NOT_OVER, status: 'paused', telephony_start: null }),
  attempt('registered', 25, 0, { ...NOT_OVER, status: 'registered', telephony_start: null }),
];
