import type { JsonObject } from '../../domain/json.ts';
import { type SandboxCall, settledCall } from '../sandbox-provider.ts';
import { uuidOf } from './ids.ts';
import { blankRecord, istTime } from './osvi-record.ts';
import { epochMs } from './times.ts';

/** A call placed at `at` (ISO 8601). `seconds` is the talk time; `null` when the call was not answered. */
const placed = (
  id: string,
  agent: string,
  at: string,
  seconds: number | null,
  fields: JsonObject,
): SandboxCall => {
  const createdMs = epochMs(at);
  return settledCall(id, {
    ...blankRecord(id, agent),
    created_at: istTime(createdMs),
    status: seconds === null ? 'not_picked' : 'picked',
    ...(seconds !== null && {
      duration_seconds: seconds,
      call_picked_at: istTime(createdMs + 6_000),
      call_ended_by: 'agent',
      call_ended_reason: 'assistant-ended-call',
    }),
    ...fields,
  });
};

const INTERESTED: JsonObject = { id: 12, name: 'interested', color_code: '#22c55e' };
const NOT_INTERESTED: JsonObject = { id: 13, name: 'not interested', color_code: '#ef4444' };
const CALL_BACK: JsonObject = { id: 14, name: 'call back later 📞', color_code: '#f59e0b' };

/** Id of the call whose recording was deleted. */
export const DELETED_RECORDING_ID = uuidOf('osvi deleted recording');

