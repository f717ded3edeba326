import type { JsonObject } from '../../src/domain/json.ts';
import { osvi as osviFixture } from '../fixtures/osvi.ts';
import { puretalk as puretalkFixture } from '../fixtures/puretalk.ts';
import { basePathOf } from '../fixtures/registry.ts';
import { synthflow as synthflowFixture } from '../fixtures/synthflow.ts';
import { voxworks as voxworksFixture } from '../fixtures/voxworks.ts';
import type { ProviderFixture } from '../support/provider-fixture.ts';

/** A call as every contender returns it. */
export interface ReturnedCall {
  readonly id: string;
  readonly provider: string;
  readonly status: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly durationSeconds: number | null;
  readonly summary: string | null;
  readonly transcript: { readonly turns: readonly { readonly role: string; readonly text: string }[] } | null;
}

/** A provider as the mock sends it and the peers read it. */
export interface Wire {
  readonly id: string;
  /** The path of the base URL, as in this product's setting. */
  readonly basePath: string;
  /** The path of a call, without the id at its end. */
  readonly path: string;
  /** The header that carries the key. */
  readonly header: readonly [string, string];
  /** The response body of a call, with `@ID@` in place of the id. */
  readonly template: string;
  /** The mapping as a peer writes it by hand. */
  readonly read: (body: never) => Omit<ReturnedCall, 'id' | 'provider'>;
  /** The endpoint of the transcript, where the provider keeps it apart from the record. */
  readonly transcript?: {
    /** What follows the path of the call. */
    readonly suffix: string;
    /** The response body, with `@ID@` in place of the id. */
    readonly template: string;
    readonly read: (body: never) => ReturnedCall['transcript'];
  };
}

const LINES = [
  [
    'assistant',
    'Good morning, this is the appointment desk of the Harbour Street clinic. How may I help you today?',
  ],
  [
    'user',
    'Hi, I would like to move the appointment that I have next Thursday to some other day, if possible.',
  ],
  [
    'assistant',
    'Of course. I have Friday at half past nine in the morning, or Monday afternoon at a quarter to four.',
  ],
  [
    'user',
    'Friday would suit me well, but could it be a little later? I have to bring the children to school first.',
  ],
  [
    'assistant',
    'There is one more place on Friday, at eleven o’clock. Shall I put you down for that one instead?',
  ],
  [
    'user',
    'Yes, eleven is perfect. And could you tell me whether I have to bring the letter from my doctor again?',
  ],
  [
    'assistant',
    'You need not, we have it on file. You are booked for Friday at eleven. Is there anything else?',
  ],
  ['user', 'No, that was all. Thank you very much for your help, and have a nice day!'],
] as const;
const SUMMARY =
  'The customer moved an appointment from Thursday to Friday at eleven, and needs no new letter.';
const TEXT = LINES.map(([role, text]) => `${role}: ${text}`).join('\n');
const NOTES = Object.fromEntries(
  Array.from({ length: 14 }, (_, index) => [
    `note_${index}`,
    `Filed by the agent at step ${index} of its script, for the record.`,
  ]),
);

const ROLES: Readonly<Record<string, string>> = { assistant: 'AGENT', user: 'CUSTOMER' };

const turnsOf = (text: string): { role: string; text: string }[] =>
  text.split('\n').map((line) => {
    const colon = line.indexOf(': ');
    return { role: ROLES[line.slice(0, colon)] ?? 'UNKNOWN', text: line.slice(colon + 2) };
  });

interface VoxworksBody {
  call: { status: string; duration: number; call_summary: string; transcript: string };
}
interface SynthflowBody {
  response: {
    calls: {
      status: string;
      duration: number;
      phone_number_from: string;
      phone_number_to: string;
      transcript: string;
    }[];
  };
}
interface PuretalkBody {
  results: {
    status: string;
    from_number: string;
    to_number: string;
    call_duration_seconds: number;
    call_analysis: { summary: string };
    transcript_object: { role: string; content: string }[];
  };
}
interface OsviTranscript {
  data: { transcript: { role: string; content: string }[] };
}
interface OsviBody {
  data: {
    status: string;
    from_number: string;
    phone_number: string;
    duration_seconds: number;
    summary: string;
  };
}

