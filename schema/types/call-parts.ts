import type {
  Agent,
  Call,
  Customer,
  Recording,
  ToolCall,
  Transcript,
  TranscriptTurn,
  TurnLatency,
} from '../../src/domain/call.ts';
import { isStale } from '../../src/domain/freshness.ts';
import { builder } from '../builder.ts';
import { RecordingAccessRef, TurnRoleRef } from './call-enums.ts';

export const AgentRef = builder.objectRef<Agent>('Agent').implement({
  description: 'The AI that spoke. Providers also call it assistant, script or model.',
  fields: (t) => ({
    id: t.exposeID('id', { nullable: true, description: 'The provider’s id of the agent.' }),
    name: t.exposeString('name', {
      nullable: true,
      description: 'Null where the provider does not name its agents.',
    }),
  }),
});

export const CustomerRef = builder.objectRef<Customer>('Customer').implement({
  description: 'The other party, whatever the direction of the call.',
  fields: (t) => ({
    phoneNumber: t.exposeString('phoneNumber', {
      nullable: true,
      scope: 'calls:identity',
      description: 'As the provider has it; E.164 where the provider gives E.164.',
    }),
    name: t.exposeString('name', {
      nullable: true,
      scope: 'calls:identity',
      description: 'Null when the provider has no name on record.',
    }),
    contactId: t.exposeID('contactId', {
      nullable: true,
      description: 'The provider’s id of the contact record, where it keeps one.',
    }),
  }),
});

const ToolCallRef = builder.objectRef<ToolCall>('ToolCall').implement({
  description: 'A tool that the agent invoked during a turn.',
  fields: (t) => ({
    id: t.exposeID('id', { nullable: true, description: 'The provider’s id of this invocation.' }),
    name: t.exposeString('name', { nullable: true, description: 'Name of the tool.' }),
    arguments: t.expose('arguments', {
      type: 'JSON',
      nullable: true,
      description: 'What the tool was given; decoded where the provider sends JSON inside text.',
    }),
    result: t.expose('result', {
      type: 'JSON',
      nullable: true,
      description: 'What the tool gave back, if recorded.',
    }),
    raw: t.expose('raw', {
      type: 'JSON',
      nullable: true,
      description: 'The provider’s own record of the invocation.',
    }),
  }),
});

const TurnLatencyRef = builder.objectRef<TurnLatency>('TurnLatency').implement({
  description: 'How long the agent took to answer in a turn. All values are in seconds.',
  fields: (t) => ({
    totalSeconds: t.exposeFloat('totalSeconds', {
      nullable: true,
      description: 'The whole wait, in seconds.',
    }),
    endOfUtteranceSeconds: t.exposeFloat('endOfUtteranceSeconds', {
      nullable: true,
      description: 'Seconds spent making sure that the other side had finished speaking.',
    }),
    languageModelSeconds: t.exposeFloat('languageModelSeconds', {
      nullable: true,
      description: 'Seconds that the language model took.',
    }),
    speechSynthesisSeconds: t.exposeFloat('speechSynthesisSeconds', {
      nullable: true,
      description: 'Seconds that it took to turn text into speech.',
    }),
  }),
});

const TranscriptTurnRef = builder.objectRef<TranscriptTurn>('TranscriptTurn').implement({
  description: 'One side’s go in the conversation.',
  fields: (t) => ({
    role: t.expose('role', { type: TurnRoleRef, nullable: false, description: 'Who speaks.' }),
    providerRole: t.exposeString('providerRole', {
      nullable: true,
      description: 'The provider’s own word for the speaker, such as `bot` or `user`.',
    }),
    text: t.exposeString('text', { nullable: true, description: 'What was said.' }),
    interrupted: t.exposeBoolean('interrupted', {
      nullable: true,
      description: 'Whether the other side spoke over this turn. Null where the provider does not tell.',
    }),
    functionName: t.exposeString('functionName', {
      nullable: true,
      description:
        'Name of the function that this turn invoked, where the provider files it on the turn itself.',
    }),
    functionArguments: t.expose('functionArguments', {
      type: 'JSON',
      nullable: true,
      description: 'Arguments of that function, decoded from JSON.',
    }),
    toolCalls: t.expose('toolCalls', {
      type: [ToolCallRef],
      nullable: false,
      description: 'Tools that the agent invoked during the turn, in order. Empty where there were none.',
    }),
    latency: t.expose('latency', {
      type: TurnLatencyRef,
      nullable: true,
      description: 'How long the agent took to answer. Null where the provider does not measure it.',
    }),
    startSeconds: t.exposeFloat('startSeconds', {
      nullable: true,
      description: 'Seconds from the start of the call at which the turn begins, where the provider says.',
    }),
    endSeconds: t.exposeFloat('endSeconds', {
      nullable: true,
      description: 'Seconds from the start of the call at which the turn ends, where the provider says.',
    }),
  }),
});

export const TranscriptRef = builder.objectRef<Transcript>('Transcript').implement({
  description: 'What was said, as one text and turn by turn.',
  fields: (t) => ({
    text: t.exposeString('text', {
      nullable: true,
      description: 'The provider’s plain transcript, as sent. Null where it sends only turns.',
    }),
    turns: t.expose('turns', {
      type: [TranscriptTurnRef],
      nullable: false,
      description:
        'The conversation in order. Read from the provider’s structured transcript, else from lines of the plain one that name their speaker; empty where neither can be read.',
    }),
  }),
});

export const RecordingRef = builder.objectRef<Recording>('Recording').implement({
  description: 'Stored audio of the call: a thing to fetch, and what it takes to fetch it. Links may expire.',
  fields: (t) => ({
    url: t.expose('url', {
      type: 'URL',
      nullable: false,
      description: 'Where the provider says the audio is.',
    }),
    access: t.expose('access', {
      type: RecordingAccessRef,
      nullable: false,
      description: 'What it takes to fetch the audio.',
    }),
  }),
});

export const FreshnessRef = builder.objectRef<Call>('Freshness').implement({
  description:
    'How recent the answer is. A live call is fetched anew within seconds, a settled one within hours.',
  fields: (t) => ({
    fetchedAt: t.expose('fetchedAt', {
      type: 'DateTime',
      nullable: false,
      description: 'When the provider gave this answer. Of several answers that make one call, the oldest.',
    }),
    stale: t.boolean({
      nullable: false,
      description:
        'True when the copy is older than it should be: the provider failed, or a newer copy is being fetched at this moment.',
      resolve: (call, _args, { clock }) => isStale(call, clock.now()),
    }),
  }),
});
