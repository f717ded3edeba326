import type { Json, JsonObject } from '../domain/json.ts';

/** Version of the JSON form. Deprecated in the draft, and what readers of today look for. */
export const VCON_VERSION = '0.4.0';

/** An object of a vCon: its members without those that are `null`, which the draft lets a vCon leave out. */
export const vconObject = (members: Readonly<Record<string, Json>>): JsonObject =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null));

/** A time as RFC 3339 writes it; `null` stays `null`. */
export const vconDate = (date: Date | null): string | null => date?.toISOString() ?? null;
