import type { JsonObject } from '../../domain/json.ts';
import { type SandboxCall, settledCall } from '../sandbox-provider.ts';
import { uuidOf } from './ids.ts';
import { PURETALK_TALKS } from './puretalk-conversations.ts';
import { blankRecord, conversation, recordingUrl, stampOf, toolCall } from './puretalk-record.ts';
import { epochMs } from './times.ts';

const OWN_LINE = '+12125550101';

/** A call dialled at `at` (ISO 8601, UTC). `seconds` is the talk time; `null` when the call was not answered. */
const dialled = (
  id: string,
  assistant: string,
  at: string,
  seconds: number | null,
  fields: JsonObject,
): SandboxCall => {
  const startMs = epochMs(at);
  return settledCall(id, {
    ...blankRecord(id, assistant),
    status: 'completed',
    from_number: OWN_LINE,
    start_time: stampOf(startMs),
    end_time: stampOf(startMs + (seconds ?? 28) * 1_000 + 417),
    call_duration_seconds: seconds,
    is_billed: seconds !== null,
    ...(seconds !== null && { answered_by: 'human' }),
    ...fields,
  });
};

/** A call in progress: it has no end time, no duration and no bill yet. */
const OPEN: JsonObject = { end_time: null, call_duration_seconds: null, is_billed: false };