/** All calls except the live one. The caller passes the ids that the documentation quotes. */
export const osviEndedCalls = (firstId: string, olderStyleId: string): readonly SandboxCall[] => {
  const id = (name: string): string => uuidOf(`osvi ${name}`);
  return [
    placed(firstId, 'Appointment Reminder', '2026-11-17T09:30:00+05:30', 42, {
      caller_name: 'Ravi Kumar',
      phone_number: '+912255500118',
      campaign_id: 7,
      campaign_upload_id: 19,
      tag: INTERESTED,
      summary: 'Ravi confirmed his eye test on Friday at 4 pm and asked for the address by e-mail.',
      data_captured: { email: 'ravi@example.com', confirmed: true, people: 1 },
      post_call_analysis: {
        sentiment: 'positive',
        callback_required: false,
        custom: { language: 'English', politeness: 9 },
      },
    }),
    placed(olderStyleId, 'Loan Desk', '2026-11-16T15:12:40+05:30', 77, {
      caller_name: 'Farah Siddiqui',
      phone_number: '+912255500127',
      tag: INTERESTED,
      call_ended_by: 'user',
      call_ended_reason: 'customer-ended-call',
      summary: 'Interested in a two-wheeler loan over 24 months.',
      data_captured: { amount: 95_000, months: 24, salaried: true },
      post_call_analysis: {
        sentiment: 'neutral',
        callback_required: true,
        callback_at: '2026-11-18T11:00:00+05:30',
      },
    }),
    placed(id('inbound order'), 'Order Support', '2026-11-15T20:45:09+05:30', 156, {
      call_type: 'inbound',
      caller_name: 'Sunita Rao',
      phone_number: '+912255500131',
      call_ended_by: 'user',
      call_ended_reason: 'customer-ended-call',
      tag: CALL_BACK,
      summary: 'Wrong size delivered; wants an exchange and a call from a person.',
      data_captured: { order: 'TB-55102', wants_exchange: true },
      post_call_analysis: { sentiment: 'negative', callback_required: true },
    }),
    placed(id('hindi collection'), 'भुगतान सहायक', '2026-11-14T11:00:00+05:30', 63, {
      caller_name: 'अमित वर्मा',
      phone_number: '+912255500145',
      campaign_id: 8,
      tag: CALL_BACK,
      summary: 'अमित ने कहा कि वे सोमवार तक भुगतान कर देंगे।',
      data_captured: { भुगतान_की_तारीख: '2026-11-16', वादा: true },
      post_call_analysis: { sentiment: 'neutral', callback_required: false },
    }),
    placed(id('declined offer'), 'Loan Desk', '2026-11-14T12:20:00+05:30', 12, {
      phone_number: '+912255500146',
      campaign_id: 8,
      campaign_upload_id: 22,
      tag: NOT_INTERESTED,
      call_ended_by: 'user',
      call_ended_reason: 'customer-ended-call',
      summary: 'Not interested, asked not to be called again.',
      post_call_analysis: { sentiment: 'negative', callback_required: false, do_not_call: true },
    }),
    placed(id('no analysis'), 'Appointment Reminder', '2026-11-17T09:34:00+05:30', 8, {
      phone_number: '+912255500119',
      campaign_id: 7,
      campaign_upload_id: 19,
      call_ended_by: null,
      call_ended_reason: null,
    }),
    placed(id('silence'), 'Appointment Reminder', '2026-11-17T09:36:00+05:30', 20, {
      phone_number: '+912255500120',
      campaign_id: 7,
      campaign_upload_id: 19,
      call_ended_by: null,
      call_ended_reason: 'silence-timed-out',
      summary: '',
      data_captured: null,
      post_call_analysis: null,
    }),
    placed(id('too long'), 'Order Support', '2026-11-13T18:00:00+05:30', 900, {
      call_type: 'inbound',
      phone_number: '+912255500132',
      call_ended_by: null,
      call_ended_reason: 'exceeded-max-duration',
      summary: 'A long talk about several orders; cut at fifteen minutes.',
      data_captured: { orders: ['TB-1', 'TB-2', 'TB-3'] },
      post_call_analysis: { sentiment: 'mixed', callback_required: true },
    }),
    placed(id('unknown direction'), 'Loan Desk', '2026-11-12T10:10:10+05:30', 33, {
      call_type: null,
      phone_number: '+912255500147',
      from_number: null,
      call_ended_by: null,
      call_ended_reason: 'handed-over-to-kiosk', // a reason that only this account uses
      call_log_id: 'log-88123', // webhook fields, which the endpoint's document does not list
      call_status: 'picked',
      post_call_analysis: { sentiment: 'n/a' },
    }),
    placed(id('numbers as text'), 'Order Support', '2026-11-12T10:30:00+05:30', 51, {
      call_type: 'inbound',
      caller_name: '',
      phone_number: '+912255500133',
      duration_seconds: '51',
      campaign_id: '7',
      retry_count: '0',
      tag: { id: 12, name: 'interested' },
    }),
    {
      ...placed(DELETED_RECORDING_ID, 'Order Support', '2026-11-02T10:15:00+05:30', 58, {
        call_type: 'inbound',
        phone_number: '+912255500135',
        call_ended_by: 'user',
        call_ended_reason: 'customer-ended-call',
        summary: 'Asked that the recording of the call be deleted.',
      }),
      recordingState: () => 'gone',
    },
    placed(id('not picked'), 'Appointment Reminder', '2026-11-17T09:38:00+05:30', null, {
      phone_number: '+912255500121',
      campaign_id: 7,
      campaign_upload_id: 19,
      retry_count: 2,
      call_ended_reason: 'customer-did-not-answer',
    }),
    placed(id('busy'), 'Appointment Reminder', '2026-11-17T09:40:00+05:30', null, {
      phone_number: '+912255500122',
      campaign_id: 7,
      campaign_upload_id: 19,
      retry_count: 1,
      status: 'busy',
      call_ended_reason: 'customer-busy',
    }),
    placed(id('failed'), 'Loan Desk', '2026-11-14T12:25:00+05:30', null, {
      phone_number: '+912255500148',
      campaign_id: 8,
      status: 'failed',
      call_ended_reason: 'twilio-failed-to-connect-call',
    }),
    placed(id('voicemail'), 'Loan Desk', '2026-11-14T12:30:00+05:30', null, {
      phone_number: '+912255500149',
      campaign_id: 8,
      status: 'voicemail',
      call_picked_at: '2026-11-14T12:30:07+05:30',
      duration_seconds: 19,
      call_ended_by: 'agent',
      call_ended_reason: 'voicemail',
    }),
    placed(id('voicemail unheard'), 'Loan Desk', '2026-11-14T12:35:00+05:30', null, {
      phone_number: '+912255500150',
      campaign_id: 8,
      status: 'voicemail',
    }),
    placed(id('in progress'), 'Order Support', '2026-11-20T21:00:00+05:30', null, {
      call_type: 'inbound',
      phone_number: '+912255500134',
      status: 'in_progress',
      call_picked_at: '2026-11-20T21:00:05+05:30',
    }),
  ];
};
