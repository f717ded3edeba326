import type { Json, JsonObject } from '../domain/json.ts';
import type { SpokenTurn } from './calls/dialogue.ts';

/** Whether a call's audio can be read: `not-ready` may still come, `gone` was deleted. `none` was never recorded. */
export type RecordingState = 'ready' | 'not-ready' | 'gone' | 'none';

/** The words of a call, and how long the talk takes. */
export interface Conversation {
  readonly turns: readonly SpokenTurn[];
  /** `null` while they talk, and for a call without talk time. */
  readonly seconds: number | null;
}

/** A call as its provider's list knows it at one moment. */
export interface ListedCall {
  readonly id: string;
  /** The time by which the provider lists the call, in milliseconds since the epoch. It never changes. */
  readonly listedMs: number;
  /** Reads a value for a filter: a member of the record, or a value derived from it. It is cheap; the whole record is not. */
  fact(name: string): Json;
  record(): JsonObject;
  conversation(): Conversation;
  recordingState(): RecordingState;
}

/** Calls that a rule makes from a time. The same id and time yield the same call. */
export interface CallSeries {
  newestFirst(nowMs: number): Iterable<ListedCall>;
  /** The call with this id, if it was created by `nowMs`. It may be older than the list. */
  find(callId: string, nowMs: number): ListedCall | undefined;
}

/** Every call of one provider at one moment. */
export interface CallDirectory {
  newestFirst(): Iterable<ListedCall>;
  find(callId: string): ListedCall | undefined;
}
