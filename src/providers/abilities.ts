import type { Call, Transcript } from '../domain/call.ts';
import type { CallKey } from '../domain/call-key.ts';
import type { CallDirection, CallStatus } from '../domain/call-vocabulary.ts';
import type { Json } from '../domain/json.ts';
import type { OperationInput, ProviderOperation } from './operation.ts';

/** One page of a provider's list. */
export interface ListPage<Row> {
  /** The rows in the provider's order. */
  readonly rows: readonly Row[];
  /** The cursor of the next page; `null` on the last page. Only the operation that returned it can read it. */
  readonly next: string | null;
  /** The number of rows of all pages; `null` when the provider does not say. */
  readonly total: number | null;
}

/** Which page of a list is requested. */
export interface PageInput extends OperationInput {
  /** The `next` of the page before; `null` for the first page. */
  readonly cursor: string | null;
  /** Most rows of the page. The operation lowers it to the provider's maximum. */
  readonly limit: number;
}

/** The calls that a list is restricted to. All members apply together; an absent member does not restrict. */
export interface CallFilter {
  readonly statuses?: readonly CallStatus[];
  readonly directions?: readonly CallDirection[];
  /** Provider's own ids. */
  readonly agentIds?: readonly string[];
  /** Provider's own ids. */
  readonly campaignIds?: readonly string[];
  readonly customerNumber?: string;
  /** Calls whose `at` is this moment or later. */
  readonly since?: Date;
  /** Calls whose `at` is before this moment. */
  readonly until?: Date;
  readonly minDurationSeconds?: number;
}

/** A member of `CallFilter` under its name in the graph. */
export type FilterMember =
  | 'statuses'
  | 'directions'
  | 'agents'
  | 'campaigns'
  | 'customerNumber'
  | 'since'
  | 'until'
  | 'minDurationSeconds';

/**
 * The precision with which a provider applies a member of the filter. `EXACT`: it returns just the calls that match. `SUPERSET`: it returns
 * those and others. Either may hold for some values only, so `plan` decides for each filter.
 */
export type FilterSupport = 'EXACT' | 'SUPERSET';

/** Parameters of one list request, not yet escaped, beside those of the page. */
export type ListParameters = Readonly<Record<string, string | number>>;

/** The requests that read a filter from a provider: one list for each element of `lists`. */
export interface CallListPlan {
  /** Together, these lists hold every call that matches. An empty array states that no call of the provider can match. */
  readonly lists: readonly ListParameters[];
  /** The members of the filter that these parameters apply. The caller applies every member to the rows as well. */
  readonly applied: Readonly<Partial<Record<FilterMember, FilterSupport>>>;
}

/** A page of a list of calls to read. */
export interface CallListInput extends PageInput {
  readonly parameters: ListParameters;
}

/**
 * A call as a list has it. It may lack members that the call itself has, so it must not be stored in the cache as the
 * result of a `getCall` operation, unless `callBodyOf` gives the body for it.
 */
export interface CallListRow<C extends Call> {
  readonly callKey: CallKey;
  /** Mapped when it is read first: a page holds more rows than a client is given. */
  readonly call: C;
  /** The moment by which the provider lists the call; it does not change while the call lives. `null` when unknown. */
  readonly at: Date | null;
  /** The fields of the graph that this row cannot provide, as dotted paths from the call. A subset of `mayLack`. */
  readonly lacks: readonly string[];
}

/** One page of a provider's list of calls. */
export interface CallListPage<C extends Call> extends ListPage<CallListRow<C>> {
  /**
   * The cursor of a page that ends in this one's first row; `null` when this page begins the list. Absent for a list
   * whose cursors are values, such as a time: arrivals and deletions do not shift it.
   */
  readonly previous?: string | null;
  /** Whether the provider lists these rows by their `at`, newest first, so that no later row is much newer. */
  readonly inOrder: boolean;
  readonly isHead: boolean;
  readonly fetchedAt: Date;
}

/** Lists calls, newest first as far as the provider keeps that order. */
export interface CallListOperation<C extends Call> extends ProviderOperation<CallListInput, CallListPage<C>> {
  /** Rows that a page is requested with. */
  readonly pageSize: number;
  /** The parameter that names an agent, where the provider lists the calls of one agent at a time; `null` elsewhere. */
  readonly agentParameter: string | null;
  /**
   * The body with which the first `getCall` operation would return the row's call, where a row is the call's whole
   * record; `null` where rows are less, so that they never stand in for calls.
   */
  readonly callBodyOf: ((row: CallListRow<Call>) => Json) | null;
  /** The fields of the graph that a row may be unable to provide, as dotted paths from the call. */
  readonly mayLack: readonly string[];
  /** The members of the filter that the provider can apply, for some values at least. */
  readonly filters: Readonly<Partial<Record<FilterMember, FilterSupport>>>;
  /** Decides how `filter` is read. */
  plan(filter: CallFilter): CallListPlan;
}

/** An agent in the provider's directory. */
export interface ListedAgent {
  readonly providerAgentId: string;
  readonly name: string | null;
}

/** A link to a call's stored audio. */
export interface RecordingLink {
  /** From the provider's response, so not to be trusted: check scheme and host before a request is sent to it. */
  readonly url: string;
  /** When the link stops working; `null` when the provider does not say. */
  readonly expiresAt: Date | null;
}

/** A call to place. */
export interface PlaceCallInput extends OperationInput {
  readonly providerAgentId: string;
  /** The number to dial, in E.164. */
  readonly to: string;
  /** The line to dial from, in E.164; `null` for the agent's own. */
  readonly from: string | null;
  readonly customerName: string | null;
  /** `null` to dial at once. */
  readonly scheduledAt: Date | null;
  /** Values for the agent's prompt. */
  readonly variables: Readonly<Record<string, string>>;
}

/** A call that the provider has accepted to place. */
export interface PlacedCall {
  readonly providerCallId: string;
}

/** A webhook request as it arrived. Nothing in it is trustworthy before `verify` has accepted it. */
export interface WebhookRequest {
  /** Header names are in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly rawBody: Buffer;
  /** `rawBody`, decoded from JSON. */
  readonly body: Json;
}

/** The webhook by which a provider notifies this server of a change to a call. */
export interface ProviderWebhook {
  /** Whether the sender knows `secret`. Compares in constant time. */
  verify(request: WebhookRequest, secret: string): boolean;
  /** The provider's own id of the call that changed; `null` when the body names none. Nothing else of it is used. */
  read(request: WebhookRequest): string | null;
}

/** Optional abilities of a provider beside `getCall`. An absent member states that the provider lacks the ability. */
export interface ProviderAbilities<C extends Call> {
  readonly listCalls?: CallListOperation<C>;
  /** The parts of a call that its own record never holds. */
  readonly recordLacks?: readonly ('transcript' | 'recording')[];
  readonly listAgents?: ProviderOperation<PageInput, ListPage<ListedAgent>>;
  /** Present when the provider serves transcripts from an endpoint of their own. */
  readonly getTranscript?: ProviderOperation<CallKey, Transcript>;
  /** Present when the provider serves links to recordings from an endpoint of their own. */
  readonly getRecording?: ProviderOperation<CallKey, RecordingLink>;
  /**
   * The path below the base URL, escaped, at which the provider redirects to a call's audio. Present when the provider
   * documents one; it takes the account's key.
   */
  readonly recordingRedirect?: (callKey: CallKey) => string;
  /** Must not be idempotent: no provider offers an idempotency key, so a second request would dial twice. */
  readonly placeCall?: ProviderOperation<PlaceCallInput, PlacedCall>;
  readonly webhook?: ProviderWebhook;
}
