import type { Call } from '../../src/domain/call.ts';
import { toCallId } from '../../src/domain/call-key.ts';
import { isSettled } from '../../src/domain/freshness.ts';
import { toVcon } from '../../src/vcon/to-vcon.ts';
import { builder } from '../builder.ts';
import { assertRead, derivation } from '../derived-fields.ts';
import { graphTypeName } from '../graph-names.ts';
import {
  AnsweredByRef,
  CallChannelRef,
  CallDirectionRef,
  CallEndedByRef,
  CallEndReasonRef,
  CallStatusRef,
  SentimentRef,
} from './call-enums.ts';
import { AgentRef, CustomerRef, FreshnessRef, TranscriptRef, toProviderAgent } from './call-parts.ts';
import { CallRecording, RecordingRef } from './recording.ts';

/** The fields of a call that may come from endpoints of their own and that its vCon holds. */
const VCON_SOURCES = ['transcript', 'raw'] as const;

export const NodeRef = builder.interfaceRef<Call>('Node').implement({
  description: 'An object with a global id. Every node is a call.',
  resolveType: (call) => graphTypeName(call.provider),
  fields: (t) => ({
    id: t.id({
      nullable: false,
      description:
        "Global id, unique in the graph and stable: the provider's name in lower case, a colon, and the provider's own id. Other services can build it.",
      resolve: (call) => toCallId({ provider: call.provider, providerCallId: call.providerCallId }),
    }),
  }),
});

export const CallRef = builder.interfaceRef<Call>('Call').implement({
  description:
    'One AI phone call, in one shape whichever provider ran it. A field is null when the provider said nothing, or said something that cannot be read; an enum is `UNKNOWN` when it said a word that this graph does not know.',
  interfaces: [NodeRef],
  resolveType: (call) => graphTypeName(call.provider),
  fields: (t) => ({
    providerCallId: t.exposeID('providerCallId', {
      nullable: false,
      description: "The provider's own id of the call.",
    }),
    status: t.expose('status', {
      type: CallStatusRef,
      nullable: false,
      description: 'State of the call: where it stands, or how it came out.',
    }),
    providerStatus: t.exposeString('providerStatus', {
      nullable: true,
      description: "The provider's own word for the status, as sent. Null when it gives none.",
    }),
    direction: t.expose('direction', {
      type: CallDirectionRef,
      nullable: true,
      description: 'Side that placed the call. Null when the provider does not say.',
    }),
    channel: t.expose('channel', {
      type: CallChannelRef,
      nullable: true,
      description: 'Medium that carried the call. Null when the provider does not say.',
    }),
    from: t.exposeString('from', {
      nullable: true,
      scope: 'calls:identity',
      description:
        'Calling number, as dialled; E.164 where the provider gives E.164. Null when it is not known.',
    }),
    to: t.exposeString('to', {
      nullable: true,
      scope: 'calls:identity',
      description:
        'Called number, as dialled; E.164 where the provider gives E.164. Null when it is not known.',
    }),
    agent: t.field({
      type: AgentRef,
      nullable: true,
      description: 'The AI agent that spoke. Null when the provider does not name it.',
      resolve: toProviderAgent,
    }),
    customer: t.expose('customer', {
      type: CustomerRef,
      nullable: true,
      description: 'The other party, whatever the direction. Null when nothing is known of it.',
    }),
    campaignId: t.exposeID('campaignId', {
      nullable: true,
      description: "The provider's own id of the campaign of the call. Null for a call outside a campaign.",
    }),
    scheduledAt: t.expose('scheduledAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the call was planned to start. Null for a call that was not planned.',
    }),
    createdAt: t.expose('createdAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the provider created its record of the call. Null when it does not say.',
    }),
    startedAt: t.expose('startedAt', {
      type: 'DateTime',
      nullable: true,
      description:
        'When dialling or the connection began. Null before that, or when the provider does not say.',
    }),
    answeredAt: t.expose('answeredAt', {
      type: 'DateTime',
      nullable: true,
      description:
        'When a person or a machine picked up. Null when the call was not answered, or the provider does not say.',
    }),
    endedAt: t.expose('endedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the call ended. Null before that, or when the provider does not say.',
    }),
    durationSeconds: t.exposeFloat('durationSeconds', {
      nullable: true,
      description: 'Talk time in seconds. Null when the call was never answered.',
    }),
    providerDurationSeconds: t.exposeFloat('providerDurationSeconds', {
      nullable: true,
      description:
        'Length that the provider states, in seconds, whether or not the call was answered. Null when it states none. `durationSeconds` is talk time alone.',
    }),
    endReason: t.expose('endReason', {
      type: CallEndReasonRef,
      nullable: true,
      description: 'Why the call ended. Null when the provider gives no reason.',
    }),
    providerEndReason: t.exposeString('providerEndReason', {
      nullable: true,
      description: "The provider's own word for why the call ended, as sent. Null when it gives none.",
    }),
    endedBy: t.expose('endedBy', {
      type: CallEndedByRef,
      nullable: true,
      description:
        "Party that ended the call, by the provider's word for it, else by its end reason. Null when neither says.",
    }),
    answeredBy: t.expose('answeredBy', {
      type: AnsweredByRef,
      nullable: true,
      description: 'Who or what picked up. Null when the provider does not say.',
    }),
    summary: t.exposeString('summary', {
      nullable: true,
      scope: 'calls:content',
      description:
        "The provider's summary of the conversation. Null until it arrives, some seconds after the call has ended.",
    }),
    sentiment: t.expose('sentiment', {
      type: SentimentRef,
      nullable: true,
      scope: 'calls:content',
      description: 'Mood of the conversation. Null where the provider does not judge it.',
    }),
    transcript: t.expose('transcript', {
      type: TranscriptRef,
      nullable: true,
      scope: 'calls:content',
      description: 'What was said. Null when nothing was, or when the provider has no transcript.',
    }),
    recording: t.field({
      type: RecordingRef,
      nullable: true,
      scope: 'calls:content',
      description: 'Stored audio. Its `state` says whether there is any.',
      resolve: (call, _args, { playback }) => new CallRecording(call, playback),
    }),
    extractedData: t.expose('extractedData', {
      type: 'JSONObject',
      nullable: true,
      scope: 'calls:content',
      description:
        'Values that the agent and the analysis captured, as one flat map under the names that the extractors gave them. Null when nothing was captured.',
    }),
    freshness: t.field({
      type: FreshnessRef,
      nullable: false,
      description: 'How recent this data is.',
      resolve: (call) => call,
    }),
    isSettled: t.boolean({
      nullable: false,
      description:
        'Whether nothing more is expected of the call, so that a client can stop polling: it has ended, and the minutes in which analysis, summary and recording arrive are over.',
      resolve: isSettled,
    }),
    vcon: t.field({
      type: 'JSONObject',
      nullable: true,
      scope: ['calls:content', 'calls:identity'],
      extensions: derivation(...VCON_SOURCES),
      description:
        'The call as an IETF vCon in unsigned form (draft-ietf-vcon-vcon-core-04): parties, dialog, analysis, and the record of the provider as an attachment. Its `uuid` is the same each time. It holds no audio and links to none, because the draft allows no link without a hash of what it leads to.',
      resolve: (call, _args, { domain }) => {
        assertRead(call, VCON_SOURCES);
        return toVcon(call, domain());
      },
    }),
    raw: t.expose('raw', {
      type: 'JSON',
      nullable: true,
      scope: ['calls:content', 'calls:identity'],
      description:
        "The provider's own record of the call, with every member that this graph does not know. Null when no endpoint sent it.",
    }),
  }),
});
