import type { Json, JsonObject } from '../../domain/json.ts';
import type { CallSeries, ListedCall } from '../listed-call.ts';
import { CallGrid } from './call-grid.ts';
import { CallOutline, type SeriesProfile } from './call-outline.ts';
import { serialOfUuid, uuidOfSerial } from './serial-id.ts';

/** The provider's part of a series: it turns outlines into records of that provider. */
export interface SeriesRules {
  readonly profile: SeriesProfile;
  /** The time zone of the provider's customers, in hours east of UTC. It decides when calls are frequent. */
  readonly utcOffsetHours: number;
  /** Reads a value for a filter. Must be cheap: a list of 2,000 calls reads it from each. */
  fact(outline: CallOutline, name: string, nowMs: number): Json;
  /** The whole record, consistent with `fact`. */
  record(outline: CallOutline, id: string, nowMs: number): JsonObject;
  /** Ids in another format than UUIDs. Default: all are UUIDs. */
  readonly otherIds?: OtherIds;
}

/** An id format that holds the time of creation. */
export interface OtherIds {
  /** The id, or `null` for a call whose id is a UUID. */
  idOf(outline: CallOutline): string | null;
  /** The time of creation that the id holds, or `null` for an id in another format. */
  createdMsOf(id: string): number | null;
}

/** Calls made from serial numbers. Nothing is stored: a list makes its calls anew for each request. */
export class RuledSeries implements CallSeries {
  readonly #rules: SeriesRules;
  readonly #grid: CallGrid;

  constructor(rules: SeriesRules, startMs: number) {
    this.#rules = rules;
    const { profile, utcOffsetHours } = rules;
    this.#grid = new CallGrid({ seed: profile.seed, startMs, utcOffsetHours });
  }

  *newestFirst(nowMs: number): Generator<ListedCall> {
    for (const { serial, createdMs } of this.#grid.newestFirst(nowMs)) {
      yield this.#listed(new CallOutline(serial, createdMs, this.#rules.profile), nowMs);
    }
  }

  find(callId: string, nowMs: number): ListedCall | undefined {
    for (const serial of this.#serialsOf(callId)) {
      const createdMs = this.#grid.createdMs(serial);
      if (createdMs > nowMs || !this.#grid.holdsCall(serial, createdMs)) continue;
      const outline = new CallOutline(serial, createdMs, this.#rules.profile);
      if (this.#idOf(outline) === callId) return this.#listed(outline, nowMs);
    }
    return undefined;
  }

  #serialsOf(callId: string): readonly number[] {
    const createdMs = this.#rules.otherIds?.createdMsOf(callId) ?? null;
    if (createdMs !== null) return this.#grid.serialsAt(createdMs);
    const serial = serialOfUuid(this.#rules.profile.seed, callId);
    return serial === null ? [] : [serial];
  }

  readonly #idOf = (outline: CallOutline): string => {
    const { otherIds, profile } = this.#rules;
    return otherIds?.idOf(outline) ?? uuidOfSerial(profile.seed, outline.serial);
  };

  #listed(outline: CallOutline, nowMs: number): ListedCall {
    return new RuledCall(outline, this.#rules, nowMs, this.#idOf);
  }
}

/** A class, because a list makes thousands: members that are not read cost nothing. */
class RuledCall implements ListedCall {
  readonly listedMs: number;
  readonly #outline: CallOutline;
  readonly #rules: SeriesRules;
  readonly #nowMs: number;
  readonly #idOf: (outline: CallOutline) => string;

  constructor(
    outline: CallOutline,
    rules: SeriesRules,
    nowMs: number,
    idOf: (outline: CallOutline) => string,
  ) {
    this.listedMs = outline.createdMs;
    this.#outline = outline;
    this.#rules = rules;
    this.#nowMs = nowMs;
    this.#idOf = idOf;
  }

  get id(): string {
    return this.#idOf(this.#outline);
  }

  fact(name: string): Json {
    return this.#rules.fact(this.#outline, name, this.#nowMs);
  }

  record(): JsonObject {
    return this.#rules.record(this.#outline, this.id, this.#nowMs);
  }

  conversation() {
    const isOver = this.#nowMs >= this.#outline.endedMs;
    return {
      turns: this.#outline.spokenBy(this.#nowMs),
      seconds: isOver ? this.#outline.talkSeconds : null,
    };
  }

  recordingState() {
    if (this.#outline.talkSeconds === null) return 'none';
    return this.#outline.phaseAt(this.#nowMs) === 'analysed' ? 'ready' : 'not-ready';
  }
}
