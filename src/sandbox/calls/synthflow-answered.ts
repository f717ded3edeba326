import type { JsonObject } from '../../domain/json.ts';
import type { SandboxCall } from '../sandbox-provider.ts';
import { uuidOf } from './ids.ts';
import { SYNTHFLOW_TALKS } from './synthflow-conversations.ts';
import { modelIdOf, olderId, synthflowCall } from './synthflow-record.ts';

const OWN_LINE = '+12125550100';

/** An action as the API lists it. Its parameters and return value are strings that hold JSON. */
const action = (name: string, kind: 'extract_info' | 'custom_function', result: JsonObject): JsonObject => ({
  name,
  action_type: `${kind}_action_type`,
  description: `Runs after the call: ${name}`,
  parameters_hard_coded: '{}',
  parameters_from_llm: JSON.stringify(result),
  error_message: '',
  return_value: JSON.stringify(result),
  return_value_status: 'success',
  is_relevant_action: 'true',
  timestamp_datetime: '2026-11-17T10:32:31',
  timestamp: '1794911551',
});

/** Calls with a conversation. The caller passes the first id, which the documentation quotes. */
export const synthflowTalkedCalls = (firstId: string): readonly SandboxCall[] => [
  synthflowCall({
    id: firstId,
    at: '2026-11-17T10:30:00Z',
    ringMs: 6_200,
    seconds: 94,
    timezone: 'Europe/Berlin',
    from: '+493023125100',
    to: '+493023125042',
    turns: SYNTHFLOW_TALKS.booking,
    fields: {
      name: 'Anna Berger',
      end_call_reason: 'agent_ended_call',
      telephony_hangup: 'caller',
      telephony_disconnect_reason: 'caller_hangup',
      prompt_variables: { first_name: 'Anna', flat: 'Lindenallee 14', rooms: 3, pets_allowed: true },
      collected_variables: {
        [modelIdOf('viewing desk')]: {
          viewing_date: { value: '2026-11-21', collected: true },
          viewing_time: { value: '16:30', collected: true },
          household_size: { value: 2, collected: true },
          has_pets: { value: true, collected: true },
          monthly_income: { value: null, collected: false },
        },
      },
      executed_actions: {
        info_extractor_viewing: action('viewing', 'extract_info', { date: '2026-11-21', time: '16:30' }),
        'info_extractor_move in date': action('move in date', 'extract_info', { id: '2027-01-01' }),
        custom_function_book: action('book', 'custom_function', { booked: { slot: 17, agent: { id: 4 } } }),
      },
    },
  }),
  synthflowCall({
    id: uuidOf('synthflow inbound complaint'),
    at: '2026-11-18T19:05:13Z',
    ringMs: 2_100,
    seconds: 71,
    agent: 'parcel desk',
    from: '+12125550163',
    to: OWN_LINE,
    turns: SYNTHFLOW_TALKS.complaint,
    fields: {
      type_of_call: 'inbound',
      telephony_hangup: 'caller',
      telephony_disconnect_reason: 'caller_hangup',
      name: 'Dolores Pike',
      // The older key prefix, and variables that are not grouped by agent.
      executed_actions: {
        extract_info_sentiment: action('sentiment', 'extract_info', { id: 'angry' }),
        extract_info_refund: action('refund', 'extract_info', {}),
      },
      collected_variables: {
        parcel: { value: 'SB-19777', collected: true },
        refund_wanted: { value: true, collected: true },
      },
      // Fields that the documents do not list.
      call_status: 'completed',
      assistant_version: '14',
      telephony_sip_headers: { 'X-Trunk': 'sandbox-trunk-7' },
    },
  }),
  synthflowCall({
    id: olderId('spanish lead', '2026-11-12T16:00:00Z'),
    at: '2026-11-12T16:00:00Z',
    ringMs: 8_000,
    seconds: 58,
    timezone: 'Europe/Madrid',
    from: OWN_LINE,
    to: '+13055550121',
    turns: SYNTHFLOW_TALKS.spanishLead,
    fields: {
      end_call_reason: 'custom_end_call',
      custom_end_call_reason: 'not_the_decision_maker',
      name: 'Íñigo Salas',
      prompt_variables: { idioma: 'es', producto: 'alarma' },
    },
  }),
  synthflowCall({
    id: olderId('nudged', '2026-11-13T17:20:00Z'),
    at: '2026-11-13T17:20:00Z',
    ringMs: 9_400,
    seconds: 43,
    from: OWN_LINE,
    to: '+12125550171',
    fields: {
      // A nudge appears as a customer's line, a turn wraps without a prefix, and one side has two turns in a row.
      transcript:
        '\nbot: Hello, this is Mia from Swiftbox. Are you there?\nhuman: [The customer is silent. Ask again.]\n' +
        'bot: Hello?\nbot: I can call back later: just say\nlater, or hang up.\nhuman: Later, please.',
      duration: '43',
      end_call_reason: 'human_goodbye',
    },
  }),
  synthflowCall({
    id: uuidOf('synthflow hindi survey'),
    at: '2026-11-14T06:30:00Z',
    ringMs: 5_000,
    seconds: 39,
    agent: 'survey desk',
    timezone: 'Asia/Kolkata',
    from: '+912255500100',
    to: '+912255500131',
    turns: SYNTHFLOW_TALKS.hindiSurvey,
    fields: {
      name: 'नेहा',
      end_call_reason: 'agent_goodbye',
      error_message: 'agent_goodbye',
      telephony_hangup: 'caller',
    },
  }),
  synthflowCall({
    id: uuidOf('synthflow long hold'),
    at: '2026-11-06T15:00:00Z',
    ringMs: 4_000,
    seconds: 1_800,
    agent: 'survey desk',
    from: OWN_LINE,
    to: '+12125550184',
    turns: SYNTHFLOW_TALKS.longSurvey,
    fields: { end_call_reason: 'timeout', telephony_hangup: null, telephony_disconnect_reason: 'unknown' },
  }),
  {
    ...synthflowCall({
      id: uuidOf('synthflow deleted recording'),
      at: '2026-11-02T16:20:00Z',
      ringMs: 3_000,
      seconds: 66,
      agent: 'parcel desk',
      from: '+12125550164',
      to: OWN_LINE,
      turns: SYNTHFLOW_TALKS.complaint,
      fields: { type_of_call: 'inbound', name: 'Marcus Whitfield' },
    }),
    recordingState: () => 'gone',
  },
  synthflowCall({
    id: olderId('test run', '2026-11-02T08:00:00Z'),
    at: '2026-11-02T08:00:00Z',
    ringMs: 0,
    seconds: 15,
    timezone: 'UTC',
    from: OWN_LINE,
    to: '+12125550199',
    turns: SYNTHFLOW_TALKS.testRun,
    fields: {
      campaign_type: 'test',
      end_call_reason: 'human_hangup', // a reason that the provider's list lacks
      telephony_hangup: null,
      telephony_disconnect_reason: null,
      telephony_duration: null,
    },
  }),
];
