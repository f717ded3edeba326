/** The result of one request to a provider. */
export interface FetchedValue<Value extends object> {
  /** `null` when the provider says that there is nothing of the kind. */
  readonly value: Value | null;
  /**
   * The body of a success, from which the value can be read again. `null` when the status or a header alone gave the
   * value: such a value cannot be shared with other replicas, except an absence.
   */
  readonly body: Buffer | null;
  /** When the response arrived, in milliseconds since the epoch. */
  readonly fetchedAtMs: number;
}
