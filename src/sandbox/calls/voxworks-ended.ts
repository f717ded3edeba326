import type { JsonObject } from '../../domain/json.ts';
import { type SandboxCall, settledCall } from '../sandbox-provider.ts';
import { type SpokenTurn, spokenText } from './dialogue.ts';
import { uuidOf } from './ids.ts';
import { epochMs, utcTime } from './times.ts';
import { VOXWORKS_TALKS } from './voxworks-conversations.ts';
import { blankRecord, recordingUrl, SPEAKERS, spoken as spokenIn, turnList } from './voxworks-record.ts';

/** A call dialled at `at` (ISO 8601, UTC). `seconds` is the talk time; `null` when the call was not answered. */
const dialled = (
  id: string,
  script: string,
  at: string,
  seconds: number | null,
  fields: JsonObject,
): SandboxCall => {
  const startMs = epochMs(at);
  const endMs = startMs + (seconds ?? 25) * 1_000;
  return settledCall(id, {
    ...blankRecord(id, script),
    status: 'completed',
    progress: 'completed',
    scheduled_time: utcTime(startMs - 4_000),
    actual_time: utcTime(startMs),
    end_time: utcTime(endMs),
    duration: seconds,
    modified_at: utcTime(endMs + 20_000),
    ...fields,
  });
};

