/* eslint-disable */
import * as types from './graphql.ts';
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';

/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "\n  fragment CallSummary on Call {\n    id\n    provider\n    status\n    direction\n    startedAt\n    durationSeconds\n    agent { id name }\n    customer { name phoneNumber }\n    summary\n    extractedData\n  }\n": typeof types.CallSummaryFragmentDoc,
    "\n  fragment VoxworksDetails on VoxworksCall {\n    progress\n    rating\n    objectives { name achieved }\n  }\n": typeof types.VoxworksDetailsFragmentDoc,
    "\n  fragment SynthflowDetails on SynthflowCall {\n    timezone\n    endCallReason\n    executedActions { key name returnValue }\n  }\n": typeof types.SynthflowDetailsFragmentDoc,
    "\n  fragment PuretalkDetails on PuretalkCall {\n    protocol\n    voice { voiceId name }\n    analysis { taskCompletion }\n  }\n": typeof types.PuretalkDetailsFragmentDoc,
    "\n  fragment OsviDetails on OsviCall {\n    retryCount\n    tag { tagId name color }\n  }\n": typeof types.OsviDetailsFragmentDoc,
    "\n  query CallPage($id: ID!) {\n    call(id: $id) {\n      ...CallSummary\n      ...VoxworksDetails\n      ...SynthflowDetails\n      ...PuretalkDetails\n      ...OsviDetails\n    }\n  }\n": typeof types.CallPageDocument,
    "\n  query CallList($ids: [ID!]!) {\n    calls(ids: $ids) {\n      ...CallSummary\n    }\n  }\n": typeof types.CallListDocument,
    "\n  query CallResults($ids: [ID!]!) {\n    callResults(ids: $ids) {\n      id\n      call { id status }\n      error { code message retryAfterSeconds }\n    }\n  }\n": typeof types.CallResultsDocument,
    "\n  subscription CallUpdates($id: ID!) {\n    callUpdates(id: $id) {\n      id\n      status\n      durationSeconds\n      isSettled\n    }\n  }\n": typeof types.CallUpdatesDocument,
    "\n  query CallLogPage($after: String, $filter: CallLogFilter) {\n    callLog(first: 5, after: $after, filter: $filter) {\n      edges { cursor node { id status } }\n      pageInfo { endCursor hasNextPage }\n      complete\n      sources { provider state }\n    }\n  }\n": typeof types.CallLogPageDocument,
};
const documents: Documents = {
    "\n  fragment CallSummary on Call {\n    id\n    provider\n    status\n    direction\n    startedAt\n    durationSeconds\n    agent { id name }\n    customer { name phoneNumber }\n    summary\n    extractedData\n  }\n": types.CallSummaryFragmentDoc,
    "\n  fragment VoxworksDetails on VoxworksCall {\n    progress\n    rating\n    objectives { name achieved }\n  }\n": types.VoxworksDetailsFragmentDoc,
    "\n  fragment SynthflowDetails on SynthflowCall {\n    timezone\n    endCallReason\n    executedActions { key name returnValue }\n  }\n": types.SynthflowDetailsFragmentDoc,
    "\n  fragment PuretalkDetails on PuretalkCall {\n    protocol\n    voice { voiceId name }\n    analysis { taskCompletion }\n  }\n": types.PuretalkDetailsFragmentDoc,
    "\n  fragment OsviDetails on OsviCall {\n    retryCount\n    tag { tagId name color }\n  }\n": types.OsviDetailsFragmentDoc,
    "\n  query CallPage($id: ID!) {\n    call(id: $id) {\n      ...CallSummary\n      ...VoxworksDetails\n      ...SynthflowDetails\n      ...PuretalkDetails\n      ...OsviDetails\n    }\n  }\n": types.CallPageDocument,
    "\n  query CallList($ids: [ID!]!) {\n    calls(ids: $ids) {\n      ...CallSummary\n    }\n  }\n": types.CallListDocument,
    "\n  query CallResults($ids: [ID!]!) {\n    callResults(ids: $ids) {\n      id\n      call { id status }\n      error { code message retryAfterSeconds }\n    }\n  }\n": types.CallResultsDocument,
    "\n  subscription CallUpdates($id: ID!) {\n    callUpdates(id: $id) {\n      id\n      status\n      durationSeconds\n      isSettled\n    }\n  }\n": types.CallUpdatesDocument,
    "\n  query CallLogPage($after: String, $filter: CallLogFilter) {\n    callLog(first: 5, after: $after, filter: $filter) {\n      edges { cursor node { id status } }\n      pageInfo { endCursor hasNextPage }\n      complete\n      sources { provider state }\n    }\n  }\n": types.CallLogPageDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 *
 *
 * @example
 * ```ts
 * const query = graphql(`query GetUser($id: ID!) { user(id: $id) { name } }`);
 * ```
 *
 * The query argument is unknown!
 * Please regenerate the types.
 */
export function graphql(source: string): unknown;

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment CallSummary on Call {\n    id\n    provider\n    status\n    direction\n    startedAt\n    durationSeconds\n    agent { id name }\n    customer { name phoneNumber }\n    summary\n    extractedData\n  }\n"): (typeof documents)["\n  fragment CallSummary on Call {\n    id\n    provider\n    status\n    direction\n    startedAt\n    durationSeconds\n    agent { id name }\n    customer { name phoneNumber }\n    summary\n    extractedData\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment VoxworksDetails on VoxworksCall {\n    progress\n    rating\n    objectives { name achieved }\n  }\n"): (typeof documents)["\n  fragment VoxworksDetails on VoxworksCall {\n    progress\n    rating\n    objectives { name achieved }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment SynthflowDetails on SynthflowCall {\n    timezone\n    endCallReason\n    executedActions { key name returnValue }\n  }\n"): (typeof documents)["\n  fragment SynthflowDetails on SynthflowCall {\n    timezone\n    endCallReason\n    executedActions { key name returnValue }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment PuretalkDetails on PuretalkCall {\n    protocol\n    voice { voiceId name }\n    analysis { taskCompletion }\n  }\n"): (typeof documents)["\n  fragment PuretalkDetails on PuretalkCall {\n    protocol\n    voice { voiceId name }\n    analysis { taskCompletion }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment OsviDetails on OsviCall {\n    retryCount\n    tag { tagId name color }\n  }\n"): (typeof documents)["\n  fragment OsviDetails on OsviCall {\n    retryCount\n    tag { tagId name color }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query CallPage($id: ID!) {\n    call(id: $id) {\n      ...CallSummary\n      ...VoxworksDetails\n      ...SynthflowDetails\n      ...PuretalkDetails\n      ...OsviDetails\n    }\n  }\n"): (typeof documents)["\n  query CallPage($id: ID!) {\n    call(id: $id) {\n      ...CallSummary\n      ...VoxworksDetails\n      ...SynthflowDetails\n      ...PuretalkDetails\n      ...OsviDetails\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query CallList($ids: [ID!]!) {\n    calls(ids: $ids) {\n      ...CallSummary\n    }\n  }\n"): (typeof documents)["\n  query CallList($ids: [ID!]!) {\n    calls(ids: $ids) {\n      ...CallSummary\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query CallResults($ids: [ID!]!) {\n    callResults(ids: $ids) {\n      id\n      call { id status }\n      error { code message retryAfterSeconds }\n    }\n  }\n"): (typeof documents)["\n  query CallResults($ids: [ID!]!) {\n    callResults(ids: $ids) {\n      id\n      call { id status }\n      error { code message retryAfterSeconds }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription CallUpdates($id: ID!) {\n    callUpdates(id: $id) {\n      id\n      status\n      durationSeconds\n      isSettled\n    }\n  }\n"): (typeof documents)["\n  subscription CallUpdates($id: ID!) {\n    callUpdates(id: $id) {\n      id\n      status\n      durationSeconds\n      isSettled\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query CallLogPage($after: String, $filter: CallLogFilter) {\n    callLog(first: 5, after: $after, filter: $filter) {\n      edges { cursor node { id status } }\n      pageInfo { endCursor hasNextPage }\n      complete\n      sources { provider state }\n    }\n  }\n"): (typeof documents)["\n  query CallLogPage($after: String, $filter: CallLogFilter) {\n    callLog(first: 5, after: $after, filter: $filter) {\n      edges { cursor node { id status } }\n      pageInfo { endCursor hasNextPage }\n      complete\n      sources { provider state }\n    }\n  }\n"];

export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}

export type DocumentType<TDocumentNode extends DocumentNode<any, any>> = TDocumentNode extends DocumentNode<  infer TType,  any>  ? TType  : never;