/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** One agent of one provider. */
export type AgentInput = {
  /** The provider that runs the agent. */
  readonly provider: Provider;
  /** The provider's own id of the agent, as `Agent.providerAgentId` gives it. */
  readonly providerAgentId: string;
};

/** Side that placed a call, seen from the agent. The provider's own word is in its type's `provider...` field. */
export type CallDirection =
  /** The customer called. */
  | 'INBOUND'
  /** The agent called. */
  | 'OUTBOUND'
  /** The provider said a word that this graph does not know. */
  | 'UNKNOWN';

/** Why a call could not be read: the same codes as in `extensions.code` of errors. */
export type CallErrorCode =
  /** The id cannot be the id of a call. No request left for it. */
  | 'BAD_USER_INPUT'
  /** The client lacks a scope. */
  | 'FORBIDDEN'
  /** This server failed unexpectedly. Its log says why. */
  | 'INTERNAL_SERVER_ERROR'
  /** The provider's response does not hold the call. */
  | 'PROVIDER_BAD_RESPONSE'
  /** This server has no API key for the provider. */
  | 'PROVIDER_NOT_CONFIGURED'
  /** The provider asked for a pause that does not fit the deadline. */
  | 'PROVIDER_RATE_LIMITED'
  /** The provider rejected the request. */
  | 'PROVIDER_REJECTED'
  /** The call was not there within the deadline or within `timeoutMs`. */
  | 'PROVIDER_TIMEOUT'
  /** The provider rejected this server's API key. */
  | 'PROVIDER_UNAUTHORIZED'
  /** The provider could not be reached or failed itself. */
  | 'PROVIDER_UNAVAILABLE'
  /** This server is stopping. Send the request again. */
  | 'SERVER_STOPPING'
  /** The request carries no credential that this server accepts. */
  | 'UNAUTHENTICATED';

/** The calls to list. All members apply together, and each works for every provider. An empty list matches nothing. A call that does not state what a member asks for does not match. */
export type CallLogFilter = {
  /** Calls of these agents. `Query.agents` lists what to choose from. */
  readonly agents?: ReadonlyArray<AgentInput> | null | undefined;
  /** Calls of these campaigns. No call of a provider whose records name no campaign matches. */
  readonly campaigns?: ReadonlyArray<CampaignInput> | null | undefined;
  /** Calls with this telephone number of the other party: equal once both are reduced to their digits, so write the country code. Needs the scope `calls:identity`, else `FORBIDDEN`. */
  readonly customerNumber?: string | null | undefined;
  /** Calls with one of these directions. */
  readonly directions?: ReadonlyArray<CallDirection> | null | undefined;
  /** Calls whose talk time is this many seconds or more. A call that was never answered has none. */
  readonly minDurationSeconds?: number | null | undefined;
  /** Calls of these providers. Without it, of all. */
  readonly providers?: ReadonlyArray<Provider> | null | undefined;
  /** Calls whose `at` is this moment or later. */
  readonly since?: string | null | undefined;
  /** Calls with one of these statuses. */
  readonly statuses?: ReadonlyArray<CallStatus> | null | undefined;
  /** Calls whose `at` is before this moment. */
  readonly until?: string | null | undefined;
};

/** What became of one provider. */
export type CallLogSourceState =
  /** It responded, now or seconds ago, or no more of its calls are needed. */
  | 'ANSWERED'
  /** The filter leaves it out, or none of its calls can match. It received no request. */
  | 'EXCLUDED'
  /** It failed, on this page or an earlier one, and is left out to the last page. `code` says why. */
  | 'FAILED'
  /** This server has no API key for it. It received no request. */
  | 'NOT_CONFIGURED'
  /** It has no such list that is documented. It received no request. */
  | 'NOT_SUPPORTED'
  /** It failed, and an earlier response, at most some minutes old, stands in its place. `code` says why. */
  | 'STALE';

/** State of a call: where it stands, or how it came out. The provider's own word is in `providerStatus`. */
export type CallStatus =
  /** Over; the line was busy. */
  | 'BUSY'
  /** Over; called off before anyone spoke. */
  | 'CANCELED'
  /** Picked up, and over. */
  | 'COMPLETED'
  /** Over; the call could not be made, or broke down. */
  | 'FAILED'
  /** Picked up, and the conversation goes on. */
  | 'IN_PROGRESS'
  /** Over; it rang and was not picked up. */
  | 'NO_ANSWER'
  /** Waiting to be dialled. */
  | 'QUEUED'
  /** Over; the other side rejected the call. */
  | 'REJECTED'
  /** Dialled, and not picked up yet. */
  | 'RINGING'
  /** Planned for a later time. */
  | 'SCHEDULED'
  /** The provider said nothing, or a word that this graph does not know: see `providerStatus`. */
  | 'UNKNOWN'
  /** Over; a machine picked up. */
  | 'VOICEMAIL';

