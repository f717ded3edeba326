import { dialogue, type SpokenTurn } from '../calls/dialogue.ts';
import type { LivePhase } from '../calls/live-call.ts';
import { type Customer, customerAt, type Language } from './customers.ts';
import { type DrawPurpose, draw, pickAt, pickWeighted } from './draw.ts';
import { type Story, secondsToTell, type ToldStory, tell } from './story.ts';

/** The ways in which a call by rule ends. Each provider has its own words, and not every provider has a word for each. */
export type Outcome = 'completed' | 'no-answer' | 'busy' | 'voicemail' | 'rejected' | 'failed' | 'canceled';

/** An AI agent that makes calls by rule. */
export interface SeriesAgent {
  readonly name: string;
  /** The provider's own id. */
  readonly agentId: string;
  readonly stories: readonly [Story, ...Story[]];
  /** Share of calls that customers make to the agent. */
  readonly inboundShare: number;
}

/** The properties that distinguish one provider's calls by rule from another's. */
export interface SeriesProfile {
  readonly seed: number;
  readonly agents: readonly SeriesAgent[];
  readonly outcomes: readonly (readonly [Outcome, number])[];
  /** Share of outbound calls that are booked hours ahead. Default 0: all are dialled at once. */
  readonly bookedShare?: number;
  /** Default: customers of many countries. */
  customerAt?(language: Language, share: number): Customer;
}

const DIALLED_AFTER_MS = 4_000;
const ANALYSED_AFTER_MS = 15_000;
const HOUR_MS = 3_600_000;
/** Talk with a mailbox at a normal pace. */
const MAILBOX_SECONDS = 14;
/** Seconds for which a call rings that is not picked up. */
const UNANSWERED_SECONDS = 12;

const MAILBOX: readonly SpokenTurn[] = dialogue(`
  C: The person you are calling is not available. Please leave your message after the tone.
  A: Hello, this is a message for you: we will call again tomorrow. Goodbye.
`);

/**
 * The facts of one call, drawn from its serial number. The same serial yields the same call. Getters, because a list
 * makes thousands of outlines and reads few members of each.
 */
export class CallOutline {
  readonly serial: number;
  readonly createdMs: number;
  readonly #profile: SeriesProfile;

  constructor(serial: number, createdMs: number, profile: SeriesProfile) {
    this.serial = serial;
    this.createdMs = createdMs;
    this.#profile = profile;
  }

  get agent(): SeriesAgent {
    const share = this.share('agent');
    return pickAt(this.#profile.agents, share * share); // some agents make many calls, others few
  }

  get inbound(): boolean {
    return this.share('direction') < this.agent.inboundShare;
  }

  get story(): Story {
    return pickAt(this.agent.stories, this.share('story'));
  }

  get customer(): Customer {
    const find = this.#profile.customerAt ?? customerAt;
    return find(this.story.language, this.share('customer'));
  }

  get outcome(): Outcome {
    return this.inbound ? 'completed' : pickWeighted(this.#profile.outcomes, this.share('outcome'));
  }

  /** When it is dialled, or comes in. Hours after `createdMs` for a booked call. */
  get dialledMs(): number {
    if (this.inbound) return this.createdMs;
    const { bookedShare = 0 } = this.#profile;
    const booked = this.share('booking');
    const isBooked = booked < bookedShare;
    const delayMs = isBooked ? (1 + (booked / bookedShare) * 29) * HOUR_MS : DIALLED_AFTER_MS;
    return this.createdMs + Math.floor(delayMs);
  }

  get ringMs(): number {
    return Math.floor(3_000 + this.share('ringing') * 9_000);
  }

  /** `null` when neither a person nor a machine picked up. */
  get answeredMs(): number | null {
    return this.talkSeconds === null ? null : this.dialledMs + this.ringMs;
  }

  /** Talk time; `null` when not answered. */
  get talkSeconds(): number | null {
    const pace = 0.85 + this.share('pace') * 0.4;
    const { outcome } = this;
    if (outcome === 'completed') return Math.ceil(secondsToTell(this.story) * pace);
    return outcome === 'voicemail' ? Math.ceil(MAILBOX_SECONDS * pace) : null;
  }

  get endedMs(): number {
    return this.dialledMs + this.ringMs + (this.talkSeconds ?? UNANSWERED_SECONDS) * 1_000;
  }

  /** A number from 0 to 1 that only this call and `purpose` decide. */
  share(purpose: DrawPurpose): number {
    return draw(this.#profile.seed, this.serial, purpose);
  }

  /** The phase at `nowMs`. A call that was not picked up has no `talking`, and no analysis to wait for. */
  phaseAt(nowMs: number): LivePhase {
    if (nowMs < this.dialledMs) return 'queued';
    if (nowMs >= this.endedMs + ANALYSED_AFTER_MS) return 'analysed';
    if (nowMs >= this.endedMs) return this.answeredMs === null ? 'analysed' : 'ended';
    return this.answeredMs === null || nowMs < this.answeredMs ? 'ringing' : 'talking';
  }

  /** The conversation with its values filled in; a machine's greeting for a voicemail. */
  tell(): ToldStory {
    const told = tell(this.story, this.customer.name, this.share('words'));
    return this.outcome === 'voicemail' ? { ...told, turns: MAILBOX } : told;
  }

  /** The turns spoken by `nowMs`. */
  spokenBy(nowMs: number): readonly SpokenTurn[] {
    if (this.answeredMs === null || nowMs < this.answeredMs) return [];
    const { turns } = this.tell();
    const share = (nowMs - this.answeredMs) / (this.endedMs - this.answeredMs);
    return share >= 1 ? turns : turns.slice(0, 1 + Math.floor(share * turns.length));
  }
}
