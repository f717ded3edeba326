/** A place in a list that is paged by offset or by page number. */
export interface OffsetPlace {
  /** The first row to read, counted from 0. */
  readonly offset: number;
  /** Most rows of a page: the requested size, or the provider's maximum when it is smaller. */
  readonly maxRows: number;
  /** Whether the provider's maximum is smaller than the requested size. */
  readonly isCut: boolean;
}

/** The provider's response for a place. */
export interface OffsetResponse {
  /** The offset of the first row. */
  readonly start: number;
  /** Rows that were requested. */
  readonly size: number;
  /** Rows in the response. */
  readonly count: number;
  /** Rows of the whole list; `null` when the provider does not say. */
  readonly total: number | null;
  /** Whether the provider says that there is more. */
  readonly hasMore?: boolean;
}

export interface OffsetPaging {
  readonly next: string | null;
  readonly previous: string | null;
  /** Whether the page is the first of the list. */
  readonly isHead: boolean;
}

/** Reads a cursor that `pageByOffset` wrote: `199`, or `199/20` in a list whose pages were cut to 20 rows. */
export function offsetPlaceOf(cursor: string | null, pageSize: number): OffsetPlace {
  const [offset = 0, maxRows = pageSize] = cursor === null ? [] : cursor.split('/').map(Number);
  return { offset, maxRows, isCut: cursor?.includes('/') === true };
}

/**
 * Returns the cursors around a page. The next page begins with the last row of this one: only an overlap proves that no row was
 * deleted between two reads. A first page that is shorter than requested, in a longer list, states the provider's own
 * maximum, and the pages after it are requested with that.
 */
export function pageByOffset(place: OffsetPlace, response: OffsetResponse): OffsetPaging {
  const { start, size, count, total, hasMore = false } = response;
  const isLonger = total === null ? count >= size : start + count < total;
  const hasNext = count > 0 && (isLonger || hasMore);
  const isCut = hasNext && start === 0 && count < size;
  const maxRows = isCut ? count : place.maxRows;
  const suffix = isCut || place.isCut ? `/${maxRows}` : '';
  // Rows that are hidden from this API key are missing from the page but keep their numbers: the next page begins after
  // the requested rows, not after the rows received.
  const end = start + (isCut ? count : size);
  const last = maxRows > 1 ? end - 1 : end;
  return {
    next: hasNext ? `${last}${suffix}` : null,
    previous: start === 0 ? null : `${Math.max(0, start - maxRows + 1)}${suffix}`,
    isHead: start === 0,
  };
}
