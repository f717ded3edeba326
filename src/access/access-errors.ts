/** A file that says who may come in cannot be used. Each problem is a sentence without a secret in it. */
export class AccessConfigError extends Error {
  override readonly name = 'UnusableAccess';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

/** Whether a credential is good cannot be told at present: the fault is not the client's. */
export class AccessUnavailable extends Error {
  override readonly name = 'AccessUnavailable';
  /** Seconds after which it is worth asking again. */
  readonly retryAfterSeconds: number;

  constructor(retryAfterSeconds: number) {
    super('The keys that credentials are checked with cannot be had at present');
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
