/** A range of bytes as a request names it: from `first` to `last` inclusive or to the end, or the final `suffix` bytes. */
export type RangeRequest =
  | { readonly first: number; readonly last: number | null }
  | { readonly suffix: number };

/** Bytes of a representation, both ends inclusive. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/** The length that a `Content-Range` header states; `null` for a length that the host does not know. */
export interface ContentRange extends ByteRange {
  readonly length: number | null;
}

/** Sixteen digits or more exceed what a number holds exactly. */
const SPECIFIER = /^bytes[ \t]*=[ \t]*(\d{0,15})-(\d{0,15})$/i;

/**
 * Reads a `Range` header. `null` where RFC 9110 lets a server ignore it and send the whole: no header, another unit,
 * several ranges, or a range that ends before it begins.
 */
export function parseRange(header: string | undefined): RangeRequest | null {
  const [, first = '', last = ''] = SPECIFIER.exec(header?.trim() ?? '') ?? [];
  if (first === '') return last === '' ? null : { suffix: Number(last) };
  if (last === '') return { first: Number(first), last: null };
  return Number(last) < Number(first) ? null : { first: Number(first), last: Number(last) };
}

/** The range as a request header: in canonical form, whatever the client wrote. */
export const formatRange = (range: RangeRequest): string =>
  'suffix' in range ? `bytes=-${range.suffix}` : `bytes=${range.first}-${range.last ?? ''}`;

/** The bytes that the range names of `length` bytes; `null` when it names none of them, which is status 416. */
export function resolveRange(range: RangeRequest, length: number): ByteRange | null {
  const end = length - 1;
  if ('suffix' in range) {
    return range.suffix === 0 || length === 0
      ? null
      : { first: Math.max(0, length - range.suffix), last: end };
  }
  return range.first > end ? null : { first: range.first, last: Math.min(range.last ?? end, end) };
}

const CONTENT_RANGE = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15}|\*)$/i;

/** Reads the `Content-Range` of a 206. `null` for a header that is missing, malformed or contradicts itself. */
export function parseContentRange(header: string | undefined): ContentRange | null {
  const [, first, last, total] = CONTENT_RANGE.exec(header?.trim() ?? '') ?? [];
  if (first === undefined || last === undefined) return null;
  const length = total === '*' ? null : Number(total);
  const range = { first: Number(first), last: Number(last), length };
  return range.last < range.first || (length !== null && range.last >= length) ? null : range;
}

/** The length in the `Content-Range` of a 416; `null` when it states none. */
export function parseUnsatisfiedLength(header: string | undefined): number | null {
  const [, length] = /^bytes \*\/(\d{1,15})$/i.exec(header?.trim() ?? '') ?? [];
  return length === undefined ? null : Number(length);
}

/** True when a 206 holds the requested bytes, or fewer of them from the same first byte on. */
export function satisfiesRange(range: RangeRequest, content: ContentRange): boolean {
  if (!('suffix' in range)) {
    return content.first === range.first && (range.last === null || content.last <= range.last);
  }
  if (content.length === null) return content.last - content.first < range.suffix;
  return content.first === Math.max(0, content.length - range.suffix) && content.last < content.length;
}