/** One campaign of one provider. */
export type CampaignInput = {
  /** The provider's own id of the campaign, as `Call.campaignId` gives it. */
  readonly campaignId: string;
  /** The provider that runs the campaign. */
  readonly provider: Provider;
};

/** A provider of AI phone calls. Its name in lower case is the prefix of its calls' ids. */
export type Provider =
  /** OSVI, at https://api.osvi.ai unless configured otherwise. */
  | 'OSVI'
  /** Puretalk, at https://api.puretalk.ai/api unless configured otherwise. */
  | 'PURETALK'
  /** Synthflow, at https://api.synthflow.ai/v2 unless configured otherwise. */
  | 'SYNTHFLOW'
  /** Voxworks, at https://api.voxworks.ai unless configured otherwise. */
  | 'VOXWORKS';

/** Carrier of a call, or the browser. */
export type PuretalkProtocol =
  /** The telephone network, through Telnyx. */
  | 'TELNYX'
  /** The telephone network, through Twilio. */
  | 'TWILIO'
  /** A word that this graph does not know: see `providerProtocol`. */
  | 'UNKNOWN'
  /** A browser. */
  | 'WEB';

/** Why a call ended, seen from the agent. Synthflow's own word is in `providerEndReason`. */
export type SynthflowEndCallReason =
  /** The agent ended the call. */
  | 'AGENT_ENDED_CALL'
  /** A condition that the team defined: see `customEndCallReason`. */
  | 'CUSTOM_END_CALL'
  /** A technical fault: see `errorMessage`. */
  | 'ERROR'
  /** The person ended the call. */
  | 'HUMAN_ENDED_CALL'
  /** A person picked up and the call was cut off. */
  | 'HUMAN_PICK_UP_CUT_OFF'
  /** A time limit ran out. */
  | 'TIMEOUT'
  /** A word that this graph does not know: see `providerEndReason`. */
  | 'UNKNOWN'
  /** The caller hung up within the first second. */
  | 'USER_CANCELED'
  /** A voicemail box picked up. */
  | 'VOICEMAIL'
  /** A voicemail box picked up and cut the agent off. */
  | 'VOICEMAIL_CUT_OFF'
  /** The agent left a message in a voicemail box. */
  | 'VOICEMAIL_MESSAGE_LEFT';

type CallSummary_OsviCall_Fragment = { readonly __typename: 'OsviCall', readonly id: string, readonly provider: Provider, readonly status: CallStatus, readonly direction: CallDirection | null, readonly startedAt: string | null, readonly durationSeconds: number | null, readonly summary: string | null, readonly extractedData: Record<string, unknown> | null, readonly agent: { readonly __typename: 'Agent', readonly id: string | null, readonly name: string | null } | null, readonly customer: { readonly __typename: 'Customer', readonly name: string | null, readonly phoneNumber: string | null } | null } & { ' $fragmentName'?: 'CallSummary_OsviCall_Fragment' };

type CallSummary_PuretalkCall_Fragment = { readonly __typename: 'PuretalkCall', readonly id: string, readonly provider: Provider, readonly status: CallStatus, readonly direction: CallDirection | null, readonly startedAt: string | null, readonly durationSeconds: number | null, readonly summary: string | null, readonly extractedData: Record<string, unknown> | null, readonly agent: { readonly __typename: 'Agent', readonly id: string | null, readonly name: string | null } | null, readonly customer: { readonly __typename: 'Customer', readonly name: string | null, readonly phoneNumber: string | null } | null } & { ' $fragmentName'?: 'CallSummary_PuretalkCall_Fragment' };

type CallSummary_SynthflowCall_Fragment = { readonly __typename: 'SynthflowCall', readonly id: string, readonly provider: Provider, readonly status: CallStatus, readonly direction: CallDirection | null, readonly startedAt: string | null, readonly durationSeconds: number | null, readonly summary: string | null, readonly extractedData: Record<string, unknown> | null, readonly agent: { readonly __typename: 'Agent', readonly id: string | null, readonly name: string | null } | null, readonly customer: { readonly __typename: 'Customer', readonly name: string | null, readonly phoneNumber: string | null } | null } & { ' $fragmentName'?: 'CallSummary_SynthflowCall_Fragment' };

