import { type AbortSignalLike, LightAbortController } from '../domain/abort-signal.ts';

interface Flight<T> {
  /** `OVER` once it has settled. */
  result: Promise<T>;
  readonly controller: LightAbortController;
  waiting: number;
}

/**
 * Takes the place of the result of a flight that is over. A map that has outgrown its table leaves it to the collection of old
 * objects, which is rare, and until then the table keeps what it held.
 */
const OVER: Promise<never> = new Promise(() => {});

/**
 * One flight a key: readers that ask for the key while it is in flight share it. A reader that leaves early (its signal is
 * aborted) gives up its own place; the flight itself is aborted only when the last reader leaves.
 */
export class SingleFlight<T> {
  readonly #flights = new Map<string, Flight<T>>();

  /** Keys in flight. */
  get size(): number {
    return this.#flights.size;
  }

  has(key: string): boolean {
    return this.#flights.has(key);
  }

  /** Joins the flight for `key`, or starts one. Rejects as the flight does, or with the signal's reason. */
  join(key: string, start: (signal: AbortSignalLike) => Promise<T>, signal?: AbortSignalLike): Promise<T> {
    const flight = this.#flights.get(key) ?? this.#start(key, start);
    flight.waiting += 1;
    return signal === undefined ? flight.result : this.#untilAborted(key, flight, signal);
  }

  #start(key: string, start: (signal: AbortSignalLike) => Promise<T>): Flight<T> {
    const controller = new LightAbortController();
    const remove = (): void => {
      if (this.#flights.get(key) === flight) this.#flights.delete(key);
      flight.result = OVER;
    };
    const result = start(controller);
    result.then(remove, remove); // before any reader goes on; a flight without readers has none to tell of its failure
    const flight: Flight<T> = { result, controller, waiting: 0 };
    this.#flights.set(key, flight);
    return flight;
  }

  #untilAborted(key: string, flight: Flight<T>, signal: AbortSignalLike): Promise<T> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        reject(signal.reason);
        flight.waiting -= 1;
        if (flight.waiting > 0) return;
        if (this.#flights.get(key) === flight) this.#flights.delete(key); // no reader may join a flight that is being aborted
        flight.controller.abort(signal.reason);
      };
      if (signal.aborted) return leave();
      signal.addEventListener('abort', leave, { once: true });
      const stay = (): void => signal.removeEventListener('abort', leave);
      flight.result.then(
        (value) => {
          stay();
          resolve(value);
        },
        (error: unknown) => {
          stay();
          reject(error);
        },
      );
    });
  }
}
