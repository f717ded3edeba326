import type { Call } from '../../src/domain/call.ts';
import { toCallId } from '../../src/domain/call-key.ts';
import { builder } from '../builder.ts';
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
import { AgentRef, CustomerRef, FreshnessRef, RecordingRef, TranscriptRef } from './call-parts.ts';

export const NodeRef = builder.interfaceRef<Call>('Node').implement({
  description: 'Anything with an id that is unique in the graph.',
  resolveType: (call) => graphTypeName(call.provider),
  fields: (t) => ({
    id: t.id({
      nullable: false,
      description:
        'Unique in the graph, readable and stable: the provider’s name in lower case, a colon, the provider’s own id.',
      resolve: (call) => toCallId({ provider: call.provider, providerCallId: call.providerCallId }),
    }),
  }),
});

export const CallRef = builder.interfaceRef<Call>('Call').implement({
  description:
    'One AI phone call, in one shape whichever provider ran it. A field is null when the provider said nothing, or said something that cannot be read.',
  interfaces: [NodeRef],
  resolveType: (call) => graphTypeName(call.provider),
  fields: (t) => ({
    providerCallId: t.exposeID('providerCallId', {
      nullable: false,
      description: 'The provider’s own id of the call.',
    }),
    status: t.expose('status', {
      type: CallStatusRef,
      nullable: false,
      description: 'Where the call stands, or how it came out.',
    }),
    providerStatus: t.exposeString('providerStatus', {
      nullable: true,
      description: 'The provider’s own word for the status, untouched.',
    }),
    direction: t.expose('direction', {
      type: CallDirectionRef,
      nullable: true,
      description: 'Who placed the call. Null when the provider does not say.',
    }),
    channel: t.expose('channel', {
      type: CallChannelRef,
      nullable: true,
      description: 'What carried the call. Null when the provider does not say.',
    }),
    from: t.exposeString('from', {
      nullable: true,
      scope: 'calls:identity',
      description: 'The calling number, as dialled; E.164 where the provider gives E.164.',
    }),
    to: t.exposeString('to', {
      nullable: true,
      scope: 'calls:identity',
      description: 'The called number, as dialled; E.164 where the provider gives E.164.',
    }),
    agent: t.expose('agent', { type: AgentRef, nullable: true, description: 'The AI that spoke.' }),
    customer: t.expose('customer', {
      type: CustomerRef,
      nullable: true,
      description: 'The other party, whatever the direction.',
    }),
    campaignId: t.exposeID('campaignId', {
      nullable: true,
      description: 'The provider’s id of the campaign that the call belongs to.',
    }),
    scheduledAt: t.expose('scheduledAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the call was planned to start.',
    }),
    createdAt: t.expose('createdAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the provider made its record of the call.',
    }),
    startedAt: t.expose('startedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When dialling or the connection began.',
    }),
    answeredAt: t.expose('answeredAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When somebody, or a machine, picked up.',
    }),
    endedAt: t.expose('endedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the call was over.',
    }),
    durationSeconds: t.exposeFloat('durationSeconds', {
      nullable: true,
      description: 'Talk time in seconds. Null when the call was never answered.',
    }),
    providerDurationSeconds: t.exposeFloat('providerDurationSeconds', {
      nullable: true,
      description:
        'The length that the provider states, in seconds, whether or not anybody answered; `durationSeconds` is talk time alone.',
    }),
    endReason: t.expose('endReason', {
      type: CallEndReasonRef,
      nullable: true,
      description: 'Why the call ended. Null when no reason was given.',
    }),
    providerEndReason: t.exposeString('providerEndReason', {
      nullable: true,
      description: 'The provider’s own word for why the call ended, untouched.',
    }),
    endedBy: t.expose('endedBy', {
      type: CallEndedByRef,
      nullable: true,
      description:
        'The party that ended the call, in the provider’s words or by its end reason. Null when neither says.',
    }),
    answeredBy: t.expose('answeredBy', {
      type: AnsweredByRef,
      nullable: true,
      description: 'What picked up. Null when the provider does not say.',
    }),
    summary: t.exposeString('summary', {
      nullable: true,
      scope: 'calls:content',
      description:
        'The provider’s summary of the conversation. Arrives some seconds after the call has ended.',
    }),
    sentiment: t.expose('sentiment', {
      type: SentimentRef,
      nullable: true,
      scope: 'calls:content',
      description: 'The mood of the conversation, where the provider judges it.',
    }),
    transcript: t.expose('transcript', {
      type: TranscriptRef,
      nullable: true,
      scope: 'calls:content',
      description:
        'What was said. Null when nothing was, or the provider’s record of a call holds no transcript.',
    }),
    recording: t.expose('recording', {
      type: RecordingRef,
      nullable: true,
      scope: 'calls:content',
      description:
        'The stored audio. Null when there is none, or the provider’s record of a call does not link to it.',
    }),
    extractedData: t.expose('extractedData', {
      type: 'JSONObject',
      nullable: true,
      scope: 'calls:content',
      description: 'What the agent and the analysis captured, as one map from name to value.',
    }),
    freshness: t.field({
      type: FreshnessRef,
      nullable: false,
      description: 'How recent this answer is.',
      resolve: (call) => call,
    }),
    raw: t.expose('raw', {
      type: 'JSON',
      nullable: true,
      scope: ['calls:content', 'calls:identity'],
      description: 'The provider’s own record of the call, with every member that this graph does not know.',
    }),
  }),
});
