/** The mock's fifth port, from the side of whoever measures. */
export class UpstreamControl {
  readonly #url: string;

  constructor(port: number) {
    this.#url = `http://127.0.0.1:${port}/`;
  }

  setDelay(delayMs: number): Promise<Response> {
    return fetch(`${this.#url}?delayMs=${delayMs}`);
  }

  /** Requests since it was last asked. */
  async take(): Promise<number> {
    const response = await fetch(this.#url);
    return ((await response.json()) as { requests: number }).requests;
  }
}
