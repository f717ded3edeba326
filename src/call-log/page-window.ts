/** A page number and size whose page holds a wanted row. */
export interface PageWindow {
  /** Counted from 1. */
  readonly page: number;
  readonly size: number;
}

/**
 * The page, of at most `maxSize` rows, that begins at or shortly before `offset` and reaches furthest past it. A list that pages by
 * number thereby reads from any offset, so that one page can overlap the one before.
 */
export function pageWindow(offset: number, maxSize: number): PageWindow {
  if (offset === 0) return { page: 1, size: maxSize };
  let best: PageWindow = { page: offset + 1, size: 1 };
  for (let size = maxSize; size > 1; size -= 1) {
    const page = Math.floor(offset / size) + 1;
    if (page * size > best.page * best.size) best = { page, size };
  }
  return best;
}
