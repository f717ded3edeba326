/** Whether the replicas together have room for one more request. With both times 0 the request is admitted and counted. */
export interface Admission {
  /** Milliseconds left of a pause that the provider asked one of the replicas for. */
  readonly pauseMs: number;
  /** Milliseconds until the next try, because the shared rate limit is used up. */
  readonly waitMs: number;
  /** Reports that the admitted request has left this process. */
  readonly sent: () => void;
  /** Reports that the admitted request has ended, by a response or by a failure. */
  readonly answered: () => void;
}

/**
 * The rate limit and the pauses that all replicas share for one provider and one account. No method rejects: while
 * the shared state is unreachable, every request is admitted and each replica applies the limits by itself.
 */
export interface SharedLimit {
  /** Asks to send one request, of at most `perSecond` from all replicas together; `null` for no such limit. */
  admit(perSecond: number | null): Promise<Admission>;
  /** Pauses every replica. A pause can be lengthened, never shortened. */
  pause(milliseconds: number): void;
}
