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
  "Why a call ended, seen from the agent. Synthflow's own word is in `providerEndReason`.",
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
    UNKNOWN: 'A word that this graph does not know: see `providerEndReason`.',
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
  'Why a telephone connection was cut.',
  {
    CALLEE_HANGUP: 'The side that was dialled hung up.',
    CALLER_HANGUP: 'The side that dialled hung up.',
    ERROR: 'A technical fault.',
    FORBIDDEN: 'The connection was not allowed.',
    UNKNOWN:
      'A word that this graph does not know, or Synthflow does not know: see `providerTelephonyDisconnectReason`.',
  },
);

const ExecutedActionRef = builder.objectRef<SynthflowExecutedAction>('SynthflowExecutedAction').implement({
  description:
    'An action that the agent executed during a call. JSON that Synthflow sends as text is decoded.',
  fields: (t) => ({
    key: t.exposeString('key', {
      nullable: false,
      description: 'Key of the action in the record of Synthflow, such as `info_extractor_email`.',
    }),
    name: t.exposeString('name', {
      nullable: true,
      description: 'Name of the action. Null when Synthflow gives none.',
    }),
    actionType: t.exposeString('actionType', {
      nullable: true,
      description: "Kind of the action, in Synthflow's own word. Null when it gives none.",
    }),
    description: t.exposeString('description', {
      nullable: true,
      description: 'Purpose of the action, in prose. Null when Synthflow gives none.',
    }),
    parametersHardCoded: t.expose('parametersHardCoded', {
      type: 'JSON',
      nullable: true,
      description: 'Parameters that the team set beforehand. Null when there are none.',
    }),
    parametersFromLanguageModel: t.expose('parametersFromLanguageModel', {
      type: 'JSON',
      nullable: true,
      description: 'Parameters that the language model filled in. Null when there are none.',
    }),
    returnValue: t.expose('returnValue', {
      type: 'JSON',
      nullable: true,
      description: 'Result of the action. Null when there is none.',
    }),
    returnValueStatus: t.exposeString('returnValueStatus', {
      nullable: true,
      description: "Whether the result is usable, in Synthflow's own word. Null when it does not say.",
    }),
    errorMessage: t.exposeString('errorMessage', {
      nullable: true,
      description: 'What went wrong. Null when nothing did.',
    }),
    isRelevant: t.exposeBoolean('isRelevant', {
      nullable: true,
      description: 'Whether Synthflow counts the action as relevant to the call. Null when it does not say.',
    }),
    executedAt: t.expose('executedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the action was executed. Null when Synthflow does not say.',
    }),
    raw: t.expose('raw', {
      type: 'JSON',
      nullable: true,
      description: 'The action as Synthflow sent it, of any JSON type.',
    }),
  }),
});

const CollectedVariableRef = builder
  .objectRef<SynthflowCollectedVariable>('SynthflowCollectedVariable')
  .implement({
    description: 'A variable that the conversation flow was set to collect.',
    fields: (t) => ({
      agentId: t.exposeID('agentId', {
        nullable: true,
        description:
          "Synthflow's own id of the agent that collected the variable. Null where Synthflow records variables by name alone.",
      }),
      name: t.exposeString('name', { nullable: false, description: 'Name of the variable.' }),
      value: t.expose('value', {
        type: 'JSON',
        nullable: true,
        description: 'Value of the variable. Null when it was not collected.',
      }),
      collected: t.exposeBoolean('collected', {
        nullable: true,
        description: 'Whether the agent collected the variable. Null when Synthflow does not say.',
      }),
    }),
  });

const PaginationRef = builder.objectRef<SynthflowPagination>('SynthflowPagination').implement({
  description: 'Paging of the list that Synthflow responds with, even for one call.',
  fields: (t) => ({
    totalRecords: t.exposeInt('totalRecords', {
      nullable: true,
      description: 'Number of records that match. Null when Synthflow does not say.',
    }),
    limit: t.exposeInt('limit', {
      nullable: true,
      description: 'Most records that one response holds. Null when Synthflow does not say.',
    }),
    offset: t.exposeInt('offset', {
      nullable: true,
      description: 'Number of records before the first of the list. Null when Synthflow does not say.',
    }),
  }),
});

