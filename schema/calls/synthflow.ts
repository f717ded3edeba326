import { synthflow as provider, type SynthflowPagination } from '../../src/providers/synthflow.ts';
import type {
  SynthflowCollectedVariable,
  SynthflowExecutedAction,
} from '../../src/providers/synthflow-extraction.ts';
import type {
  SynthflowDisconnectReason,
  SynthflowEndCallReason,
  SynthflowTelephonyLeg,
} from '../../src/providers/synthflow-outcome.ts';
import { builder } from '../builder.ts';
import { bindProvider } from '../provider-binding.ts';
import { CallRef, NodeRef } from '../types/call.ts';
import { describeEnum } from '../types/describe-enum.ts';

export const synthflow = bindProvider(provider);

const EndCallReasonRef = describeEnum<SynthflowEndCallReason>(
  'SynthflowEndCallReason',
  'Why the call ended, from the agent’s side. Synthflow’s own word is in `providerEndReason`.',
  {
    HUMAN_PICK_UP_CUT_OFF: 'A person picked up and the call was cut off.',
    VOICEMAIL: 'A voicemail box picked up.',
    VOICEMAIL_CUT_OFF: 'A voicemail box picked up and cut the agent off.',
    VOICEMAIL_MESSAGE_LEFT: 'The agent left a message in a voicemail box.',
    AGENT_ENDED_CALL: 'The agent ended the call.',
    HUMAN_ENDED_CALL: 'The person ended the call.',
    CUSTOM_END_CALL: 'A condition that the team defined: see `customEndCallReason`.',
    TIMEOUT: 'A time limit ran out.',
    ERROR: 'A technical fault: see `errorMessage`.',
    USER_CANCELED: 'The caller hung up within the first second.',
    UNKNOWN: 'A word that this graph does not know.',
  },
);

const TelephonyLegRef = describeEnum<SynthflowTelephonyLeg>(
  'SynthflowTelephonyLeg',
  'A side of the telephone connection.',
  {
    CALLER: 'The side that dialled.',
    CALLEE: 'The side that was dialled.',
    UNKNOWN: 'A word that this graph does not know: see `providerTelephonyHangup`.',
  },
);

const DisconnectReasonRef = describeEnum<SynthflowDisconnectReason>(
  'SynthflowDisconnectReason',
  'Why the telephone connection was cut.',
  {
    CALLEE_HANGUP: 'The side that was dialled hung up.',
    CALLER_HANGUP: 'The side that dialled hung up.',
    ERROR: 'A technical fault.',
    FORBIDDEN: 'The connection was not allowed.',
    UNKNOWN: 'Synthflow does not know either, or uses a word that this graph does not know.',
  },
);

const ExecutedActionRef = builder.objectRef<SynthflowExecutedAction>('SynthflowExecutedAction').implement({
  description:
    'Something that the agent did during the call. What Synthflow sends as JSON inside text is decoded.',
  fields: (t) => ({
    key: t.exposeString('key', {
      nullable: false,
      description: 'The name under which Synthflow files the action, such as `info_extractor_email`.',
    }),
    name: t.exposeString('name', { nullable: true, description: 'What the action is called.' }),
    actionType: t.exposeString('actionType', { nullable: true, description: 'What kind of action it is.' }),
    description: t.exposeString('description', { nullable: true, description: 'What it is for.' }),
    parametersHardCoded: t.expose('parametersHardCoded', {
      type: 'JSON',
      nullable: true,
      description: 'Parameters that the team set beforehand.',
    }),
    parametersFromLanguageModel: t.expose('parametersFromLanguageModel', {
      type: 'JSON',
      nullable: true,
      description: 'Parameters that the language model filled in.',
    }),
    returnValue: t.expose('returnValue', {
      type: 'JSON',
      nullable: true,
      description: 'What the action gave back.',
    }),
    returnValueStatus: t.exposeString('returnValueStatus', {
      nullable: true,
      description: 'Whether that is usable, in Synthflow’s own word.',
    }),
    errorMessage: t.exposeString('errorMessage', {
      nullable: true,
      description: 'What went wrong, if anything.',
    }),
    isRelevant: t.exposeBoolean('isRelevant', {
      nullable: true,
      description: 'Whether Synthflow counts the action as relevant to the call.',
    }),
    executedAt: t.expose('executedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was carried out.',
    }),
    raw: t.expose('raw', { type: 'JSON', nullable: true, description: 'The action as Synthflow sent it.' }),
  }),
});

