import type { IncomingHttpHeaders } from 'node:http';
import type { JsonObject } from '../domain/json.ts';

/** The time of one call, counted from its first request. Both values are in milliseconds. */
export interface CallClock {
  /** When the first request for this call arrived, since the epoch. */
  readonly firstRequestAtMs: number;
  /** Time since then; never negative. */
  readonly elapsedMs: number;
}

/** One call of the sandbox. `at` is pure: the same clock yields the same record. */
export interface SandboxCall {
  readonly id: string;
  at(clock: CallClock): JsonObject;
}

/** A call whose record never changes. */
export const settledCall = (id: string, record: JsonObject): SandboxCall => ({ id, at: () => record });

/** An HTTP response. A string is sent as an HTML page, an object as JSON. */
export interface SandboxResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: JsonObject | string;
}

/** A documented endpoint. The call id is the one path segment after `prefix`. */
export interface SandboxRoute {
  /** Path from the origin up to the id, ending in a slash. */
  readonly prefix: string;
  /** The body of a success response for `record`. */
  envelope(record: JsonObject): JsonObject;
}

/** Reasons for an error response. Each provider words them in its own way. */
export type SandboxFailure =
  | 'no-route'
  | 'wrong-method'
  | 'unauthorized'
  | 'unknown-call'
  | 'rate-limited'
  | 'failing'
  | 'rejected';

/** The GraphiQL tabs that show the calls of one provider. Each provider lists its own, so that the tabs name none. */
export type TabKind = 'first-call' | 'own-id' | 'live' | 'rejected';

/** A call that the start message proposes to look up. */
export interface SandboxExampleCall {
  readonly title: string;
  readonly callId: string;
  readonly note: string;
}

/** The content for the start message and the GraphiQL tabs. */
export interface SandboxExamples {
  /** The first id is stable, because the documentation quotes it. */
  readonly calls: readonly [SandboxExampleCall, ...SandboxExampleCall[]];
  /** Id of the call that progresses with time. */
  readonly liveCallId: string;
  /** The tabs whose example call is this provider's. */
  readonly tabs: readonly TabKind[];
  /** GraphQL selections of fields that only the provider's own type has, one field each. */
  readonly ownFields: readonly string[];
}

/** A provider's API as its documents describe it. */
export interface SandboxProvider {
  readonly id: string;
  /** The base URL's path: empty, or without a trailing slash. */
  readonly basePath: string;
  /** The only key this sandbox accepts. */
  readonly apiKey: string;
  readonly routes: readonly [SandboxRoute, ...SandboxRoute[]];
  readonly examples: SandboxExamples;
  isAuthorized(headers: IncomingHttpHeaders): boolean;
  failure(kind: SandboxFailure, callId: string): SandboxResponse;
  /** All calls, unique by id. `baseUrl` is the sandbox's own, for links in records. */
  createCalls(baseUrl: string): readonly SandboxCall[];
  /** Creates the headers of every response, with a counter for each server. Absent when the provider adds none. */
  createResponseHeaders?(): (nowMs: number) => Readonly<Record<string, string>>;
}

/** Ids of no call: a request for one gets an error response. They are the same for every provider. */
export const SPECIAL_CALL_IDS = {
  rateLimited: 'always-rate-limited',
  failing: 'always-failing',
  rejected: 'always-refused',
  html: 'always-html',
  anotherCall: 'another-call',
} as const;

/** The `Retry-After` that `always-rate-limited` sends, in seconds. */
export const RETRY_AFTER_SECONDS = 30;
