import { graphql } from './generated/index.ts';

/** What a list of calls shows, whichever provider ran them. */
export const CallSummary = graphql(`
  fragment CallSummary on Call {
    id
    provider
    status
    direction
    startedAt
    durationSeconds
    agent { id name }
    customer { name phoneNumber }
    summary
    extractedData
  }
`);

/** What only one provider has: a fragment a type, so that a component asks for no more than it draws. */
export const VoxworksDetails = graphql(`
  fragment VoxworksDetails on VoxworksCall {
    progress
    rating
    objectives { name achieved }
  }
`);

export const SynthflowDetails = graphql(`
  fragment SynthflowDetails on SynthflowCall {
    timezone
    endCallReason
    executedActions { key name returnValue }
  }
`);

export const PuretalkDetails = graphql(`
  fragment PuretalkDetails on PuretalkCall {
    protocol
    voice { voiceId name }
    analysis { taskCompletion }
  }
`);

export const OsviDetails = graphql(`
  fragment OsviDetails on OsviCall {
    retryCount
    tag { tagId name color }
  }
`);

/** One call, for a page of its own. */
export const CallPage = graphql(`
  query CallPage($id: ID!) {
    call(id: $id) {
      ...CallSummary
      ...VoxworksDetails
      ...SynthflowDetails
      ...PuretalkDetails
      ...OsviDetails
    }
  }
`);

/** Many calls, for a list. */
export const CallList = graphql(`
  query CallList($ids: [ID!]!) {
    calls(ids: $ids) {
      ...CallSummary
    }
  }
`);

/** Many calls, with a failure as data: a cache that keeps null and forgets errors can still tell the two apart. */
export const CallResults = graphql(`
  query CallResults($ids: [ID!]!) {
    callResults(ids: $ids) {
      id
      call { id status }
      error { code message retryAfterSeconds }
    }
  }
`);

/** A live call, until it has settled. */
export const CallUpdates = graphql(`
  subscription CallUpdates($id: ID!) {
    callUpdates(id: $id) {
      id
      status
      durationSeconds
      isSettled
    }
  }
`);

/** A page of the log, for endless scrolling. */
export const CallLogPage = graphql(`
  query CallLogPage($after: String, $filter: CallLogFilter) {
    callLog(first: 5, after: $after, filter: $filter) {
      edges { cursor node { id status } }
      pageInfo { endCursor hasNextPage }
      complete
      sources { provider state }
    }
  }
`);
