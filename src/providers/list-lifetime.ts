import type { Call } from '../domain/call.ts';
import { isSettled, type Lifetime } from '../domain/freshness.ts';
import type { CallListPage } from './abilities.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** The head of a list changes with every call; below it, pages of settled calls only move down. */
const HEAD: Lifetime = { freshMs: 3 * SECOND, revalidateMs: 3 * SECOND, usableMs: 10 * MINUTE };
const BELOW: Lifetime = { freshMs: 5 * SECOND, revalidateMs: 5 * SECOND, usableMs: 10 * MINUTE };
const SETTLED: Lifetime = { freshMs: MINUTE, revalidateMs: MINUTE, usableMs: 10 * MINUTE };

/**
 * A page of 25 whole records. Few pages are read twice before they are out of date, and rows that are held parsed cost the garbage
 * collector. Not for a provider with a list for each agent: one page of the log may read all of them again in one turn.
 */
export const MAX_UNPARSED_LIST_BYTES = 131_072;

/** Agents are created and renamed by hand. */
export const AGENTS_LIFETIME: Lifetime = {
  freshMs: MINUTE,
  revalidateMs: 5 * MINUTE,
  usableMs: 24 * 60 * MINUTE,
};

/**
 * The lifetime of a page of calls. No page is served while it is revalidated: a walk that gets an outdated page has to
 * read it again.
 */
export function listLifetimeOf(page: CallListPage<Call> | null): Lifetime {
  if (page === null || page.isHead) return HEAD;
  return page.rows.every(({ call }) => isSettled(call)) ? SETTLED : BELOW;
}
