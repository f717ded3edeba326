/** What one operation may ask for. Found out once for each document, except what depends on variables. */
export interface OperationLimits {
  /** Lexical tokens of a document: names, numbers, strings and punctuation. Bounds the work of reading it. */
  readonly tokens: number;
  /** Fields within fields, the root field counted as 1. Introspection has a fixed bound of its own. */
  readonly depth: number;
  /** Fields that go by another name, in all fragments as often as they are spread. */
  readonly aliases: number;
  /** Fields at the root of an operation. */
  readonly rootFields: number;
  /** Directives, in all fragments as often as they are spread. */
  readonly directives: number;
  /** Requests to providers that an operation may need, were nothing cached. Depends on its variables. */
  readonly upstreamRequests: number;
}

/** What one client may do, and all of them together. */
export interface TrafficLimits {
  /** Requests under way at once for one client; 0 for no limit. */
  readonly concurrentPerClient: number;
  /** Operations a second of one client, and how many it may send at once after a rest; 0 for no limit. */
  readonly operationsPerSecond: number;
  /** Subscriptions of one client at once; 0 for no limit. */
  readonly subscriptionsPerClient: number;
  /** Requests under way at once for everyone; what comes on top is turned away at once. 0 for no limit. */
  readonly concurrentInTotal: number;
}

/** Every limit on what strangers may send. */
export interface Limits extends OperationLimits, TrafficLimits {
  /** Bytes of a request's body. */
  readonly bodyBytes: number;
}

/** The limits that hold where no setting says otherwise. */
export const DEFAULT_LIMITS: Limits = {
  bodyBytes: 1_000_000,
  tokens: 4_000,
  depth: 12,
  aliases: 100,
  rootFields: 50,
  directives: 50,
  upstreamRequests: 500,
  concurrentPerClient: 200,
  operationsPerSecond: 1_000,
  subscriptionsPerClient: 50,
  concurrentInTotal: 2_000,
};
