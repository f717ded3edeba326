import { OUTAGE_CALL_ID, type SandboxResponse } from './sandbox-provider.ts';

const MAX_SECONDS = 600;

/** The request with which scripts start an outage: `POST /sandbox/outage?seconds=60`, without a key. No provider has this path. */
export const OUTAGE_PATH = '/sandbox/outage';

/** A page as a proxy in front of a server that is down would send it. */
export const HTML_PAGE = `<!doctype html>
<html lang="en"><head><title>Be right back</title></head>
<body><h1>Be right back</h1><p>This response is an HTML page instead of JSON.</p></body></html>
`;

/**
 * A switch that takes one provider down for a while, to show logs that lack a source. Reading a call with the id
 * `outage-60` does it through the graph, `POST /sandbox/outage?seconds=60` from a shell. All requests get 503 until
 * the time is over; a second switch meanwhile changes nothing, so that retries do not prolong it.
 */
export class Outage {
  #untilMs = Number.NEGATIVE_INFINITY;

  /** The response to a request at `nowMs`. `null` when the provider is up. */
  response(nowMs: number): SandboxResponse | null {
    return nowMs < this.#untilMs ? { status: 503, body: HTML_PAGE } : null;
  }

  /** Starts the outage that an id such as `outage-60` stands for. Does nothing for other ids. */
  startFor(callId: string, nowMs: number): void {
    const [, seconds] = OUTAGE_CALL_ID.exec(callId) ?? [];
    if (seconds !== undefined) this.#start(Number(seconds), nowMs);
  }

  /** Handles a request for `OUTAGE_PATH`. */
  respondTo(query: URLSearchParams, nowMs: number): SandboxResponse {
    const seconds = Number(query.get('seconds') ?? '60');
    if (!(seconds >= 1 && seconds <= MAX_SECONDS)) {
      return { status: 400, body: { error: `seconds must be between 1 and ${MAX_SECONDS}` } };
    }
    this.#start(seconds, nowMs);
    return { status: 200, body: { down_until: new Date(this.#untilMs).toISOString() } };
  }

  #start(seconds: number, nowMs: number): void {
    if (nowMs < this.#untilMs) return;
    this.#untilMs = nowMs + Math.min(seconds, MAX_SECONDS) * 1_000;
  }
}
