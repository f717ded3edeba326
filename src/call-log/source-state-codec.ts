import type { Json } from '../domain/json.ts';
import type { ByteReader, ByteWriter } from './byte-codec.ts';
import type { Position } from './log-source.ts';
import type { SourceState } from './source-state.ts';

const FIRST = 0;
const INTEGER = 1;
const INSTANT = 2;
const JSON_TEXT = 3;

const BEGUN = 1 << 2;
const UNORDERED = 1 << 3;
const TIE = 1 << 4;
const UNBOUNDED = 1 << 5;
const STALE = 1 << 6;
const ONE_HASH = 1 << 7;

/** The amount of a state that is kept. */
export interface StateDetail {
  /** Hashes kept of a list that is not in order, and so depends on them. */
  readonly unorderedTail: number;
  /** Hashes kept of a list in order. */
  readonly orderedTail: number;
  readonly boundBytes: number;
}

interface StateFormat {
  /** Bytes of a hash. */
  readonly width: number;
  /** The newest bound of all sources, in whole milliseconds. */
  readonly newest: number;
  readonly detail: StateDetail;
}

/** Writes one source's state in as much detail as `format` has room for. */
export function writeState(writer: ByteWriter, state: SourceState, format: StateFormat): void {
  const kind = kindOf(state.position);
  const { boundBytes } = format.detail;
  const mostHashes = longestTail(state.unordered, format.detail);
  // A list that pages by value finds its place by a hash alone, whereas one that pages by number also tells by its rows' times.
  const isByValue = kind === INSTANT || kind === JSON_TEXT;
  const tail = state.tail.slice(0, isByValue ? Math.max(1, mostHashes) : mostHashes);
  const unbounded = !Number.isFinite(state.bound);
  writer.fixed(
    kind |
      (state.begun ? BEGUN : 0) |
      (state.unordered ? UNORDERED : 0) |
      (state.tie !== null ? TIE : 0) |
      (unbounded ? UNBOUNDED : 0) |
      (state.stalePages > 0 ? STALE : 0) |
      (state.begun && tail.length === 1 ? ONE_HASH : 0),
    1,
  );
  writePosition(writer, kind, state.position);
  if (!unbounded) {
    const exponentBits = boundBytes === 1 ? 8 : 6;
    writer.fixed(
      packDistance(format.newest - Math.ceil(state.bound), boundBytes * 8, exponentBits),
      boundBytes,
    );
  }
  if (state.begun) {
    // Most states of a walk over many sources keep one hash: its count is a flag.
    if (tail.length !== 1 && mostHashes > 0) writer.varint(tail.length);
    for (const hash of tail) writer.fixed(hash, format.width);
  }
  if (state.tie !== null) {
    writer.double(state.tie.at);
    writer.text(state.tie.id);
  }
  if (state.stalePages > 0) writer.varint(state.stalePages);
}

/** Reads what `writeState` wrote. A bound may come back newer than it was, never older. */
export function readState(reader: ByteReader, format: StateFormat): SourceState {
  const flags = reader.fixed(1);
  const { boundBytes } = format.detail;
  const position = readPosition(reader, flags & 3);
  const begun = (flags & BEGUN) !== 0;
  let bound = Number.POSITIVE_INFINITY;
  if ((flags & UNBOUNDED) === 0) {
    const exponentBits = boundBytes === 1 ? 8 : 6;
    bound = format.newest - unpackDistance(reader.fixed(boundBytes), boundBytes * 8, exponentBits);
  }
  const unordered = (flags & UNORDERED) !== 0;
  const counted = begun && longestTail(unordered, format.detail) > 0;
  const hashes = (flags & ONE_HASH) !== 0 ? 1 : counted ? reader.varint() : 0;
  const tail = Array.from({ length: hashes }, () => reader.fixed(format.width));
  const tie = (flags & TIE) !== 0 ? { at: reader.double(), id: reader.text() } : null;
  return {
    position,
    begun,
    bound,
    unordered,
    tie,
    tail,
    stalePages: (flags & STALE) !== 0 ? reader.varint() : 0,
  };
}

const longestTail = (unordered: boolean, detail: StateDetail): number =>
  unordered ? detail.unorderedTail : detail.orderedTail;

function kindOf(position: Position | null): number {
  if (position === null) return FIRST;
  if (typeof position === 'number' && Number.isSafeInteger(position) && position >= 0) return INTEGER;
  if (typeof position === 'string' && isInstant(position)) return INSTANT;
  return JSON_TEXT;
}

/** True for a time since 1970 that `toISOString` would write exactly so. */
function isInstant(text: string): boolean {
  const time = Date.parse(text);
  return time >= 0 && new Date(time).toISOString() === text;
}

function writePosition(writer: ByteWriter, kind: number, position: Position | null): void {
  if (kind === INTEGER) writer.varint(Number(position));
  if (kind === INSTANT) writer.varint(Date.parse(String(position)));
  if (kind === JSON_TEXT) writer.text(JSON.stringify(position));
}

function readPosition(reader: ByteReader, kind: number): Position | null {
  if (kind === FIRST) return null;
  if (kind === INTEGER) return reader.varint();
  if (kind === INSTANT) return new Date(reader.varint()).toISOString();
  const position: Json = JSON.parse(reader.text());
  if (position === null) throw new RangeError('A position is not null.');
  return position;
}

/**
 * A distance as exponent and mantissa, rounded down. Small ones are exact: two bytes hold up to 2 s exactly and larger
 * ones to a thousandth; one byte holds the power of two.
 */
function packDistance(distance: number, bits: number, exponentBits: number): number {
  const mantissaBits = bits - exponentBits;
  const size = 2 ** mantissaBits;
  let exponent = 0;
  let rest = Math.max(0, distance);
  if (mantissaBits === 0) return rest < 1 ? 0 : Math.floor(Math.log2(rest)) + 1;
  while (rest >= size) {
    rest = Math.floor(rest / 2);
    exponent += 1;
  }
  return exponent * size + rest;
}

function unpackDistance(packed: number, bits: number, exponentBits: number): number {
  const mantissaBits = bits - exponentBits;
  const size = 2 ** mantissaBits;
  if (mantissaBits === 0) return packed === 0 ? 0 : 2 ** (packed - 1);
  return (packed % size) * 2 ** Math.floor(packed / size);
}