type CallSummary_VoxworksCall_Fragment = { readonly __typename: 'VoxworksCall', readonly id: string, readonly provider: Provider, readonly status: CallStatus, readonly direction: CallDirection | null, readonly startedAt: string | null, readonly durationSeconds: number | null, readonly summary: string | null, readonly extractedData: Record<string, unknown> | null, readonly agent: { readonly __typename: 'Agent', readonly id: string | null, readonly name: string | null } | null, readonly customer: { readonly __typename: 'Customer', readonly name: string | null, readonly phoneNumber: string | null } | null } & { ' $fragmentName'?: 'CallSummary_VoxworksCall_Fragment' };

export type CallSummaryFragment =
  | CallSummary_OsviCall_Fragment
  | CallSummary_PuretalkCall_Fragment
  | CallSummary_SynthflowCall_Fragment
  | CallSummary_VoxworksCall_Fragment
;

export type VoxworksDetailsFragment = { readonly __typename: 'VoxworksCall', readonly progress: string | null, readonly rating: number | null, readonly objectives: ReadonlyArray<{ readonly __typename: 'VoxworksObjective', readonly name: string | null, readonly achieved: boolean | null }> | null } & { ' $fragmentName'?: 'VoxworksDetailsFragment' };

export type SynthflowDetailsFragment = { readonly __typename: 'SynthflowCall', readonly timezone: string | null, readonly endCallReason: SynthflowEndCallReason | null, readonly executedActions: ReadonlyArray<{ readonly __typename: 'SynthflowExecutedAction', readonly key: string, readonly name: string | null, readonly returnValue: unknown }> | null } & { ' $fragmentName'?: 'SynthflowDetailsFragment' };

export type PuretalkDetailsFragment = { readonly __typename: 'PuretalkCall', readonly protocol: PuretalkProtocol | null, readonly voice: { readonly __typename: 'PuretalkVoice', readonly voiceId: string | null, readonly name: string | null } | null, readonly analysis: { readonly __typename: 'PuretalkCallAnalysis', readonly taskCompletion: string | null } | null } & { ' $fragmentName'?: 'PuretalkDetailsFragment' };

export type OsviDetailsFragment = { readonly __typename: 'OsviCall', readonly retryCount: number | null, readonly tag: { readonly __typename: 'OsviTag', readonly tagId: string | null, readonly name: string | null, readonly color: string | null } | null } & { ' $fragmentName'?: 'OsviDetailsFragment' };

export type CallPageQueryVariables = Exact<{
  id: string;
}>;


export type CallPageQuery = { readonly __typename: 'Query', readonly call:
    | (
      { readonly __typename: 'OsviCall' }
      & { ' $fragmentRefs'?: { 'CallSummary_OsviCall_Fragment': CallSummary_OsviCall_Fragment;'OsviDetailsFragment': OsviDetailsFragment } }
    )
    | (
      { readonly __typename: 'PuretalkCall' }
      & { ' $fragmentRefs'?: { 'CallSummary_PuretalkCall_Fragment': CallSummary_PuretalkCall_Fragment;'PuretalkDetailsFragment': PuretalkDetailsFragment } }
    )
    | (
      { readonly __typename: 'SynthflowCall' }
      & { ' $fragmentRefs'?: { 'CallSummary_SynthflowCall_Fragment': CallSummary_SynthflowCall_Fragment;'SynthflowDetailsFragment': SynthflowDetailsFragment } }
    )
    | (
      { readonly __typename: 'VoxworksCall' }
      & { ' $fragmentRefs'?: { 'CallSummary_VoxworksCall_Fragment': CallSummary_VoxworksCall_Fragment;'VoxworksDetailsFragment': VoxworksDetailsFragment } }
    )
   | null };

export type CallListQueryVariables = Exact<{
  ids: ReadonlyArray<string>;
}>;


