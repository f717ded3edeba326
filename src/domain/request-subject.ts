/** The subject of a request to a provider: one call, or no call in particular, as for a list of calls. */
export interface RequestSubject {
  /** The provider's id in the registry, in lower case. */
  readonly provider: string;
  /** The provider's own id of the call. Absent or `null` when the request is about no single call. */
  readonly providerCallId?: string | null;
  /** The name of the provider's operation, for logs. Clients never see it. */
  readonly operation?: string;
}
