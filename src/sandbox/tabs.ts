import { type SandboxProvider, SPECIAL_CALL_IDS, type TabKind } from './sandbox-provider.ts';

/** A tab of GraphiQL. Its query begins with comment lines that explain it. */
export interface SandboxTab {
  readonly query: string;
}

/** How the graph spells what it derives from a provider's id. */
export interface GraphNames {
  /** The type of the provider's calls. */
  graphTypeName(providerId: string): string;
  /** The root field that takes the provider's own ids. */
  rootFieldName(providerId: string): string;
}

/** Creates GraphiQL's tabs, one for each feature of the graph, in the order that a new developer reads them. */
export function createTabs(providers: readonly SandboxProvider[], names: GraphNames): readonly SandboxTab[] {
  const providerOf = (tab: TabKind): SandboxProvider => {
    const provider = providers.find(({ examples }) => examples.tabs.includes(tab));
    if (provider === undefined) throw new Error(`No sandbox provider has an example for the tab "${tab}".`);
    return provider;
  };
  const fragments = providers.map((provider) => fragment(provider, names));
  return [
    firstCall(providerOf('first-call'), fragments),
    manyCalls(providerOf('first-call'), providers),
    ownId(providerOf('own-id'), names),
    failures(providerOf('first-call'), providerOf('rejected')),
    liveCall(providerOf('live')),
    providerList(),
  ].map((query) => ({ query }));
}

const globalId = (provider: SandboxProvider, callId: string): string => `"${provider.id}:${callId}"`;

const firstId = (provider: SandboxProvider): string => globalId(provider, provider.examples.calls[0].callId);

const fragment = ({ id, examples }: SandboxProvider, names: GraphNames): string => `\
... on ${names.graphTypeName(id)} {
      ${examples.ownFields.join('\n      ')}
    }`;

const firstCall = (provider: SandboxProvider, fragments: readonly string[]): string => `\
# One call of any provider. Run it, then try another id.
# Every call has the fields above the fragments; each
# fragment adds the fields of one provider.
query OneCall {
  call(id: ${firstId(provider)}) {
    id
    provider
    status
    direction
    channel
    from
    to
    agent { id name }
    customer { phoneNumber name contactId }
    startedAt
    endedAt
    durationSeconds
    endReason
    endedBy
    summary
    sentiment
    extractedData
    transcript { turns { role text } }
    recording { url }
    freshness { fetchedAt stale }
    ${fragments.join('\n    ')}
  }
}
`;

const manyCalls = (missing: SandboxProvider, providers: readonly SandboxProvider[]): string => `\
# Several calls, in the order of the ids. The last one
# does not exist: it is null, without an error.
query ManyCalls {
  calls(
    ids: [
      ${[...providers.map(firstId), globalId(missing, 'no-such-call')].join('\n      ')}
    ]
  ) {
    id
    provider
    status
    providerStatus
    startedAt
    durationSeconds
    customer { phoneNumber name }
    summary
  }
}
`;

const ownId = (provider: SandboxProvider, names: GraphNames): string => `\
# A call by its provider's own id, with every turn of the
# conversation, the agent's tool calls, and the latency of
# each turn.
query ByOwnId {
  ${names.rootFieldName(provider.id)}(callId: "${provider.examples.calls[0].callId}") {
    id
    status
    agent { id name }
    transcript {
      text
      turns {
        role
        text
        interrupted
        toolCalls { name arguments }
        latency { totalSeconds }
      }
    }
    ${provider.examples.ownFields.join('\n    ')}
  }
}
`;

const failures = (good: SandboxProvider, refusing: SandboxProvider): string => `\
# A failure affects only its own call: one good call, one
# that its provider rejects, and an id with an unknown
# prefix. See "errors" below "data".
query PartialData {
  calls(
    ids: [
      ${firstId(good)}
      ${globalId(refusing, SPECIAL_CALL_IDS.rejected)}
      "unknown:42"
    ]
  ) {
    id
    status
    summary
  }
}
`;

const liveCall = (provider: SandboxProvider): string => `\
# A live call. Run this again every few seconds: the call
# rings, is answered, its transcript grows, and it ends
# after a minute. Its analysis arrives a little later.
query LiveCall {
  call(id: ${globalId(provider, provider.examples.liveCallId)}) {
    status
    providerStatus
    startedAt
    answeredAt
    endedAt
    durationSeconds
    transcript { turns { role text } }
    summary
    extractedData
    recording { url }
    freshness { fetchedAt stale }
  }
}
`;

const providerList = (): string => `\
# The providers behind this graph, and their state.
query Providers {
  providers {
    provider
    name
    configured
    healthy
    breakerState
    rateLimit { limit remaining observedAt }
  }
}
`;