export type CallListQuery = { readonly __typename: 'Query', readonly calls: ReadonlyArray<
    | (
      { readonly __typename: 'OsviCall' }
      & { ' $fragmentRefs'?: { 'CallSummary_OsviCall_Fragment': CallSummary_OsviCall_Fragment } }
    )
    | (
      { readonly __typename: 'PuretalkCall' }
      & { ' $fragmentRefs'?: { 'CallSummary_PuretalkCall_Fragment': CallSummary_PuretalkCall_Fragment } }
    )
    | (
      { readonly __typename: 'SynthflowCall' }
      & { ' $fragmentRefs'?: { 'CallSummary_SynthflowCall_Fragment': CallSummary_SynthflowCall_Fragment } }
    )
    | (
      { readonly __typename: 'VoxworksCall' }
      & { ' $fragmentRefs'?: { 'CallSummary_VoxworksCall_Fragment': CallSummary_VoxworksCall_Fragment } }
    )
   | null> | null };

export type CallResultsQueryVariables = Exact<{
  ids: ReadonlyArray<string>;
}>;


export type CallResultsQuery = { readonly __typename: 'Query', readonly callResults: ReadonlyArray<{ readonly __typename: 'CallResult', readonly id: string, readonly call:
      | { readonly __typename: 'OsviCall', readonly id: string, readonly status: CallStatus }
      | { readonly __typename: 'PuretalkCall', readonly id: string, readonly status: CallStatus }
      | { readonly __typename: 'SynthflowCall', readonly id: string, readonly status: CallStatus }
      | { readonly __typename: 'VoxworksCall', readonly id: string, readonly status: CallStatus }
     | null, readonly error: { readonly __typename: 'CallError', readonly code: CallErrorCode, readonly message: string, readonly retryAfterSeconds: number | null } | null }> | null };

export type CallUpdatesSubscriptionVariables = Exact<{
  id: string;
}>;


export type CallUpdatesSubscription = { readonly callUpdates:
    | { readonly __typename: 'OsviCall', readonly id: string, readonly status: CallStatus, readonly durationSeconds: number | null, readonly isSettled: boolean }
    | { readonly __typename: 'PuretalkCall', readonly id: string, readonly status: CallStatus, readonly durationSeconds: number | null, readonly isSettled: boolean }
    | { readonly __typename: 'SynthflowCall', readonly id: string, readonly status: CallStatus, readonly durationSeconds: number | null, readonly isSettled: boolean }
    | { readonly __typename: 'VoxworksCall', readonly id: string, readonly status: CallStatus, readonly durationSeconds: number | null, readonly isSettled: boolean }
   | null };

export type CallLogPageQueryVariables = Exact<{
  after?: string | null | undefined;
  filter?: CallLogFilter | null | undefined;
}>;


export type CallLogPageQuery = { readonly __typename: 'Query', readonly callLog: { readonly __typename: 'CallLogConnection', readonly complete: boolean, readonly edges: ReadonlyArray<{ readonly __typename: 'CallLogEdge', readonly cursor: string, readonly node:
        | { readonly __typename: 'OsviCall', readonly id: string, readonly status: CallStatus }
        | { readonly __typename: 'PuretalkCall', readonly id: string, readonly status: CallStatus }
        | { readonly __typename: 'SynthflowCall', readonly id: string, readonly status: CallStatus }
        | { readonly __typename: 'VoxworksCall', readonly id: string, readonly status: CallStatus }
       }>, readonly pageInfo: { readonly __typename: 'PageInfo', readonly endCursor: string | null, readonly hasNextPage: boolean }, readonly sources: ReadonlyArray<{ readonly __typename: 'CallLogSource', readonly provider: Provider, readonly state: CallLogSourceState }> } | null };

