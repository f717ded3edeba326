/** The parts of a call that a client may be allowed to see. */
export const SCOPES = ['calls:read', 'calls:content', 'calls:identity'] as const;
export type Scope = (typeof SCOPES)[number];

/** Every scope there is. A server without access control grants them to every client. */
export const ALL_SCOPES: ReadonlySet<Scope> = new Set(SCOPES);