/** All ended calls. The caller passes the first id, which the documentation quotes. */
export const voxworksEndedCalls = (firstId: string, baseUrl: string): readonly SandboxCall[] => {
  const id = (name: string): string => uuidOf(`voxworks ${name}`);
  const spoken = (callId: string, turns: readonly SpokenTurn[]) => spokenIn(baseUrl, callId, turns);
  return [
    dialled(firstId, 'clinic reminder', '2026-11-16T09:30:00Z', 74, {
      ...spoken(firstId, VOXWORKS_TALKS.reminder),
      end_reason: 'agent-hang-up',
      call_summary:
        'Marta Keller confirmed her cleaning on Thursday at 2:45 pm and asked for a reminder by text message.',
      structured_data: {
        appointment_confirmed: true,
        appointment_time: '2026-11-19T14:45:00Z',
        wants_text_reminder: true,
        mobile: '+442079460118',
      },
      objectives: [
        { name: 'Reach the patient', status: 'achieved', achieved: true },
        { name: 'Confirm the appointment', status: 'achieved', achieved: true },
        { name: 'Offer a hygiene plan', status: 'not_attempted', achieved: false },
      ],
      rating: 5,
      post_call_actions: [
        { name: 'Send text message', type: 'sms', status: 'success', sent_at: '2026-11-16T09:31:35Z' },
        { name: 'Update calendar', type: 'calendar', status: 'success' },
      ],
    }),
    dialled(id('broadband support'), 'support line', '2026-11-17T18:02:41Z', 133, {
      ...spoken(id('broadband support'), VOXWORKS_TALKS.support),
      // The other layout of the structured transcript: an object that holds the turns.
      transcript_json: {
        language: 'en',
        segments: turnList(VOXWORKS_TALKS.support),
      },
      type: 'inbound',
      scheduled_time: null,
      end_reason: 'customer-hang-up',
      call_summary: 'Router lost its connection after a power cut; a restart on the phone fixed it.',
      structured_data: { issue: 'no connection', solved: true, ticket: { number: 48213, priority: 'low' } },
      objectives: [{ name: 'Solve the problem', status: 'achieved', achieved: true }],
      rating: 4,
      post_call_actions: [],
    }),
    dialled(id('solar web lead'), 'lead qualification', '2026-11-12T15:20:09Z', 96, {
      ...spoken(id('solar web lead'), VOXWORKS_TALKS.spanishLead),
      type: 'web',
      end_reason: 'api_ended',
      call_summary: 'Propietario en Sevilla, consumo de 420 kWh al mes, pide presupuesto para ocho paneles.',
      structured_data: { qualified: true, monthly_kwh: 420, city: 'Sevilla', language: 'es' },
      objectives: [
        { name: 'Confirm ownership', status: 'achieved', achieved: true },
        { name: 'Book a site visit', status: 'partially_achieved', achieved: false },
      ],
      rating: 4,
    }),
    dialled(id('german survey'), 'satisfaction survey', '2026-11-10T13:45:00Z', 88, {
      ...spoken(id('german survey'), VOXWORKS_TALKS.germanSurvey),
      end_reason: 'agent-hang-up',
      call_summary: 'Frau Öztürk ist mit der Reparatur zufrieden, bemängelt aber die Wartezeit.',
      structured_data: { score: 8, complaint: 'Wartezeit', zurückrufen: false },
      rating: 3,
    }),
    dialled(id('arabic reminder'), 'clinic reminder', '2026-11-09T07:15:30Z', 51, {
      ...spoken(id('arabic reminder'), VOXWORKS_TALKS.arabicReminder),
      end_reason: 'agent-hang-up',
      call_summary: 'أكدت السيدة ليلى موعدها يوم الأحد الساعة العاشرة صباحا.',
      structured_data: { confirmed: true, language: 'ar' },
      objectives: [{ name: 'تأكيد الموعد', status: 'achieved', achieved: true }],
      rating: 5,
    }),
    dialled(id('long survey'), 'satisfaction survey', '2026-11-05T10:00:00Z', 2_411, {
      ...spoken(id('long survey'), VOXWORKS_TALKS.longSurvey),
      end_reason: 'max-duration',
      call_summary: 'The longest survey of the month: more than three hundred turns.',
      structured_data: { questions_asked: 160 },
      rating: 2,
    }),
    dialled(id('silent line'), 'delivery rescheduling', '2026-11-11T16:40:12Z', 9, {
      transcript: '',
      transcript_json: [],
      end_reason: 'silence-timeout',
      structured_data: {},
      objectives: [],
      post_call_actions: [],
    }),
    dialled(id('older export'), 'delivery rescheduling', '2026-09-22T11:05:00Z', 47, {
      ...spoken(id('older export'), VOXWORKS_TALKS.parcel),
      // A record of an older version: a number as a string, undocumented fields, and an outcome that no document lists.
      status: 'Transferred to human',
      duration: '47',
      end_reason: 'warm-transfer',
      call_summary: 'Asked to talk to a person about a parcel that went to the wrong flat.',
      objectives: [{ goal: 'Find a new delivery date', result: 'handed over' }],
      contact_name: 'Owen Hartley',
      phone_user: '+442079460133',
      workflow_version: 12,
    }),
    {
      ...dialled(id('deleted recording'), 'support line', '2026-11-02T09:12:00Z', 61, {
        ...spoken(id('deleted recording'), VOXWORKS_TALKS.support),
        type: 'inbound',
        scheduled_time: null,
        end_reason: 'customer-hang-up',
        call_summary: 'Asked that the recording of the call be deleted.',
      }),
      recordingState: () => 'gone',
    },
    dialled(id('voicemail'), 'clinic reminder', '2026-11-16T09:34:00Z', 18, {
      status: 'voicemail',
      transcript: spokenText(VOXWORKS_TALKS.voicemail, SPEAKERS),
      transcript_json: turnList(VOXWORKS_TALKS.voicemail),
      recording_url: recordingUrl(baseUrl, id('voicemail')),
      end_reason: 'voicemail',
      call_summary: 'Left a message with the appointment time.',
    }),
    dialled(id('dropout'), 'lead qualification', '2026-11-13T14:08:55Z', 31, {
      status: 'dropout',
      transcript: spokenText(VOXWORKS_TALKS.dropout, SPEAKERS),
      transcript_json: turnList(VOXWORKS_TALKS.dropout),
      end_reason: 'connection-lost',
    }),
    dialled(id('hang-up'), 'lead qualification', '2026-11-13T14:12:10Z', 6, {
      status: 'hang-up',
      transcript: 'Agent: Hello, this is Noah from Brightroof Solar. Do you have a minute?\nCustomer: No.',
      end_reason: 'customer-hang-up',
    }),
    dialled(id('rang-out'), 'clinic reminder', '2026-11-16T09:36:00Z', null, {
      status: 'rang-out',
      actual_time: null,
      end_reason: 'no-answer',
    }),
    dialled(id('user unavailable'), 'clinic reminder', '2026-11-16T09:38:00Z', null, {
      status: 'User unavailable',
      actual_time: null,
      end_reason: 'User unavailable',
    }),
    dialled(id('user rejected'), 'delivery rescheduling', '2026-11-18T12:00:04Z', null, {
      status: 'User rejected',
      actual_time: null,
      end_reason: 'User rejected',
    }),
    dialled(id('failed'), 'delivery rescheduling', '2026-11-18T12:02:00Z', null, {
      status: 'failed',
      progress: 'failed',
      actual_time: null,
      end_reason: 'carrier-error',
    }),
  ];
};
