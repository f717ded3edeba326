/** Whether a request may go out now, as far as all replicas together are concerned. Both 0: it may, and is counted. */
export interface Admission {
  /** Milliseconds left of a pause that the provider asked one of the replicas for. */
  readonly pauseMs: number;
  /** Milliseconds until it is worth asking again: the rate is used up. */
  readonly waitMs: number;
  /** Tells that the request which was let go has left. */
  readonly sent: () => void;
  /** Tells that it has been answered, or has failed: it is not on its way any more. */
  readonly answered: () => void;
}

/**
 * What replicas agree on about one provider as one account: its rate limit and its pauses. It never rejects: when
 * the replicas cannot be asked, every request is admitted, and each replica keeps to the limits by itself.
 */
export interface SharedLimit {
  /** `perSecond` requests may go out in any one second from all replicas together; `null` for no such limit. */
  admit(perSecond: number | null): Promise<Admission>;
  /** Tells every replica that the provider asked to be left alone. A pause can be lengthened, never shortened. */
  pause(milliseconds: number): void;
}