synthflow.ref.implement({
  description:
    'A call that Synthflow ran. Its `answeredAt` is the start of the connection plus the ringing. Its `raw` leaves out `telephony_sip_headers`, which can name networks and people.',
  interfaces: [NodeRef, CallRef],
  fields: (t) => ({
    campaignType: t.exposeString('campaignType', {
      nullable: true,
      description: 'Kind of run that the call belongs to, such as `live`. Null when Synthflow does not say.',
    }),
    timezone: t.exposeString('timezone', {
      nullable: true,
      description:
        'IANA name of the time zone of the call, such as `Europe/Berlin`. Null when Synthflow does not say.',
    }),
    providerCallType: t.exposeString('providerCallType', {
      nullable: true,
      description: "Synthflow's own word for the direction. Null when it gives none.",
    }),
    endCallReason: t.expose('endCallReason', {
      type: EndCallReasonRef,
      nullable: true,
      description: 'Why the call ended, seen from the agent. Null when Synthflow gives no reason.',
    }),
    customEndCallReason: t.exposeString('customEndCallReason', {
      nullable: true,
      scope: 'calls:content',
      description: "The team's own reason, only with `CUSTOM_END_CALL`; null otherwise.",
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
      description: 'Actions that the agent executed during the call. Null when the record holds none.',
    }),
    promptVariables: t.expose('promptVariables', {
      type: 'JSONObject',
      nullable: true,
      scope: 'calls:content',
      description:
        "Variables that were put into the agent's prompt before the call, by name. Null when there were none.",
    }),
    telephonyHangup: t.expose('telephonyHangup', {
      type: TelephonyLegRef,
      nullable: true,
      description:
        'Side of the connection that hung up; `endedBy` is the party. Null when Synthflow does not say.',
    }),
    providerTelephonyHangup: t.exposeString('providerTelephonyHangup', {
      nullable: true,
      description: "Synthflow's own word for the side that hung up. Null when it gives none.",
    }),
    telephonyDisconnectReason: t.expose('telephonyDisconnectReason', {
      type: DisconnectReasonRef,
      nullable: true,
      description: "Why the connection was cut, in the carrier's view. Null when Synthflow does not say.",
    }),
    providerTelephonyDisconnectReason: t.exposeString('providerTelephonyDisconnectReason', {
      nullable: true,
      description: "Synthflow's own word for why the connection was cut. Null when it gives none.",
    }),
    telephonyDurationSeconds: t.exposeFloat('telephonyDurationSeconds', {
      nullable: true,
      description: 'Length of the whole connection, in seconds. Null when Synthflow does not say.',
    }),
    telephonyRingingDurationSeconds: t.exposeFloat('telephonyRingingDurationSeconds', {
      nullable: true,
      description: 'Length of the ringing, in seconds. Null when Synthflow does not say.',
    }),
    telephonyStartedAt: t.expose('telephonyStartedAt', {
      type: 'DateTime',
      nullable: true,
      description:
        'When the connection began. A time without offset is read as local to `timezone`, else as UTC. Null when Synthflow does not say.',
    }),
    telephonyEndedAt: t.expose('telephonyEndedAt', {
      type: 'DateTime',
      nullable: true,
      description:
        'When the connection ended, read as `telephonyStartedAt` is. Null when Synthflow does not say.',
    }),
    collectedVariables: t.expose('collectedVariables', {
      type: [CollectedVariableRef],
      nullable: true,
      scope: 'calls:content',
      description:
        'Variables of the conversation flow; `extractedData` holds the collected ones as one map. Null when the record holds none.',
    }),
    assistantVersion: t.exposeString('assistantVersion', {
      nullable: true,
      description:
        'Version of the agent. Synthflow does not document it; live records hold it. Null when the record does not.',
    }),
    pagination: t.expose('pagination', {
      type: PaginationRef,
      nullable: true,
      description: 'Paging of the list that held this call. Null when Synthflow does not say.',
    }),
    responseStatus: t.exposeString('responseStatus', {
      nullable: true,
      description: "Status of Synthflow's response itself, usually `ok`. Null when it has none.",
    }),
  }),
});
