import type { IncomingHttpHeaders } from 'node:http';
import type { JsonObject } from '../domain/json.ts';

/** Where one call stands on its own clock. Both values are in milliseconds. */
export interface CallClock {
  /** When the first request for this call came in, since the epoch. */
  readonly firstAskedAtMs: number;
  /** How long ago that was; never negative. */
  readonly elapsedMs: number;
}

/** One call of the sandbox. `at` is pure: the same clock gives the same record. */
export interface SandboxCall {
  readonly id: string;
  at(clock: CallClock): JsonObject;
}

/** A call that stands still: its record is the same at any time. */
export const settledCall = (id: string, record: JsonObject): SandboxCall => ({ id, at: () => record });

/** What goes back over HTTP. A string is sent as an HTML page, an object as JSON. */
export interface SandboxReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: JsonObject | string;
}

/** A documented endpoint: the call's id is the one path segment that follows `prefix`. */
export interface SandboxRoute {
  /** Path from the origin up to the id, ending in a slash. */
  readonly prefix: string;
  /** The whole body of a success for this record. */
  envelope(record: JsonObject): JsonObject;
}

/** Everything a request can run into; each provider words it in its own way. */
export type SandboxFailure =
  | 'no-route'
  | 'wrong-method'
  | 'unauthorized'
  | 'unknown-call'
  | 'rate-limited'
  | 'failing'
  | 'refused';

/** The GraphiQL tabs that show the calls of one provider. Each provider lists its own, so that the tabs name none. */
export type TabKind = 'first-call' | 'own-id' | 'live' | 'refused';

/** A call worth looking up, for people. */
export interface SandboxExampleCall {
  readonly title: string;
  readonly callId: string;
  readonly note: string;
}

/** What the start-up message and the GraphiQL tabs say about a provider. */
export interface SandboxExamples {
  /** The first one's id is stable: documentation quotes it. */
  readonly calls: readonly [SandboxExampleCall, ...SandboxExampleCall[]];
  /** Id of the call that moves on while one watches. */
  readonly liveCallId: string;
  /** The tabs whose example call is this provider's. */
  readonly tabs: readonly TabKind[];
  /** GraphQL selections of fields that only the provider's own type has, one field each. */
  readonly ownFields: readonly string[];
}

/** A provider as its documents describe it, small enough to run inside the server. */
export interface SandboxProvider {
  readonly id: string;
  /** What the base URL has after the origin: empty, or a path without a trailing slash. */
  readonly basePath: string;
  /** The only key this sandbox accepts. */
  readonly apiKey: string;
  readonly routes: readonly [SandboxRoute, ...SandboxRoute[]];
  readonly examples: SandboxExamples;
  isAuthorized(headers: IncomingHttpHeaders): boolean;
  failure(kind: SandboxFailure, callId: string): SandboxReply;
  /** All calls, unique by id. `baseUrl` is where this sandbox listens, for links to itself. */
  createCalls(baseUrl: string): readonly SandboxCall[];
  /** For a provider that adds headers to every answer: makes the counter behind them, one per server. */
  createAnswerHeaders?(): (nowMs: number) => Readonly<Record<string, string>>;
}

/** Ids that are not calls: asking for one shows what a failure looks like. The same for every provider. */
export const SPECIAL_CALL_IDS = {
  rateLimited: 'always-rate-limited',
  failing: 'always-failing',
  refused: 'always-refused',
  html: 'always-html',
  anotherCall: 'another-call',
} as const;

/** What `always-rate-limited` sends as `Retry-After`, in seconds. */
export const RETRY_AFTER_SECONDS = 30;