const CollectedVariableRef = builder
  .objectRef<SynthflowCollectedVariable>('SynthflowCollectedVariable')
  .implement({
    description: 'A slot that the conversation flow set out to fill.',
    fields: (t) => ({
      agentId: t.exposeID('agentId', {
        nullable: true,
        description: 'The agent that collected it. Null where Synthflow files variables by name alone.',
      }),
      name: t.exposeString('name', { nullable: false, description: 'What the variable is called.' }),
      value: t.expose('value', {
        type: 'JSON',
        nullable: true,
        description: 'Null when it was not collected.',
      }),
      collected: t.exposeBoolean('collected', {
        nullable: true,
        description: 'Whether the agent managed to collect it.',
      }),
    }),
  });

const PaginationRef = builder.objectRef<SynthflowPagination>('SynthflowPagination').implement({
  description: 'Synthflow answers with a list even for one call; this is what it says about that list.',
  fields: (t) => ({
    totalRecords: t.exposeInt('totalRecords', { nullable: true, description: 'Records that match.' }),
    limit: t.exposeInt('limit', { nullable: true, description: 'Most records that one answer holds.' }),
    offset: t.exposeInt('offset', { nullable: true, description: 'Records passed over before the first.' }),
  }),
});

synthflow.ref.implement({
  description:
    'A call that Synthflow ran. Its `answeredAt` is the start of the connection and the ringing together. Its `raw` leaves out `telephony_sip_headers`, which can name networks and people.',
  interfaces: [NodeRef, CallRef],
  fields: (t) => ({
    campaignType: t.exposeString('campaignType', {
      nullable: true,
      description: 'What kind of run the call belongs to, such as `live`.',
    }),
    timezone: t.exposeString('timezone', {
      nullable: true,
      description: 'IANA name of the time zone of the call, such as `Europe/Berlin`.',
    }),
    providerCallType: t.exposeString('providerCallType', {
      nullable: true,
      description: 'Synthflow’s own word for the direction.',
    }),
    endCallReason: t.expose('endCallReason', {
      type: EndCallReasonRef,
      nullable: true,
      description: 'Why the call ended, from the agent’s side.',
    }),
    customEndCallReason: t.exposeString('customEndCallReason', {
      nullable: true,
      scope: 'calls:content',
      description: 'The team’s own reason. Only with `CUSTOM_END_CALL`.',
    }),
    errorMessage: t.exposeString('errorMessage', {
      nullable: true,
      scope: 'calls:content',
      description: 'What went wrong. Null when nothing did.',
    }),
    executedActions: t.expose('executedActions', {
      type: [ExecutedActionRef],
      nullable: true,
      scope: 'calls:content',
      description: 'What the agent did during the call.',
    }),
    promptVariables: t.expose('promptVariables', {
      type: 'JSONObject',
      nullable: true,
      scope: 'calls:content',
      description: 'The variables that were put into the agent’s prompt before the call.',
    }),
    telephonyHangup: t.expose('telephonyHangup', {
      type: TelephonyLegRef,
      nullable: true,
      description: 'Which side of the connection hung up; `endedBy` says which party that was.',
    }),
    providerTelephonyHangup: t.exposeString('providerTelephonyHangup', {
      nullable: true,
      description: 'Synthflow’s own word for the side that hung up.',
    }),
    telephonyDisconnectReason: t.expose('telephonyDisconnectReason', {
      type: DisconnectReasonRef,
      nullable: true,
      description: 'Why the connection was cut, in the carrier’s view.',
    }),
    providerTelephonyDisconnectReason: t.exposeString('providerTelephonyDisconnectReason', {
      nullable: true,
      description: 'Synthflow’s own word for why the connection was cut.',
    }),
    telephonyDurationMs: t.exposeFloat('telephonyDurationMs', {
      nullable: true,
      description: 'Length of the whole connection, in milliseconds.',
    }),
    telephonyRingingDurationMs: t.exposeFloat('telephonyRingingDurationMs', {
      nullable: true,
      description: 'How long it rang before somebody picked up, in milliseconds.',
    }),
    telephonyStartedAt: t.expose('telephonyStartedAt', {
      type: 'DateTime',
      nullable: true,
      description:
        'When the connection began. A time without offset is taken as local to `timezone`, else as UTC.',
    }),
    telephonyEndedAt: t.expose('telephonyEndedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the connection ended; read as `telephonyStartedAt` is.',
    }),
    collectedVariables: t.expose('collectedVariables', {
      type: [CollectedVariableRef],
      nullable: true,
      scope: 'calls:content',
      description:
        'The slots of the conversation flow; `extractedData` holds those that were filled, as one map.',
    }),
    assistantVersion: t.exposeString('assistantVersion', {
      nullable: true,
      description: 'Version of the agent. Not documented by Synthflow; seen on live records.',
    }),
    pagination: t.expose('pagination', {
      type: PaginationRef,
      nullable: true,
      description: 'What Synthflow says about the list that held this call.',
    }),
    responseStatus: t.exposeString('responseStatus', {
      nullable: true,
      description: 'The status of Synthflow’s answer itself, `ok` as a rule.',
    }),
  }),
});
