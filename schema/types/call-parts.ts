import type {
  Agent,
  Call,
  Customer,
  ToolCall,
  Transcript,
  TranscriptTurn,
  TurnLatency,
} from '../../src/domain/call.ts';
import { toAgentId } from '../../src/domain/call-key.ts';
import { BadUserInput } from '../../src/domain/errors.ts';
import { isStale } from '../../src/domain/freshness.ts';
import { builder } from '../builder.ts';
import { TurnRoleRef } from './call-enums.ts';

/** An agent and the provider that runs it. */
interface ProviderAgent extends Agent {
  readonly provider: string;
}

/** The agent of `call`, with the provider that its global id begins with. */
export const toProviderAgent = ({ provider, agent }: Call): ProviderAgent | null =>
  agent && { ...agent, provider };

export const AgentRef = builder.objectRef<ProviderAgent>('Agent').implement({
  description: 'An AI agent that speaks on calls. Providers also call it assistant, script or model.',
  fields: (t) => ({
    id: t.id({
      nullable: true,
      description:
        "Global id, unique in the graph: the provider's name in lower case, `:agent:`, and the provider's own id. Null where the provider names the agent without an id.",
      resolve: ({ provider, providerAgentId }) =>
        providerAgentId === null ? null : toAgentId(provider, providerAgentId),
    }),
    providerAgentId: t.exposeID('providerAgentId', {
      nullable: true,
      description: "The provider's own id of the agent. Null where the provider does not say.",
    }),
    name: t.exposeString('name', {
      nullable: true,
      description: 'Name of the agent. Null where the provider gives none.',
    }),
  }),
});

export const CustomerRef = builder.objectRef<Customer>('Customer').implement({
  description: 'The other party of a call: the person whom the agent called, or who called the agent.',
  fields: (t) => ({
    phoneNumber: t.exposeString('phoneNumber', {
      nullable: true,
      scope: 'calls:identity',
      description:
        'Telephone number as the provider has it; E.164 where the provider gives E.164. Null when it is not known.',
    }),
    name: t.exposeString('name', {
      nullable: true,
      scope: 'calls:identity',
      description: 'Name of the person. Null when the provider has none on record.',
    }),
    contactId: t.exposeID('contactId', {
      nullable: true,
      description: "The provider's own id of the contact record. Null where it keeps none.",
    }),
  }),
});

const ToolCallRef = builder.objectRef<ToolCall>('ToolCall').implement({
  description: 'A tool that the agent invoked during a turn.',
  fields: (t) => ({
    toolCallId: t.exposeID('toolCallId', {
      nullable: true,
      description: "The provider's own id of this invocation. Null when it gives none.",
    }),
    name: t.exposeString('name', {
      nullable: true,
      description: 'Name of the tool. Null when the provider does not say.',
    }),
    arguments: t.expose('arguments', {
      type: 'JSON',
      nullable: true,
      description:
        'Arguments that the tool was invoked with, decoded where the provider sends JSON as text. Null when there were none.',
    }),
    result: t.expose('result', {
      type: 'JSON',
      nullable: true,
      description: 'Result of the tool. Null when none is recorded.',
    }),
    raw: t.expose('raw', {
      type: 'JSON',
      nullable: true,
      description: "The provider's own record of the invocation, of any JSON type.",
    }),
  }),
});

const TurnLatencyRef = builder.objectRef<TurnLatency>('TurnLatency').implement({
  description: 'How long the agent took to respond in a turn, in seconds.',
  fields: (t) => ({
    totalSeconds: t.exposeFloat('totalSeconds', {
      nullable: true,
      description: 'The whole wait, in seconds. Null when it was not measured.',
    }),
    endOfUtteranceSeconds: t.exposeFloat('endOfUtteranceSeconds', {
      nullable: true,
      description:
        'Time to detect that the other side had finished speaking, in seconds. Null when it was not measured.',
    }),
    languageModelSeconds: t.exposeFloat('languageModelSeconds', {
      nullable: true,
      description: 'Time that the language model took, in seconds. Null when it was not measured.',
    }),
    speechSynthesisSeconds: t.exposeFloat('speechSynthesisSeconds', {
      nullable: true,
      description: 'Time to turn the text into speech, in seconds. Null when it was not measured.',
    }),
  }),
});

