import { readFileSync } from 'node:fs';
import {
  buildSchema,
  type GraphQLNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isNonNullType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { apiSdl, subgraphSdl } from '../../schema/federation/sdl.ts';
import { schema } from '../../schema/index.ts';
import { providerBindings } from '../../schema/providers.ts';

const ownTypes: readonly GraphQLNamedType[] = Object.values(schema.getTypeMap()).filter(
  (type) => !type.name.startsWith('__') && !isSpecifiedScalarType(type),
);

/** What the graph promised its first clients. Fields, arguments and values may be added; none of these may change. */
const PROMISED = buildSchema(`
  scalar DateTime
  scalar JSON
  scalar JSONObject

  type Query {
    node(id: ID!): Node
    nodes(ids: [ID!]!): [Node]
    call(id: ID!, timeoutMs: Int): Call
    calls(ids: [ID!]!, timeoutMs: Int): [Call]
    callResults(ids: [ID!]!, timeoutMs: Int): [CallResult!]
    voxworksCall(callId: ID!): VoxworksCall
    synthflowCall(callId: ID!): SynthflowCall
    puretalkCall(callId: ID!): PuretalkCall
    osviCall(callId: ID!): OsviCall
    providers: [ProviderInfo!]!
  }

  interface Node { id: ID! }

  interface Call implements Node {
    id: ID!
    provider: Provider!
    providerCallId: ID!
    status: CallStatus!
    providerStatus: String
    direction: CallDirection
    channel: CallChannel
    from: String
    to: String
    agent: Agent
    customer: Customer
    campaignId: ID
    scheduledAt: DateTime
    createdAt: DateTime
    startedAt: DateTime
    answeredAt: DateTime
    endedAt: DateTime
    durationSeconds: Float
    endReason: CallEndReason
    providerEndReason: String
    endedBy: CallEndedBy
    answeredBy: AnsweredBy
    summary: String
    sentiment: Sentiment
    transcript: Transcript
    recording: Recording
    extractedData: JSONObject
    freshness: Freshness!
    isSettled: Boolean!
    raw: JSON
  }

  type VoxworksCall { id: ID! }
  type SynthflowCall { id: ID! }
  type PuretalkCall { id: ID! }
  type OsviCall { id: ID! }
  type ProviderInfo { name: String!, configured: Boolean!, healthy: Boolean }
  type Agent { id: ID, providerAgentId: ID, name: String }
  type CallResult { id: String!, call: Call, error: CallError }
  type CallError { code: CallErrorCode!, message: String!, provider: Provider, retryAfterSeconds: Int }
  enum CallErrorCode { BAD_USER_INPUT PROVIDER_TIMEOUT PROVIDER_RATE_LIMITED }
  type Customer { phoneNumber: String, name: String, contactId: ID }
  type Transcript { text: String, turns: [TranscriptTurn!]! }
  type TranscriptTurn { role: TurnRole!, text: String }
  type Recording { url: URL }
  scalar URL
  type Freshness { fetchedAt: DateTime!, stale: Boolean! }

  enum Provider { VOXWORKS SYNTHFLOW PURETALK OSVI }
  enum CallStatus {
    SCHEDULED QUEUED RINGING IN_PROGRESS COMPLETED NO_ANSWER BUSY REJECTED VOICEMAIL CANCELED FAILED UNKNOWN
  }
  enum CallDirection { INBOUND OUTBOUND UNKNOWN }
  enum CallChannel { PHONE WEB UNKNOWN }
  enum CallEndReason { UNKNOWN }
  enum CallEndedBy { AGENT CUSTOMER SYSTEM UNKNOWN }
  enum AnsweredBy { HUMAN MACHINE UNKNOWN }
  enum Sentiment { POSITIVE NEUTRAL NEGATIVE UNKNOWN }
  enum TurnRole { AGENT CUSTOMER TOOL UNKNOWN }
`);

const CLOSED_ENUMS = [
  ...['CallStatus', 'CallDirection', 'CallChannel', 'CallEndedBy', 'AnsweredBy'],
  ...['Sentiment', 'TurnRole'],
];

/** A line for each thing that a client can name: `Call.status: CallStatus!`, `Query.call(id: ID!)`, `Sentiment.POSITIVE`. */
function linesOf(type: GraphQLNamedType): readonly string[] {
  if (isEnumType(type)) return type.getValues().map(({ name }) => `${type.name}.${name}`);
  if (isObjectType(type) || isInterfaceType(type))
    return Object.values(type.getFields()).flatMap((field) => [
      `${type.name}.${field.name}: ${field.type}`,
      ...field.args.map((argument) => `${type.name}.${field.name}(${argument.name}: ${argument.type})`),
    ]);
  return [type.name];
}

/** Every describable thing of the graph with its description. */
function describables(): ReadonlyMap<string, string | null | undefined> {
  const found = new Map<string, string | null | undefined>();
  for (const type of ownTypes) {
    found.set(type.name, type.description);
    if (isEnumType(type))
      for (const { name, description } of type.getValues()) found.set(`${type.name}.${name}`, description);
    if (isObjectType(type) || isInterfaceType(type) || isInputObjectType(type))
      for (const { name, description, ...field } of Object.values(type.getFields())) {
        found.set(`${type.name}.${name}`, description);
        for (const argument of 'args' in field ? field.args : [])
          found.set(`${type.name}.${name}(${argument.name})`, argument.description);
      }
  }
  return found;
}

describe('the committed SDL', () => {
  it('is the graph as it is served: run `npm run print` where this fails', () => {
    expect(apiSdl(schema)).toBe(readFileSync('schema/schema.graphql', 'utf8'));
  });

  it('for routers is the response to `_service`: run `npm run print` where this fails', () => {
    expect(subgraphSdl(schema)).toBe(readFileSync('schema/subgraph.graphql', 'utf8'));
  });

  it('for clients has all that is served but the protocol of routers', () => {
    const served = Object.values(schema.getTypeMap()).flatMap((type) => linesOf(type));
    const printed = Object.values(buildSchema(apiSdl(schema)).getTypeMap()).flatMap((type) => linesOf(type));
    expect(served.filter((line) => !printed.includes(line)).toSorted()).toEqual([
      'Query._entities(representations: [_Any!]!)',
      'Query._entities: [_Entity]!',
      'Query._service: _Service!',
      '_Any',
      '_Entity',
      '_Service.sdl: String!',
    ]);
  });
});

describe('what was promised', () => {
  const promised = Object.values(PROMISED.getTypeMap()).filter(
    (type) => !type.name.startsWith('__') && !isSpecifiedScalarType(type),
  );

  it.each(promised.map((type) => [type.name, type] as const))('is kept by %s', (name, type) => {
    const served = schema.getType(name);
    if (served === undefined) throw new Error(`${name} is not in the graph`);
    expect(linesOf(served)).toEqual(expect.arrayContaining([...linesOf(type)]));
  });

  it.each(CLOSED_ENUMS)('leaves %s with exactly its values', (name) => {
    const values = (graph: typeof schema) => {
      const type = graph.getType(name);
      return isEnumType(type) ? linesOf(type).toSorted() : null;
    };
    expect(values(schema)).toEqual(values(PROMISED));
  });

  it('has one value of Provider for each line of the registry', () => {
    const type = schema.getType('Provider');
    const values = isEnumType(type) ? type.getValues().map(({ name }) => name) : [];
    expect(values.toSorted()).toEqual(providerBindings.map(({ provider }) => provider.id.toUpperCase()));
  });

  it('has one type a provider, and each is a Call and a Node', () => {
    const providers = schema.getType('Provider');
    const call = schema.getType('Call');
    if (!isInterfaceType(call) || !isEnumType(providers))
      throw new Error('Call or Provider is of another kind');
    const types = schema.getPossibleTypes(call);
    expect(types).toHaveLength(providers.getValues().length);
    for (const type of types) expect(type.getInterfaces().map(({ name }) => name)).toEqual(['Call', 'Node']);
  });
});

describe('the words of the graph', () => {
  it('describe everything, in whole sentences that fit a tooltip', () => {
    const all = [...describables()];
    expect(all.length).toBeGreaterThan(300);
    const bad = all.filter(
      ([, text]) =>
        !text || text.length < 6 || text.length > 360 || !/^[A-Z`“]/.test(text) || !/[.`]$/.test(text),
    );
    expect(bad).toEqual([]);
  });

  it('use straight quotation marks and apostrophes', () => {
    const curly = [...describables()].filter(([, text]) =>
      /[\u2018\u2019\u201C\u201D\u2026]/.test(text ?? ''),
    );
    expect(curly).toEqual([]);
  });

  it('say for every number what it counts or in which unit', () => {
    const unitless = [...describables()].filter(([place, text]) => {
      const [typeName = '', fieldName = ''] = place.split('.');
      const type = schema.getType(typeName);
      if (!isObjectType(type)) return false;
      const field = type.getFields()[fieldName];
      if (field === undefined || String(field.type).replace('!', '') !== 'Float') return false;
      return !/seconds|milliseconds|score|scale/i.test(text ?? '');
    });
    expect(unitless).toEqual([]);
  });

  it('keep scalars to those that the graph means to have', () => {
    const scalars = ownTypes.filter(isScalarType).map(({ name }) => name);
    expect(scalars.toSorted()).toEqual(['DateTime', 'HexColorCode', 'JSON', 'JSONObject', 'URL', '_Any']);
  });
});

describe('a field named `id`', () => {
  const idFields = ownTypes.flatMap((type) => {
    const isObject = isObjectType(type) || isInterfaceType(type);
    return isObject && 'id' in type.getFields() ? [type.name] : [];
  });

  it('is on nodes, on agents, and on the result for a node alone: normalised caches key by it', () => {
    const node = schema.getType('Node');
    if (!isInterfaceType(node)) throw new Error('Node is no interface');
    const nodes = new Set(schema.getImplementations(node).objects.map(({ name }) => name));
    const others = idFields.filter((name) => !nodes.has(name));
    expect(others.toSorted()).toEqual(['Agent', 'Call', 'CallResult', 'Node']);
  });
});

describe('a length of time', () => {
  it('is in seconds, and its field says so', () => {
    const names = ownTypes.flatMap((type) =>
      isObjectType(type) || isInterfaceType(type) ? Object.keys(type.getFields()) : [],
    );
    const lengths = names.filter((name) => /duration|latency|ringing/i.test(name) && name !== 'latency');
    expect(lengths.length).toBeGreaterThan(3);
    expect(lengths.filter((name) => !name.endsWith('Seconds'))).toEqual([]);
    expect(names.filter((name) => /Ms$|Millis/.test(name))).toEqual([]);
  });
});

describe('an enum for words of providers', () => {
  it('has UNKNOWN for a word that the graph does not know', () => {
    const ours = [
      ...['Provider', 'BreakerState', 'CacheReadOutcome', 'CallErrorCode', 'ProviderRequestFailure'],
      ...['CallLogSourceState', 'CountPrecision', 'FilterSupport', 'IncompleteCallLog'],
      'RecordingState',
    ];
    const enums = ownTypes.filter(isEnumType).filter(({ name }) => !ours.includes(name));
    expect(enums.length).toBeGreaterThan(10);
    const lacking = enums.filter((type) => type.getValue('UNKNOWN') === undefined).map(({ name }) => name);
    expect(lacking).toEqual([]);
  });
});

describe('a field that is never null', () => {
  it('is one of these; one that fails takes its parent with it, so each is a decision', () => {
    const nonNull = ownTypes.flatMap((type) => {
      if (!isObjectType(type) && !isInterfaceType(type)) return [];
      const inherited = new Set(type.getInterfaces().flatMap((each) => Object.keys(each.getFields())));
      return Object.values(type.getFields())
        .filter((field) => isNonNullType(field.type) && !inherited.has(field.name))
        .map((field) => `${type.name}.${field.name}: ${field.type}`);
    });
    expect(nonNull.toSorted()).toMatchInlineSnapshot(`
      [
        "Agent.provider: Provider!",
        "AgentDirectory.agents: [Agent!]!",
        "AgentDirectory.sources: [CallLogSource!]!",
        "CacheReadCount.count: Int!",
        "CacheReadCount.outcome: CacheReadOutcome!",
        "Call.freshness: Freshness!",
        "Call.isSettled: Boolean!",
        "Call.provider: Provider!",
        "Call.providerCallId: ID!",
        "Call.status: CallStatus!",
        "CallCount.precision: CountPrecision!",
        "CallCount.value: Int!",
        "CallError.code: CallErrorCode!",
        "CallError.message: String!",
        "CallLogConnection.complete: Boolean!",
        "CallLogConnection.edges: [CallLogEdge!]!",
        "CallLogConnection.nodes: [Call!]!",
        "CallLogConnection.pageInfo: PageInfo!",
        "CallLogConnection.sources: [CallLogSource!]!",
        "CallLogEdge.cursor: String!",
        "CallLogEdge.node: Call!",
        "CallLogSource.provider: Provider!",
        "CallLogSource.state: CallLogSourceState!",
        "CallLogSource.upstreamFilters: [String!]!",
        "CallResult.id: String!",
        "Freshness.fetchedAt: DateTime!",
        "Freshness.stale: Boolean!",
        "Node.id: ID!",
        "PageInfo.hasNextPage: Boolean!",
        "PageInfo.hasPreviousPage: Boolean!",
        "ProviderCapabilities.listAgents: Boolean!",
        "ProviderCapabilities.listCalls: Boolean!",
        "ProviderCapabilities.recording: Boolean!",
        "ProviderCapabilities.transcript: Boolean!",
        "ProviderCapabilities.upstreamFilters: [UpstreamFilter!]!",
        "ProviderCapabilities.webhook: Boolean!",
        "ProviderFailureCount.count: Int!",
        "ProviderFailureCount.failure: ProviderRequestFailure!",
        "ProviderInfo.breakerState: BreakerState!",
        "ProviderInfo.capabilities: ProviderCapabilities!",
        "ProviderInfo.concurrencyLimit: Int!",
        "ProviderInfo.configured: Boolean!",
        "ProviderInfo.inFlight: Int!",
        "ProviderInfo.name: String!",
        "ProviderInfo.provider: Provider!",
        "ProviderInfo.queued: Int!",
        "ProviderLatencyBucket.count: Int!",
        "ProviderRateLimit.observedAt: DateTime!",
        "ProviderStatistics.cacheReads: [CacheReadCount!]!",
        "ProviderStatistics.errors: [ProviderFailureCount!]!",
        "ProviderStatistics.latency: [ProviderLatencyBucket!]!",
        "ProviderStatistics.requests: Int!",
        "Query._entities: [_Entity]!",
        "Query._service: _Service!",
        "Query.providers: [ProviderInfo!]!",
        "Recording.access: RecordingAccess!",
        "Recording.state: RecordingState!",
        "SynthflowCollectedVariable.name: String!",
        "SynthflowExecutedAction.key: String!",
        "Transcript.turnCount: Int!",
        "Transcript.turns: [TranscriptTurn!]!",
        "TranscriptTurn.role: TurnRole!",
        "TranscriptTurn.toolCalls: [ToolCall!]!",
        "UpstreamFilter.member: String!",
        "UpstreamFilter.support: FilterSupport!",
        "VoxworksObjective.raw: JSON!",
        "VoxworksPostCallAction.raw: JSON!",
        "_Service.sdl: String!",
      ]
    `);
  });
});
