export interface PlaceLimits {
  /** Recordings that stream at once, over all clients. */
  readonly total: number;
  /** Recordings that stream at once to one client. */
  readonly perClient: number;
}

/** A browser opens six connections to one host. */
export const DEFAULT_PLACE_LIMITS: PlaceLimits = { total: 100, perClient: 8 };

/** Counts the recordings that stream at once. */
export class RecordingPlaces {
  readonly #limits: PlaceLimits;
  readonly #byClient = new Map<string, number>();
  #taken = 0;

  constructor(limits: PlaceLimits) {
    this.#limits = limits;
  }

  get taken(): number {
    return this.#taken;
  }

  /** Takes a place for the client, and returns what gives it back, once. Says which limit is reached where none is free. */
  take(client: string): (() => void) | 'client-full' | 'full' {
    const held = this.#byClient.get(client) ?? 0;
    if (held >= this.#limits.perClient) return 'client-full';
    if (this.#taken >= this.#limits.total) return 'full';
    this.#taken += 1;
    this.#byClient.set(client, held + 1);
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      this.#taken -= 1;
      const left = (this.#byClient.get(client) ?? 1) - 1;
      if (left === 0) this.#byClient.delete(client);
      else this.#byClient.set(client, left);
    };
  }
}
