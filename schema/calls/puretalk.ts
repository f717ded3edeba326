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

const ProtocolRef = describeEnum<PuretalkProtocol>('PuretalkProtocol', 'Carrier of a call, or the browser.', {
  TWILIO: 'The telephone network, through Twilio.',
  TELNYX: 'The telephone network, through Telnyx.',
  WEB: 'A browser.',
  UNKNOWN: 'A word that this graph does not know: see `providerProtocol`.',
});

const AnalysisValueRef = builder.objectRef<PuretalkAnalysisValue>('PuretalkAnalysisValue').implement({
  description: 'One value that the analysis extracted from a call.',
  fields: (t) => ({
    name: t.exposeString('name', {
      nullable: true,
      description: 'Name of the value. Null where Puretalk gives none that can be read.',
    }),
    value: t.expose('value', {
      type: 'JSON',
      nullable: true,
      description: 'The value: text, a number or a boolean. Null when Puretalk sent none.',
    }),
  }),
});

const CallAnalysisRef = builder.objectRef<PuretalkCallAnalysis>('PuretalkCallAnalysis').implement({
  description: "Results of Puretalk's analysis after the call. Its verdicts are free text.",
  fields: (t) => ({
    summary: t.exposeString('summary', {
      nullable: true,
      description: 'Summary of the call. Null when there is none.',
    }),
    callCompletionSummary: t.exposeString('callCompletionSummary', {
      nullable: true,
      description: 'How the conversation ended, in prose. Null when the analysis does not say.',
    }),
    callCompletion: t.exposeString('callCompletion', {
      nullable: true,
      description: 'Verdict on whether the conversation was completed. Null when there is none.',
    }),
    taskCompletionSummary: t.exposeString('taskCompletionSummary', {
      nullable: true,
      description: "How far the agent's task was done, in prose. Null when the analysis does not say.",
    }),
    taskCompletion: t.exposeString('taskCompletion', {
      nullable: true,
      description: "Verdict on whether the agent's task was done. Null when there is none.",
    }),
    postAnalysisData: t.expose('postAnalysisData', {
      type: [AnalysisValueRef],
      nullable: true,
      description:
        'Values that the analysis extracted; `extractedData` holds the named ones as one map. Null when Puretalk sends no list.',
    }),
  }),
});

const VoiceRef = builder.objectRef<PuretalkVoice>('PuretalkVoice').implement({
  description: 'A voice that an agent speaks with.',
  fields: (t) => ({
    voiceId: t.exposeID('voiceId', {
      nullable: true,
      description: "Puretalk's own id of the voice. Null when it gives none.",
    }),
    name: t.exposeString('name', {
      nullable: true,
      description: 'Name of the voice. Null when Puretalk gives none.',
    }),
  }),
});

const MetadataRef = builder.objectRef<PuretalkMetadata>('PuretalkMetadata').implement({
  description: 'Free data that Puretalk keeps with a call.',
  fields: (t) => ({
    model: t.exposeString('model', {
      nullable: true,
      description: 'Language model of the call. Null when it is not named.',
    }),
    value: t.expose('value', {
      type: 'JSON',
      nullable: true,
      description: 'The metadata as sent: documented as an object, also seen as plain text.',
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
      description: 'Results of the analysis after the call. Null until it has run.',
    }),
    protocol: t.expose('protocol', {
      type: ProtocolRef,
      nullable: true,
      description: 'Carrier of the call, or the browser. Null when Puretalk does not say.',
    }),
    providerProtocol: t.exposeString('providerProtocol', {
      nullable: true,
      description: "Puretalk's own word for the protocol. Null when it gives none.",
    }),
    providerCallType: t.exposeString('providerCallType', {
      nullable: true,
      description: "Puretalk's own word for the direction. Null when it gives none.",
    }),
    providerAnsweredBy: t.exposeString('providerAnsweredBy', {
      nullable: true,
      description: "Puretalk's own word for who or what picked up. Null when it gives none.",
    }),
    providerSentiment: t.exposeString('providerSentiment', {
      nullable: true,
      scope: 'calls:content',
      description:
        "Puretalk's own word for the mood; `n/a` when its analysis could not tell. Null when it gives none.",
    }),
    voice: t.expose('voice', {
      type: VoiceRef,
      nullable: true,
      description: 'Voice that the agent spoke with. Null when Puretalk does not say.',
    }),
    carrierCallId: t.exposeID('carrierCallId', {
      nullable: true,
      description:
        "The telephone carrier's own id of the call, `provider_call_id` in Puretalk's records. Null when there is none.",
    }),
    metadata: t.expose('metadata', {
      type: MetadataRef,
      nullable: true,
      scope: 'calls:content',
      description: 'Free data that Puretalk keeps with the call. Null when there is none.',
    }),
    variables: t.exposeStringList('variables', {
      nullable: true,
      scope: 'calls:content',
      description:
        "The agent's variables. Puretalk does not document whether these are names or values. Null when Puretalk sends no list.",
    }),
    recordingEnabled: t.exposeBoolean('recordingEnabled', {
      nullable: true,
      description: 'Whether the call was set to be recorded. Null when Puretalk does not say.',
    }),
    isBilled: t.exposeBoolean('isBilled', {
      nullable: true,
      description: 'Whether Puretalk charges for the call. Null when it does not say.',
    }),
    responseMessage: t.exposeString('responseMessage', {
      nullable: true,
      description: "Message of Puretalk's response, usually `Success`. Null when it has none.",
    }),
  }),
});
