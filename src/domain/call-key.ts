/** Identifies one call: the provider, and the provider's own id of the call. */
export interface CallKey {
  /** The provider's id in the registry, in lower case. */
  readonly provider: string;
  readonly providerCallId: string;
}

/** The global id of a call: `acme` and `abc` make `acme:abc`. It is readable, and other services can construct it. */
export const toCallId = ({ provider, providerCallId }: CallKey): string => `${provider}:${providerCallId}`;

/** The global id of an agent: `acme` and `desk-1` make `acme:agent:desk-1`. Unique among agents and calls alike. */
export const toAgentId = (provider: string, providerAgentId: string): string =>
  `${provider}:agent:${providerAgentId}`;