/** All calls except the live one. The caller passes the first id, which the documentation quotes. */
export const puretalkEndedCalls = (firstId: string, baseUrl: string): readonly SandboxCall[] => {
  const id = (name: string): string => uuidOf(`puretalk ${name}`);
  const recorded = (callId: string): JsonObject => ({
    call_recording_enabled: true,
    call_recording_url: recordingUrl(baseUrl, callId),
  });
  return [
    dialled(firstId, 'Appointment Setter', '2026-10-29T14:15:22.230Z', 103, {
      ...conversation(PURETALK_TALKS.appointment, {
        2: toolCall('find_free_slots', { doctor: 'Dr. Okafor', day: '2026-11-03', part_of_day: 'morning' }),
        4: { interrupted: true },
        6: toolCall('book_slot', {
          slot: '2026-11-03T10:20:00-05:00',
          patient: { name: 'Luis Ortega', new: true },
        }),
      }),
      ...recorded(firstId),
      to_number: '+12125550142',
      campaign_id: 'autumn-checkups',
      sentiment: 'positive',
      variables: ['first_name', 'last_visit', 'doctor'],
      call_analysis: {
        summary: 'Luis Ortega booked a check-up with Dr. Okafor for November 3 at 10:20 in the morning.',
        call_completion: 'completed',
        call_completion_summary: 'Both sides said goodbye.',
        task_completion: 'successful',
        task_completion_summary: 'The appointment was booked and confirmed.',
        post_analysis_data: [
          { name: 'appointment', value: '2026-11-03 10:20' },
          { name: 'phone_confirmed', value: true },
          { name: 'visits_this_year', value: 2 },
          { name: 'interest_score', value: 0.87 },
        ],
      },
    }),
    dialled(id('web demo'), 'Product Guide', '2026-11-03T19:41:07.004Z', 64, {
      ...conversation(PURETALK_TALKS.webDemo),
      protocol: 'web',
      call_type: 'incoming',
      from_number: null,
      to_number: null,
      provider_call_id: null,
      voice_name: 'Arthur',
      sentiment: 'neutral',
      is_billed: false,
      call_analysis: {
        summary: 'A visitor of the website asked about prices for a team of twelve.',
        call_completion: null,
        call_completion_summary: null,
        task_completion: null,
        task_completion_summary: null,
        post_analysis_data: null,
      },
    }),
    dialled(id('insurance claim'), 'Claims Desk', '2026-11-09T22:03:50.918Z', 129, {
      ...conversation(PURETALK_TALKS.claim, {
        4: toolCall('open_claim', { policy: 'HX-2231', kind: 'water' }),
      }),
      ...recorded(id('insurance claim')),
      protocol: 'telnyx',
      call_type: 'incoming',
      from_number: '+12125550156',
      to_number: OWN_LINE,
      sentiment: 'negative',
      // The documented example has a string here; the documented schema has an object.
      metadata: 'imported from the old claims line',
      provider_call_id: 'v3:sandbox-claims-0001',
      call_analysis: {
        summary: 'Water damage in the kitchen; the caller waited ten days for an answer to a letter.',
        call_completion: 'completed',
        task_completion: 'partially successful',
        post_analysis_data: [
          { name: 'claim_number', value: 99_120 },
          { name: 'callback_wanted', value: true },
        ],
      },
    }),
    dialled(id('german reminder'), 'Terminassistentin', '2026-11-10T08:00:00.120Z', 48, {
      ...conversation(PURETALK_TALKS.german),
      from_number: '+493023125200',
      to_number: '+493023125077',
      sentiment: 'n/a',
      variables: null,
      call_analysis: {
        summary: 'Herr Brandt sagt den Termin ab und meldet sich wieder.',
        post_analysis_data: [],
      },
    }),
    dialled(id('japanese delivery'), '配送アシスタント', '2026-11-11T01:30:00.500Z', 37, {
      ...conversation(PURETALK_TALKS.japanese),
      ...recorded(id('japanese delivery')),
      from_number: '+81355500100',
      to_number: '+81355500148',
      voice_name: 'さくら',
      sentiment: 'positive',
      call_analysis: {
        summary: '再配達は金曜日の午前中に決まりました。',
        post_analysis_data: [{ name: '再配達日', value: '金曜日' }],
      },
    }),
    dialled(id('long survey'), 'Survey Taker', '2026-11-04T15:00:00.000Z', 2_703, {
      ...conversation(PURETALK_TALKS.longSurvey),
      to_number: '+12125550133',
      sentiment: 'neutral',
      campaign_id: 'customer-voice-2026',
    }),
    {
      ...dialled(id('deleted recording'), 'Claims Desk', '2026-11-02T15:15:00.310Z', 71, {
        ...conversation(PURETALK_TALKS.claim),
        ...recorded(id('deleted recording')),
        call_type: 'incoming',
        from_number: '+12125550158',
        to_number: OWN_LINE,
        sentiment: 'neutral',
        call_analysis: {
          summary: 'Asked that the recording of the call be deleted.',
          post_analysis_data: [],
        },
      }),
      recordingState: () => 'gone',
    },
    dialled(id('mailbox'), 'Appointment Setter', '2026-10-29T14:20:00.731Z', 22, {
      ...conversation(PURETALK_TALKS.mailbox),
      to_number: '+12125550143',
      answered_by: 'machine',
      sentiment: 'n/a',
      campaign_id: 'autumn-checkups',
    }),
    dialled(id('silence'), 'Survey Taker', '2026-11-04T15:52:10.090Z', 11, {
      transcript: '',
      transcript_object: [],
      to_number: '+12125550134',
      sentiment: null,
      metadata: null,
    }),
    dialled(id('older record'), 'Appointment Setter', '2025-05-19T14:15:22.230Z', 123, {
      transcript: 'assistant: Hi, do you have a minute?\nuser: Not really: call me next week.',
      // An older record: turns without details, and no analysis.
      transcript_object: [
        { role: 'assistant', content: 'Hi, do you have a minute?' },
        { role: 'user', content: 'Not really: call me next week.' },
      ],
      to_number: '+12125550135',
      call_duration_seconds: '123',
      metadata: { model: 'gpt-3.5-turbo', prompt_version: 3 },
      region: 'us-east',
    }),
    dialled(id('in progress'), 'Claims Desk', '2026-11-20T16:00:00.250Z', null, {
      ...OPEN,
      ...conversation(PURETALK_TALKS.claim.slice(0, 3)),
      status: 'in progress',
      call_type: 'incoming',
      from_number: '+12125550157',
      to_number: OWN_LINE,
    }),
    dialled(id('in-progress'), 'Survey Taker', '2026-11-20T16:01:00.250Z', null, {
      ...OPEN,
      status: 'in-progress',
      to_number: '+12125550136',
      transcript_object: [],
    }),
    dialled(id('queued'), 'Survey Taker', '2026-11-20T16:02:00.250Z', null, {
      ...OPEN,
      status: 'queued',
      provider_call_id: null,
      to_number: '+12125550137',
    }),
    dialled(id('ringing'), 'Survey Taker', '2026-11-20T16:03:00.250Z', null, {
      ...OPEN,
      status: 'ringing',
      to_number: '+12125550138',
    }),
    dialled(id('failed'), 'Survey Taker', '2026-11-04T16:04:00.250Z', null, {
      status: 'failed',
      provider_call_id: null,
      to_number: '+12125550139',
      call_analysis: { summary: null, post_analysis_data: null },
    }),
    dialled(id('busy'), 'Survey Taker', '2026-11-04T16:05:00.250Z', null, {
      status: 'busy',
      to_number: '+12125550140',
    }),
    dialled(id('no answer'), 'Appointment Setter', '2026-10-29T14:25:00.250Z', null, {
      status: 'no-answer',
      to_number: '+12125550141',
      call_duration_seconds: 0,
      campaign_id: 'autumn-checkups',
    }),
    dialled(id('canceled'), 'Appointment Setter', '2026-10-29T14:30:00.250Z', null, {
      status: 'canceled',
      to_number: '+12125550144',
      campaign_id: 'autumn-checkups',
    }),
  ];
};