const COMPLETED = new Map([
  ['completed', 'COMPLETED'],
  ['picked', 'COMPLETED'],
]);
const asTranscript = (turns: readonly { role: string; content: string }[]): ReturnedCall['transcript'] => ({
  turns: turns.map(({ role, content }) => ({ role: ROLES[role] ?? 'UNKNOWN', text: content })),
});
const statusOf = (word: string): string => COMPLETED.get(word) ?? 'UNKNOWN';

/** Reads the envelope from the provider's fixture. The last documented path is that of the fuller record. */
function envelopeOf(fixture: ProviderFixture, record: JsonObject): Omit<Wire, 'read'> {
  const { provider, keyHeader, paths, wrap } = fixture;
  const path = paths.at(-1) ?? '';
  const basePath = basePathOf(fixture);
  return {
    id: provider.id,
    basePath,
    path: basePath + path.replace('{id}', ''),
    header: [keyHeader.name, keyHeader.value('bench-key')],
    template: JSON.stringify(wrap(record, path)),
  };
}

const voxworks: Wire = {
  ...envelopeOf(voxworksFixture, {
    id: '@ID@',
    contact_id: 'contact-8',
    script_id: 'script-9',
    type: 'outbound',
    status: 'completed',
    progress: 'completed',
    scheduled_time: '2026-02-25T09:00:00Z',
    actual_time: '2026-02-25T09:00:03Z',
    end_time: '2026-02-25T09:02:05Z',
    duration: 122,
    end_reason: 'api_ended',
    call_summary: SUMMARY,
    structured_data: NOTES,
    transcript: TEXT,
    transcript_json: LINES.map(([role, content]) => ({ role, content })),
    recording_url: 'https://media.example.com/a.mp3',
    objectives: [{ name: 'Book a visit', description: 'A date', status: 'met', achieved: true }],
    modified_at: '2026-02-25T09:05:00Z',
    rating: 4,
    post_call_actions: [{ name: 'Send text', type: 'sms', status: 'done' }],
  }),
  read: ({ call }: VoxworksBody) => ({
    status: statusOf(call.status),
    from: null,
    to: null,
    durationSeconds: call.duration,
    summary: call.call_summary,
    transcript: { turns: turnsOf(call.transcript) },
  }),
};

const synthflow: Wire = {
  ...envelopeOf(synthflowFixture, {
    call_id: '@ID@',
    model_id: '1725526325346x892123579587048600',
    campaign_type: 'live',
    phone_number_from: '+4930123456',
    phone_number_to: '+4930654321',
    name: 'Anna',
    transcript: TEXT,
    duration: 61,
    recording_url: 'https://media.example.com/a.mp3',
    end_call_reason: 'human_ended_call',
    executed_actions: {
      info_extractor_email: {
        name: 'email',
        action_type: 'extract_info_action_type',
        description: 'the address',
        parameters_hard_coded: '{}',
        parameters_from_llm: '{"email": "a@example.com"}',
        error_message: '',
        return_value: '{"email": "a@example.com"}',
        return_value_status: 'success',
        is_relevant_action: 'true',
        timestamp_datetime: '2026-04-22T16:50:00',
      },
    },
    prompt_variables: NOTES,
    type_of_call: 'outbound',
    start_time: '1761150177868',
    timezone: 'Europe/Berlin',
    telephony_hangup: 'callee',
    telephony_disconnect_reason: 'callee_hangup',
    telephony_duration: 70_000,
    telephony_ringing_duration: 9_000,
    telephony_start: '2026-04-22T16:49:29',
    telephony_end: '2026-04-22T16:50:39',
    status: 'completed',
    collected_variables: { 'agent-1': { city: { value: 'Berlin', collected: true } } },
  }),
  read: ({ response: { calls } }: SynthflowBody) => {
    const call = calls[0];
    if (call === undefined) throw new Error('No such call');
    return {
      status: statusOf(call.status),
      from: call.phone_number_from,
      to: call.phone_number_to,
      durationSeconds: call.duration,
      summary: null,
      transcript: { turns: turnsOf(call.transcript) },
    };
  },
};

