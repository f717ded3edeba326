/** What a client may see of a call. */
export const SCOPES = ['calls:read', 'calls:content', 'calls:identity'] as const;
export type Scope = (typeof SCOPES)[number];

/** Every scope there is: what a server without access control grants to anyone. */
export const ALL_SCOPES: ReadonlySet<Scope> = new Set(SCOPES);
