/** A file that decides who has access is unusable. Each problem is a sentence without a secret. */
export class AccessConfigError extends Error {
  override readonly name = 'AccessConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

/** A credential cannot be checked at present. The client is not at fault. */
export class AccessUnavailable extends Error {
  override readonly name = 'AccessUnavailable';
  /** Seconds after which the client should try again. */
  readonly retryAfterSeconds: number;

  constructor(retryAfterSeconds: number) {
    super('The keys to check credentials with are not available at present');
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
