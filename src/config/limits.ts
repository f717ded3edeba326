/** Limits of one operation. They are checked once for each document, except those that depend on variables. */
export interface OperationLimits {
  /** Lexical tokens of a document: names, numbers, strings and punctuation. Bounds the work of parsing. */
  readonly tokens: number;
  /** Nesting of fields, with 1 for the root field. Introspection has a fixed limit of its own. */
  readonly depth: number;
  /** Aliased fields. A fragment counts as often as it is spread. */
  readonly aliases: number;
  /** Root fields of an operation. */
  readonly rootFields: number;
  /** Directives. A fragment counts as often as it is spread. */
  readonly directives: number;
  /** Requests to providers that the operation would need with an empty cache. Depends on its variables. */
  readonly upstreamRequests: number;
  /** List requests to providers that one page of the call log may send. */
  readonly callLogRequests: number;
  /** Fields of a response, counted for every item of every list. */
  readonly responseFields: number;
  /** Longest response, in bytes of JSON. */
  readonly responseBytes: number;
}

/** Limits of one client, and of all clients together. */
export interface TrafficLimits {
  /** Requests of one client in flight at once; 0 for no limit. */
  readonly concurrentPerClient: number;
  /** Operations per second of one client, which is also the size of a burst; 0 for no limit. */
  readonly operationsPerSecond: number;
  /** Open subscriptions of one client; 0 for no limit. */
  readonly subscriptionsPerClient: number;
  /** Requests of all clients in flight at once. Further requests are rejected at once; 0 for no limit. */
  readonly concurrentInTotal: number;
}

/** All limits on what clients may send. */
export interface Limits extends OperationLimits, TrafficLimits {
  /** Longest request body, in bytes. */
  readonly bodyBytes: number;
}

/** The limits where no setting says otherwise. */
export const DEFAULT_LIMITS: Limits = {
  bodyBytes: 1_000_000,
  tokens: 4_000,
  depth: 12,
  aliases: 100,
  rootFields: 50,
  directives: 50,
  upstreamRequests: 500,
  callLogRequests: 50,
  responseFields: 400_000,
  responseBytes: 33_554_432,
  concurrentPerClient: 200,
  operationsPerSecond: 1_000,
  subscriptionsPerClient: 50,
  concurrentInTotal: 2_000,
};