export const CallSummaryFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"CallSummary"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Call"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"direction"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"durationSeconds"}},{"kind":"Field","name":{"kind":"Name","value":"agent"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"customer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"phoneNumber"}}]}},{"kind":"Field","name":{"kind":"Name","value":"summary"}},{"kind":"Field","name":{"kind":"Name","value":"extractedData"}}]}}]} as unknown as DocumentNode<CallSummaryFragment, unknown>;
export const VoxworksDetailsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"VoxworksDetails"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"VoxworksCall"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"progress"}},{"kind":"Field","name":{"kind":"Name","value":"rating"}},{"kind":"Field","name":{"kind":"Name","value":"objectives"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"achieved"}}]}}]}}]} as unknown as DocumentNode<VoxworksDetailsFragment, unknown>;
export const SynthflowDetailsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"SynthflowDetails"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SynthflowCall"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"timezone"}},{"kind":"Field","name":{"kind":"Name","value":"endCallReason"}},{"kind":"Field","name":{"kind":"Name","value":"executedActions"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"returnValue"}}]}}]}}]} as unknown as DocumentNode<SynthflowDetailsFragment, unknown>;
export const PuretalkDetailsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"PuretalkDetails"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PuretalkCall"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"protocol"}},{"kind":"Field","name":{"kind":"Name","value":"voice"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"voiceId"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"analysis"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"taskCompletion"}}]}}]}}]} as unknown as DocumentNode<PuretalkDetailsFragment, unknown>;
export const OsviDetailsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"OsviDetails"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"OsviCall"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"retryCount"}},{"kind":"Field","name":{"kind":"Name","value":"tag"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"tagId"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"color"}}]}}]}}]} as unknown as DocumentNode<OsviDetailsFragment, unknown>;
export const CallPageDocument = {"__meta__":{"hash":"sha256:8236204b4255c816a4ab2cb4492e554ba28556d4c4e1499fa4b64b236158dbdd"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"CallPage"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"call"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"CallSummary"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"VoxworksDetails"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"SynthflowDetails"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"PuretalkDetails"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"OsviDetails"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"CallSummary"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Call"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"direction"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"durationSeconds"}},{"kind":"Field","name":{"kind":"Name","value":"agent"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"customer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"phoneNumber"}}]}},{"kind":"Field","name":{"kind":"Name","value":"summary"}},{"kind":"Field","name":{"kind":"Name","value":"extractedData"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"VoxworksDetails"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"VoxworksCall"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"progress"}},{"kind":"Field","name":{"kind":"Name","value":"rating"}},{"kind":"Field","name":{"kind":"Name","value":"objectives"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"achieved"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"SynthflowDetails"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SynthflowCall"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"timezone"}},{"kind":"Field","name":{"kind":"Name","value":"endCallReason"}},{"kind":"Field","name":{"kind":"Name","value":"executedActions"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"returnValue"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"PuretalkDetails"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PuretalkCall"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"protocol"}},{"kind":"Field","name":{"kind":"Name","value":"voice"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"voiceId"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"analysis"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"taskCompletion"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"OsviDetails"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"OsviCall"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"retryCount"}},{"kind":"Field","name":{"kind":"Name","value":"tag"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"tagId"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"color"}}]}}]}}]} as unknown as DocumentNode<CallPageQuery, CallPageQueryVariables>;
export const CallListDocument = {"__meta__":{"hash":"sha256:0ff79d37c638eb4de7ef04e63f6855ea38c370cc55821b98c69a4b274de3d93c"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"CallList"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"ids"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"calls"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"ids"},"value":{"kind":"Variable","name":{"kind":"Name","value":"ids"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"CallSummary"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"CallSummary"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Call"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"direction"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"durationSeconds"}},{"kind":"Field","name":{"kind":"Name","value":"agent"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"customer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"phoneNumber"}}]}},{"kind":"Field","name":{"kind":"Name","value":"summary"}},{"kind":"Field","name":{"kind":"Name","value":"extractedData"}}]}}]} as unknown as DocumentNode<CallListQuery, CallListQueryVariables>;
export const CallResultsDocument = {"__meta__":{"hash":"sha256:0528685efd4d5e80da7f67dac385b68d7c088934e99b22a26a8badde7d8788ca"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"CallResults"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"ids"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"callResults"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"ids"},"value":{"kind":"Variable","name":{"kind":"Name","value":"ids"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"call"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}},{"kind":"Field","name":{"kind":"Name","value":"error"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterSeconds"}}]}}]}}]}}]} as unknown as DocumentNode<CallResultsQuery, CallResultsQueryVariables>;
export const CallUpdatesDocument = {"__meta__":{"hash":"sha256:5a6e3f034ec65eec079554207a20b16deedc4ba8e0991486df404deaecab7f67"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"CallUpdates"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"callUpdates"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"durationSeconds"}},{"kind":"Field","name":{"kind":"Name","value":"isSettled"}}]}}]}}]} as unknown as DocumentNode<CallUpdatesSubscription, CallUpdatesSubscriptionVariables>;
export const CallLogPageDocument = {"__meta__":{"hash":"sha256:6ff592153587ee8bbb52dc95617d2e02bee0384180378164576c503ff12051ac"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"CallLogPage"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"CallLogFilter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"callLog"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"5"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}},{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}}]}},{"kind":"Field","name":{"kind":"Name","value":"complete"}},{"kind":"Field","name":{"kind":"Name","value":"sources"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"state"}}]}}]}}]}}]} as unknown as DocumentNode<CallLogPageQuery, CallLogPageQueryVariables>;