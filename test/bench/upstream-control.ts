/** A client of the mock's fifth port. */
export class UpstreamControl {
  readonly #url: string;

  constructor(port: number) {
    this.#url = `http://127.0.0.1:${port}/`;
  }

  setDelay(delayMs: number): Promise<Response> {
    return fetch(`${this.#url}?delayMs=${delayMs}`);
  }

  /** Number of requests since the last reading. */
  async take(): Promise<number> {
    const response = await fetch(this.#url);
    return ((await response.json()) as { requests: number }).requests;
  }
}
