import { type SandboxProvider, SPECIAL_CALL_IDS, type TabKind } from './sandbox-provider.ts';

/** A tab of GraphiQL. Its query begins with comment lines that explain it. */
export interface SandboxTab {
  readonly query: string;
}

/** The names that the graph derives from a provider's id. */
export interface GraphNames {
  /** The type of the provider's calls. */
  graphTypeName(providerId: string): string;
  /** The root field that takes the provider's own ids. */
  rootFieldName(providerId: string): string;
  /** The provider's value of the enum of providers. */
  enumValueName(providerId: string): string;
}

const WEEK_MS = 7 * 24 * 60 * 60 * 1_000;

/**
 * Creates GraphiQL's tabs, one for each feature of the graph, in the order that a new developer reads them. `nowMs`
 * (since the epoch) decides what "last week" is in the examples.
 */
export function createTabs(
  providers: readonly SandboxProvider[],
  names: GraphNames,
  nowMs = Date.now(),
): readonly SandboxTab[] {
  const providerOf = (tab: TabKind): SandboxProvider => {
    const provider = providers.find(({ examples }) => examples.tabs.includes(tab));
    if (provider === undefined) throw new Error(`No sandbox provider has an example for the tab "${tab}".`);
    return provider;
  };
  const fragments = providers.map((provider) => fragment(provider, names));
  return [
    firstCall(providerOf('first-call'), fragments),
    manyCalls(providerOf('first-call'), providers),
    callLog(),
    filteredLog([providerOf('own-id'), providerOf('outage')], names, nowMs),
    sourceDown(providerOf('outage'), names),
    ownId(providerOf('own-id'), names),
    failures(providerOf('first-call'), providerOf('rejected')),
    results(providerOf('first-call'), providerOf('rejected')),
    liveCall(providerOf('live')),
    watchedCall(providerOf('live')),
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

const failures = (good: SandboxProvider, rejecting: SandboxProvider): string => `\
# A failure affects only its own call: one good call, one
# that its provider rejects, and an id with an unknown
# prefix. See "errors" below "data".
query PartialData {
  calls(
    ids: [
      ${firstId(good)}
      ${globalId(rejecting, SPECIAL_CALL_IDS.rejected)}
      "unknown:42"
    ]
  ) {
    id
    status
    summary
  }
}
`;

const callLog = (): string => `\
# The call log: the calls of every provider in one list,
# newest first. Run it again after a minute: new calls have
# arrived. For the next page, add "after" with the endCursor
# of this one.
query CallLog {
  callLog(first: 10) {
    complete
    sources { provider state }
    edges {
      at
      node {
        id
        provider
        status
        direction
        durationSeconds
        customer { phoneNumber }
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}
`;

const filteredLog = (chosen: readonly SandboxProvider[], names: GraphNames, nowMs: number): string => `\
# Last week's calls of two providers that reached nobody.
# "upstreamFilters" says which members of the filter the
# provider applied; this server applied the others. A list
# lacks some fields of the fragments: those are read call by
# call.
query UnreachedCalls {
  callLog(
    first: 5
    filter: {
      providers: [${chosen.map(({ id }) => names.enumValueName(id)).join(', ')}]
      statuses: [NO_ANSWER, BUSY, FAILED]
      since: "${new Date(nowMs - WEEK_MS).toISOString().slice(0, 10)}T00:00:00Z"
    }
  ) {
    complete
    totalCount { value precision }
    sources { provider state upstreamFilters }
    nodes {
      id
      status
      providerStatus
      startedAt
      agent { providerAgentId name }
      ${chosen.map((provider) => fragment(provider, names).replaceAll('\n', '\n  ')).join('\n      ')}
    }
    pageInfo { hasNextPage endCursor }
  }
}
`;

const sourceDown = (provider: SandboxProvider, names: GraphNames): string => `\
# A log during an outage. The first field takes ${names.enumValueName(provider.id)}
# down for a minute. Run this twice, five seconds apart: the
# source is FAILED, and "complete" is false. It is STALE where
# a list from before the outage is cached. After the minute,
# remove the first field: it would start the next outage.
query SourceDown {
  outage: call(id: ${globalId(provider, 'outage-60')}) { id }
  callLog(first: 10) {
    complete
    sources { provider state code message retryAfterSeconds }
    nodes { id provider status }
  }
}
`;

const results = (good: SandboxProvider, rejecting: SandboxProvider): string => `\
# Failures as data, for clients whose cache forgets errors:
# a call, a call that does not exist, and a request that the
# provider rejects. "isSettled" says whether to stop polling.
query CallResults {
  callResults(
    ids: [
      ${firstId(good)}
      ${globalId(good, 'no-such-call')}
      ${globalId(rejecting, SPECIAL_CALL_IDS.rejected)}
    ]
  ) {
    id
    call { status isSettled summary }
    error { code message }
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

const watchedCall = (provider: SandboxProvider): string => `\
# The live call once more, as it changes: this subscription
# ends by itself when the call has settled.
subscription WatchedCall {
  callUpdates(id: ${globalId(provider, provider.examples.liveCallId)}) {
    status
    providerStatus
    durationSeconds
    isSettled
    transcript { turns { role text } }
    summary
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
