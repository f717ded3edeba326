import {
  type PuretalkAnalysisValue,
  type PuretalkCallAnalysis,
  type PuretalkMetadata,
  type PuretalkProtocol,
  type PuretalkVoice,
  puretalk as provider,
} from '../../src/providers/puretalk.ts';
import { builder } from '../builder.ts';
import { bindProvider } from '../provider-binding.ts';
import { CallRef, NodeRef } from '../types/call.ts';
import { describeEnum } from '../types/describe-enum.ts';

export const puretalk = bindProvider(provider);

const ProtocolRef = describeEnum<PuretalkProtocol>('PuretalkProtocol', 'What carried the call.', {
  TWILIO: 'The telephone network, through Twilio.',
  TELNYX: 'The telephone network, through Telnyx.',
  WEB: 'A browser.',
  UNKNOWN: 'A word that this graph does not know: see `providerProtocol`.',
});

const AnalysisValueRef = builder.objectRef<PuretalkAnalysisValue>('PuretalkAnalysisValue').implement({
  description: 'One value that the analysis extracted.',
  fields: (t) => ({
    name: t.exposeString('name', {
      nullable: true,
      description: 'What the value is called. Null where Puretalk names it in no way that can be read.',
    }),
    value: t.expose('value', { type: 'JSON', nullable: true, description: 'Text, a number or a boolean.' }),
  }),
});

const CallAnalysisRef = builder.objectRef<PuretalkCallAnalysis>('PuretalkCallAnalysis').implement({
  description: 'What Puretalk’s analysis found after the call. Its verdicts are free text.',
  fields: (t) => ({
    summary: t.exposeString('summary', { nullable: true, description: 'What the call was about.' }),
    callCompletionSummary: t.exposeString('callCompletionSummary', {
      nullable: true,
      description: 'How the conversation ended, in prose.',
    }),
    callCompletion: t.exposeString('callCompletion', {
      nullable: true,
      description: 'The verdict on whether the conversation was completed.',
    }),
    taskCompletionSummary: t.exposeString('taskCompletionSummary', {
      nullable: true,
      description: 'How far the agent’s task was done, in prose.',
    }),
    taskCompletion: t.exposeString('taskCompletion', {
      nullable: true,
      description: 'The verdict on whether the agent’s task was done.',
    }),
    postAnalysisData: t.expose('postAnalysisData', {
      type: [AnalysisValueRef],
      nullable: true,
      description:
        'The values that the analysis extracted; `extractedData` holds those with a name as one map.',
    }),
  }),
});

const VoiceRef = builder.objectRef<PuretalkVoice>('PuretalkVoice').implement({
  description: 'The voice that the agent spoke with.',
  fields: (t) => ({
    id: t.exposeID('id', { nullable: true, description: 'Puretalk’s id of the voice.' }),
    name: t.exposeString('name', { nullable: true, description: 'Name of the voice.' }),
  }),
});

const MetadataRef = builder.objectRef<PuretalkMetadata>('PuretalkMetadata').implement({
  description: 'Free data on the call.',
  fields: (t) => ({
    model: t.exposeString('model', { nullable: true, description: 'The language model, where it is named.' }),
    value: t.expose('value', {
      type: 'JSON',
      nullable: true,
      description: 'All of it: documented as an object, also sent as plain text.',
    }),
  }),
});

puretalk.ref.implement({
  description: 'A call that Puretalk ran. Puretalk says neither why a call ended nor who ended it.',
  interfaces: [NodeRef, CallRef],
  fields: (t) => ({
    analysis: t.expose('analysis', {
      type: CallAnalysisRef,
      nullable: true,
      scope: 'calls:content',
      description: 'What the analysis after the call found. Null until it has run.',
    }),
    protocol: t.expose('protocol', {
      type: ProtocolRef,
      nullable: true,
      description: 'What carried the call.',
    }),
    providerProtocol: t.exposeString('providerProtocol', {
      nullable: true,
      description: 'Puretalk’s own word for the protocol.',
    }),
    providerCallType: t.exposeString('providerCallType', {
      nullable: true,
      description: 'Puretalk’s own word for the direction.',
    }),
    providerAnsweredBy: t.exposeString('providerAnsweredBy', {
      nullable: true,
      description: 'Puretalk’s own word for what picked up.',
    }),
    providerSentiment: t.exposeString('providerSentiment', {
      nullable: true,
      scope: 'calls:content',
      description: 'Puretalk’s own word for the mood; `n/a` when it could not tell.',
    }),
    voice: t.expose('voice', {
      type: VoiceRef,
      nullable: true,
      description: 'The voice that the agent spoke with.',
    }),
    carrierCallId: t.exposeID('carrierCallId', {
      nullable: true,
      description: 'The telephone carrier’s id of the call (`provider_call_id` in Puretalk’s words).',
    }),
    metadata: t.expose('metadata', {
      type: MetadataRef,
      nullable: true,
      scope: 'calls:content',
      description: 'Free data on the call.',
    }),
    variables: t.exposeStringList('variables', {
      nullable: true,
      scope: 'calls:content',
      description: 'The agent’s variables. Puretalk does not say whether these are names or values.',
    }),
    recordingEnabled: t.exposeBoolean('recordingEnabled', {
      nullable: true,
      description: 'Whether the call was set to be recorded.',
    }),
    isBilled: t.exposeBoolean('isBilled', {
      nullable: true,
      description: 'Whether Puretalk charges for the call.',
    }),
    responseMessage: t.exposeString('responseMessage', {
      nullable: true,
      description: 'The message that came with Puretalk’s answer, `Success` as a rule.',
    }),
  }),
});
