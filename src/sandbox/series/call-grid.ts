import { draw } from './draw.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** One slot of the history holds at most one call: about 2,300 calls in 90 days. */
const HISTORY_SLOT_MS = 24 * MINUTE_MS;
/** One slot since shortly before the start holds exactly one call, so that calls arrive 20 to 60 seconds apart. */
const ARRIVAL_SLOT_MS = 40_000;
/** The time before the start at which calls begin to arrive, so that the first page of a list has live calls. */
const ARRIVALS_BEFORE_START_MS = 10 * MINUTE_MS;
/** The time that the lists reach back from the start of the sandbox. */
const HISTORY_MS = 90 * DAY_MS;

/** Share of the slots that hold a call, by daytime. Fewer calls are made on weekends. */
const OFFICE_HOURS_SHARE = 0.86;
const NIGHT_SHARE = 0.1;
const WEEKEND_SHARE = 0.55;

/** A call's serial number and when it was created, in milliseconds since the epoch. */
export interface GridCall {
  readonly serial: number;
  readonly createdMs: number;
}

/**
 * Creation times of calls by arithmetic, with nothing stored. A serial number is twice the number of a time slot, plus
 * one for an arrival; the slot numbers count from the epoch, so that a call keeps its serial after a restart.
 */
export class CallGrid {
  readonly #seed: number;
  readonly #arrivalsFromMs: number;
  readonly #offsetMs: number;

  /** `startMs` is when the sandbox started; `utcOffsetHours` is where the provider's customers live. */
  constructor(options: {
    readonly seed: number;
    readonly startMs: number;
    readonly utcOffsetHours: number;
  }) {
    this.#seed = options.seed;
    this.#arrivalsFromMs = options.startMs - ARRIVALS_BEFORE_START_MS;
    this.#offsetMs = options.utcOffsetHours * HOUR_MS;
  }

  /** When the call was created, in milliseconds since the epoch. Falls into the first half of its slot. */
  createdMs(serial: number): number {
    const slotMs = isArrival(serial) ? ARRIVAL_SLOT_MS : HISTORY_SLOT_MS;
    const jitter = draw(this.#seed, serial, 'jitter') / 2;
    return Math.floor((Math.floor(serial / 2) + jitter) * slotMs);
  }

  /** The serials that a call created at `createdMs` may have. */
  serialsAt(createdMs: number): readonly number[] {
    return [
      Math.floor(createdMs / HISTORY_SLOT_MS) * 2,
      Math.floor(createdMs / ARRIVAL_SLOT_MS) * 2 + 1,
    ].filter((serial) => this.createdMs(serial) === createdMs);
  }

  /** Whether the slot holds a call. Every arrival's does. */
  holdsCall(serial: number, createdMs: number): boolean {
    if (isArrival(serial)) return true;
    const local = createdMs + this.#offsetMs;
    const hour = Math.floor(local / HOUR_MS) % 24;
    const weekday = (Math.floor(local / DAY_MS) + 4) % 7; // the epoch was a Thursday
    const share =
      (hour >= 8 && hour < 20 ? OFFICE_HOURS_SHARE : NIGHT_SHARE) *
      (weekday === 0 || weekday === 6 ? WEEKEND_SHARE : 1);
    return draw(this.#seed, serial, 'slot') < share;
  }

  /** All calls that were created by `nowMs`, newest first: arrivals, then the history. */
  *newestFirst(nowMs: number): Generator<GridCall> {
    for (let slot = Math.floor(nowMs / ARRIVAL_SLOT_MS); slot >= 0; slot -= 1) {
      const serial = slot * 2 + 1;
      const createdMs = this.createdMs(serial);
      if (createdMs < this.#arrivalsFromMs) break;
      if (createdMs <= nowMs) yield { serial, createdMs };
    }
    const oldest = Math.max(0, Math.floor((this.#arrivalsFromMs - HISTORY_MS) / HISTORY_SLOT_MS));
    for (let slot = Math.floor(this.#arrivalsFromMs / HISTORY_SLOT_MS); slot >= oldest; slot -= 1) {
      const serial = slot * 2;
      const createdMs = this.createdMs(serial);
      if (createdMs >= this.#arrivalsFromMs || createdMs > nowMs) continue;
      if (this.holdsCall(serial, createdMs)) yield { serial, createdMs };
    }
  }
}

const isArrival = (serial: number): boolean => serial % 2 === 1;
