import { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';

export type ResponseHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** A response in the form that got accepts from a request function: status, headers, and the body as a stream. */
export class PooledResponse extends Readable {
  readonly statusCode: number;
  /** Names in lower case. A repeated header is one text, joined as `node:http` joins it. */
  readonly headers: ResponseHeaders;
  /** Whether the whole body has arrived. A decompressed response ends only when it has. */
  complete = false;
  readonly #controller: Dispatcher.DispatchController;
  readonly #onLeft: () => void;

  /** `onLeft` is called when the response is destroyed before its end. */
  constructor(
    controller: Dispatcher.DispatchController,
    statusCode: number,
    headers: ResponseHeaders,
    onLeft: () => void,
  ) {
    super();
    this.#controller = controller;
    this.#onLeft = onLeft;
    this.statusCode = statusCode;
    this.headers = joinRepeated(headers);
  }

  override _read(): void {
    this.#controller.resume();
  }

  /** A response that is destroyed before its end closes its connection. */
  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    if (!this.readableEnded) this.#onLeft();
    callback(error);
  }
}

/** Headers of which only the first value counts when they are repeated. */
const FIRST_COUNTS = new Set([
  'content-type',
  'content-length',
  'content-encoding',
  'location',
  'retry-after',
]);

function joinRepeated(headers: ResponseHeaders): ResponseHeaders {
  let joined: Record<string, string | string[] | undefined> | null = null;
  for (const name in headers) {
    const value = headers[name];
    if (!Array.isArray(value)) continue;
    joined ??= { ...headers };
    joined[name] = FIRST_COUNTS.has(name) ? value[0] : value.join(', ');
  }
  return joined ?? headers;
}
