import type { IncomingHttpHeaders } from 'node:http';
import type { JsonObject } from '../domain/json.ts';
import type { CallDirectory, CallSeries, Conversation, RecordingState } from './listed-call.ts';
import type { CallAudio } from './recordings/call-audio.ts';

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
  /** Default: `ready` where the record has a conversation with a talk time. */
  recordingState?(clock: CallClock): RecordingState;
  /** True for a call whose record never changes. All others are listed once their clock has started. */
  readonly isSettled?: boolean;
}

/** A call whose record never changes. */
export const settledCall = (id: string, record: JsonObject): SandboxCall => ({
  id,
  at: () => record,
  isSettled: true,
});

/** Milliseconds until a recording that is `not-ready` at its first request is ready. */
export const RECORDING_ARRIVES_AFTER_MS = 300_000;

/** An HTTP response. A string is sent as an HTML page unless `headers` says otherwise, all else as JSON. */
export interface SandboxResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: JsonObject | readonly JsonObject[] | string;
}

/** Sound as the response. */
export interface AudioResponse {
  readonly audio: CallAudio;
  /** False for a server that sends the whole recording whatever range is requested. */
  readonly supportsRanges: boolean;
}

/** A request for an endpoint, after its path and its key were checked. */
export interface EndpointRequest {
  /** The path segment that stands for `{id}`; empty for a path without one. */
  readonly callId: string;
  /** The request's path with its query, as it was sent. */
  readonly url: string;
  readonly query: URLSearchParams;
  readonly nowMs: number;
  readonly calls: CallDirectory;
}

/** A documented endpoint beside those that read one record. */
export interface SandboxEndpoint {
  /** Path from the origin. `{id}` stands for exactly one segment, the call id. */
  readonly path: string;
  /** False for links that carry their own permission. Default true. */
  readonly needsKey?: boolean;
  /** Default false: GET only. */
  readonly allowsHead?: boolean;
  respond(request: EndpointRequest): SandboxResponse | AudioResponse;
}

/** The inputs of a provider's calls and endpoints. */
export interface SandboxContext {
  /** The sandbox server's own, for links. */
  readonly baseUrl: string;
  /** When the sandbox started, in milliseconds since the epoch. */
  readonly startMs: number;
  /** The number of agents in a directory. `null` for as many as the examples have. */
  readonly agentCount: number | null;
}

/** The part of a provider that lists calls. */
export interface CallLists {
  /** The calls by rule, which the lists hold beside the examples. */
  readonly series: CallSeries;
  readonly endpoints: readonly SandboxEndpoint[];
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
export type TabKind = 'first-call' | 'own-id' | 'live' | 'rejected' | 'outage';

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
  /** The example calls, unique by id. `baseUrl` is the sandbox's own, for links in records. */
  createCalls(baseUrl: string): readonly SandboxCall[];
  createLists(context: SandboxContext): CallLists;
  /** The time by which the provider lists an example call, in milliseconds since the epoch. */
  listedMs(record: JsonObject): number;
  /** The values of an example call that filters read beside the members of its record. */
  derivedFacts?(record: JsonObject): JsonObject;
  /** The words of an example call at `nowMs`. */
  conversationOf(record: JsonObject, nowMs: number): Conversation;
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

/** Reading a call with such an id takes the provider down for so many seconds, from 1 to 600. */
export const OUTAGE_CALL_ID = /^outage-([1-9]\d{0,2})$/;

/** The `Retry-After` that `always-rate-limited` sends, in seconds. */
export const RETRY_AFTER_SECONDS = 30;