const puretalk: Wire = {
  ...envelopeOf(puretalkFixture, {
    call_analysis: {
      summary: SUMMARY,
      call_completion_summary: 'Both said goodbye.',
      call_completion: 'complete',
      task_completion_summary: 'The booking is made.',
      task_completion: 'done',
      post_analysis_data: Object.entries(NOTES).map(([name, value]) => ({ name, value })),
    },
    protocol: 'twilio',
    call_id: '@ID@',
    from_number: '+1234567890',
    to_number: '+1234567891',
    assistant_id: '217b769d-befe-47a2-83bc-b014c2e19ea5',
    assistant_name: 'Appointment Setter',
    voice_id: 'Puretalktts-e0c5f2f95332',
    voice_name: 'Gabrielle',
    start_time: '2025-05-19T10:15:22.230876-04:00',
    end_time: '2025-05-19T10:17:25.230876-04:00',
    call_duration_seconds: 123,
    call_type: 'outgoing',
    transcript: TEXT,
    transcript_object: LINES.map(([role, content]) => ({ role, content, interrupted: false })),
    status: 'completed',
    provider_call_id: 'CA96878fe2501423e1f018a7ab6db5498b',
    metadata: { model: 'gpt-3.5-turbo' },
    variables: ['first_name'],
    answered_by: 'human',
    call_recording_enabled: true,
    call_recording_url: 'https://api.puretalk.ai/api/calls/1234567890/recording',
    campaign_id: 'campaign-1',
    sentiment: 'positive',
    is_billed: true,
  }),
  read: ({ results: call }: PuretalkBody) => ({
    status: statusOf(call.status),
    from: call.from_number,
    to: call.to_number,
    durationSeconds: call.call_duration_seconds,
    summary: call.call_analysis.summary,
    transcript: asTranscript(call.transcript_object),
  }),
};

const osvi: Wire = {
  ...envelopeOf(osviFixture, {
    call_id: '@ID@',
    agent_uuid: 'agent_IsZ3Q6Sf_60Eh26XQMGbz-R_og',
    agent_name: 'Appointment Reminder',
    phone_number: '+919876543210',
    from_number: '+911140001234',
    status: 'picked',
    call_type: 'outbound',
    duration_seconds: 42,
    call_ended_by: 'agent',
    call_ended_reason: 'assistant-ended-call',
    campaign_id: 7,
    campaign_upload_id: 19,
    tag: { id: 12, name: 'interested', color_code: '#22c55e' },
    created_at: '2026-06-12T09:30:00+05:30',
    call_picked_at: '2026-06-12T09:30:04+05:30',
    caller_name: 'Ravi Kumar',
    retry_count: 0,
    summary: SUMMARY,
    data_captured: { ...NOTES, transcript: TEXT },
    post_call_analysis: { sentiment: 'positive', callback_required: false, text: TEXT },
  }),
  read: ({ data: call }: OsviBody) => ({
    status: statusOf(call.status),
    from: call.from_number,
    to: call.phone_number,
    durationSeconds: call.duration_seconds,
    summary: call.summary,
    transcript: null,
  }),
  transcript: {
    suffix: '/transcript',
    template: JSON.stringify({
      success: true,
      data: { call_id: '@ID@', transcript: LINES.map(([role, content]) => ({ role, content })) },
    }),
    read: ({ data }: OsviTranscript) => asTranscript(data.transcript),
  },
};

/** All providers, in the order in which the requested lists alternate. */
export const WIRE: readonly Wire[] = [voxworks, synthflow, puretalk, osvi];

/** The name of a provider's type of call. */
export const typeNameOf = ({ provider }: Pick<ReturnedCall, 'provider'>): string =>
  `${provider.charAt(0).toUpperCase()}${provider.slice(1).toLowerCase()}Call`;