const TranscriptTurnRef = builder.objectRef<TranscriptTurn>('TranscriptTurn').implement({
  description: 'One turn of one side in a conversation.',
  fields: (t) => ({
    role: t.expose('role', { type: TurnRoleRef, nullable: false, description: 'The side that speaks.' }),
    providerRole: t.exposeString('providerRole', {
      nullable: true,
      description:
        "The provider's own word for the speaker, such as `bot` or `user`. Null when it names none.",
    }),
    text: t.exposeString('text', {
      nullable: true,
      description: 'Words of the turn. Null when there are none.',
    }),
    interrupted: t.exposeBoolean('interrupted', {
      nullable: true,
      description: 'Whether the other side spoke over this turn. Null where the provider does not say.',
    }),
    functionName: t.exposeString('functionName', {
      nullable: true,
      description:
        'Name of the function that the turn invoked, where the provider records it on the turn itself. Null elsewhere: see `toolCalls`.',
    }),
    functionArguments: t.expose('functionArguments', {
      type: 'JSON',
      nullable: true,
      description:
        'Arguments of that function, decoded where the provider sends JSON as text. Null when there were none.',
    }),
    toolCalls: t.expose('toolCalls', {
      type: [ToolCallRef],
      nullable: false,
      description: 'Tools that the agent invoked during the turn, in order. Empty when there were none.',
    }),
    latency: t.expose('latency', {
      type: TurnLatencyRef,
      nullable: true,
      description: 'How long the agent took to respond. Null where the provider does not measure it.',
    }),
    startSeconds: t.exposeFloat('startSeconds', {
      nullable: true,
      description:
        'Begin of the turn, in seconds from the start of the call. Null where the provider does not say.',
    }),
    endSeconds: t.exposeFloat('endSeconds', {
      nullable: true,
      description:
        'End of the turn, in seconds from the start of the call. Null where the provider does not say.',
    }),
    raw: t.expose('raw', {
      type: 'JSON',
      nullable: true,
      scope: 'calls:identity',
      description:
        "The provider's own record of the turn, where its members are not documented; null elsewhere, for the call's `raw` has it.",
    }),
  }),
});

export const TranscriptRef = builder.objectRef<Transcript>('Transcript').implement({
  description: 'What was said on a call, as one text and turn by turn.',
  fields: (t) => ({
    text: t.exposeString('text', {
      nullable: true,
      description: "The provider's plain transcript, as sent. Null where the provider sends turns only.",
    }),
    turnCount: t.int({
      nullable: false,
      description: 'Number of turns of the whole conversation, however many `turns` returns.',
      resolve: ({ turns }) => unlessFailed(turns).length,
    }),
    turns: t.field({
      type: [TranscriptTurnRef],
      nullable: false,
      description:
        "Turns of the conversation, in order, from the provider's structured transcript, else from lines of the plain one that name their speaker. Empty where neither can be read, and past the last turn.",
      args: {
        offset: t.arg.int({
          defaultValue: 0,
          description: 'Number of turns to leave out from the beginning. Not negative.',
        }),
        first: t.arg.int({
          description: 'Most turns to return, counted from `offset`. Not negative; all turns when absent.',
        }),
      },
      resolve: ({ turns }, { offset, first }) => {
        const begin = checkCount('offset', offset ?? 0);
        const end = first == null ? undefined : begin + checkCount('first', first);
        return [...unlessFailed(turns).slice(begin, end)];
      },
    }),
  }),
});

/** Turns whose endpoint failed have the error in their place. */
function unlessFailed(turns: Transcript['turns'] | Error): Transcript['turns'] {
  if (turns instanceof Error) throw turns;
  return turns;
}

function checkCount(name: string, value: number): number {
  if (value >= 0) return value;
  throw new BadUserInput(`\`${name}\` is a number of turns, 0 or more; this one is ${value}.`);
}

export const FreshnessRef = builder.objectRef<Call>('Freshness').implement({
  description:
    'How recent the data of a call is. A live call is fetched again within seconds, a settled one within hours.',
  fields: (t) => ({
    fetchedAt: t.expose('fetchedAt', {
      type: 'DateTime',
      nullable: false,
      description:
        'When the provider responded with this data; the oldest moment when several responses make one call.',
    }),
    stale: t.boolean({
      nullable: false,
      description:
        'Whether the data is older than it should be, because the provider failed or a newer copy is still being fetched.',
      resolve: (call, _args, { clock }) => isStale(call, clock.now()),
    }),
  }),
});
