import type { GraphQLError } from 'graphql';
import { requestError } from './request-error.ts';
import type { RequestState } from './request-state.ts';
import { onResponseEnd } from './response-end.ts';

/** Smaller responses are not counted: as many as may be in flight at once fit. */
const LARGE_BYTES = 65_536;

/** Counts the bytes of large responses until their clients have read them: a client that does not read keeps them in memory. */
export class ResponseMemory {
  readonly #maxBytes: number;
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Counts a response of about `bytes` until it ends. False, and not counted, when it does not fit. */
  hold({ req, res }: Pick<RequestState, 'req' | 'res'>, bytes: number): boolean {
    if (bytes < LARGE_BYTES) return true;
    if (this.#bytes > 0 && this.#bytes + bytes > this.#maxBytes) return false;
    this.#bytes += bytes;
    onResponseEnd(req, res, () => {
      this.#bytes -= bytes;
    });
    return true;
  }
}

const RETRY_AFTER_SECONDS = 1;

export const responsesTooLong = (): GraphQLError =>
  requestError(
    'OVERLOADED',
    `This server holds too many large responses that clients have not read yet. Try again in ${RETRY_AFTER_SECONDS} s.`,
    {
      headers: { 'retry-after': String(RETRY_AFTER_SECONDS) },
      details: { retryAfterSeconds: RETRY_AFTER_SECONDS },
    },
  );
