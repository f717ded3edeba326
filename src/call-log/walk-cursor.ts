import { createHash } from 'node:crypto';
import { ByteReader, ByteWriter } from './byte-codec.ts';
import { type FailedState, type SourceState, WATERMARK_BYTES, type WalkState } from './source-state.ts';
import { readState, type StateDetail, writeState } from './source-state-codec.ts';
import { InvalidCursorError, TooManySourcesError } from './walk-errors.ts';

const VERSION = 1;
const SCOPE_BYTES = 6;
const CHECKSUM_BYTES = 6;
/** 3,060 bytes are 4,080 characters in base64url. */
const MAX_BYTES = 3_060;
const MAX_CHARACTERS = 4_096;
/** The amounts of state that each source may keep, largest first. The first that fits is used. */
const DETAILS: readonly StateDetail[] = [
  { unorderedTail: 128, orderedTail: 16, boundBytes: 5 },
  { unorderedTail: 64, orderedTail: 8, boundBytes: 4 },
  { unorderedTail: 32, orderedTail: 4, boundBytes: 3 },
  { unorderedTail: 16, orderedTail: 1, boundBytes: 3 },
  { unorderedTail: 8, orderedTail: 1, boundBytes: 2 },
  { unorderedTail: 4, orderedTail: 1, boundBytes: 1 },
  { unorderedTail: 1, orderedTail: 0, boundBytes: 1 },
];

/** Writes `state` as an opaque cursor of at most 4 KB that only a walk of the same `scope` accepts. */
export function encodeCursor(state: WalkState, scope: string): string {
  for (const [level, detail] of DETAILS.entries()) {
    const body = encodeBody(state, level, detail);
    if (body.length + 1 + SCOPE_BYTES + CHECKSUM_BYTES > MAX_BYTES) continue;
    const signed = Buffer.concat([Buffer.of(VERSION), digest(scope, SCOPE_BYTES), body]);
    return Buffer.concat([signed, digest(signed, CHECKSUM_BYTES)]).toString('base64url');
  }
  throw new TooManySourcesError(state.open.size);
}

/** Reads a cursor, or throws an `InvalidCursorError`. */
export function decodeCursor(cursor: string, scope: string): WalkState {
  if (cursor === '') throw new InvalidCursorError('EMPTY');
  if (cursor.length > MAX_CHARACTERS) throw new InvalidCursorError('MALFORMED');
  const bytes = Buffer.from(cursor, 'base64url');
  // Node skips what is not base64url, so that altered text could read like the original.
  if (bytes.toString('base64url') !== cursor) throw new InvalidCursorError('MALFORMED');
  if (bytes.length < 1 + SCOPE_BYTES + CHECKSUM_BYTES) throw new InvalidCursorError('MALFORMED');
  const signed = bytes.subarray(0, -CHECKSUM_BYTES);
  if (!digest(signed, CHECKSUM_BYTES).equals(bytes.subarray(-CHECKSUM_BYTES))) {
    throw new InvalidCursorError('ALTERED');
  }
  if (signed[0] !== VERSION) throw new InvalidCursorError('VERSION');
  if (!signed.subarray(1, 1 + SCOPE_BYTES).equals(digest(scope, SCOPE_BYTES))) {
    throw new InvalidCursorError('SCOPE');
  }
  try {
    return decodeBody(new ByteReader(signed.subarray(1 + SCOPE_BYTES)));
  } catch (error) {
    if (error instanceof RangeError || error instanceof SyntaxError)
      throw new InvalidCursorError('MALFORMED');
    throw error;
  }
}

const digest = (content: string | Buffer, length: number): Buffer =>
  createHash('sha256').update('call-log').update(content).digest().subarray(0, length);

function encodeBody(state: WalkState, level: number, detail: StateDetail): Buffer {
  const writer = new ByteWriter();
  const { width, watermark } = state;
  writer.fixed(width, 1);
  writer.fixed(level, 1);
  writer.fixed(watermark === null ? 0 : 1, 1);
  if (watermark !== null) {
    writer.double(watermark.at);
    writer.fixed(watermark.idHash, WATERMARK_BYTES);
  }
  // Bounds are stored as distances from the newest, which is exact: reading that source always moves the walk on.
  const bounds = [...state.open.values()].map(({ bound }) => bound).filter(Number.isFinite);
  const newest = Math.ceil(bounds.reduce((one, other) => Math.max(one, other), Number.NEGATIVE_INFINITY));
  writer.double(newest);
  writeFailed(writer, state.failed, width);
  writer.varint(state.open.size);
  for (const [name, source] of state.open) {
    writer.fixed(name, width);
    writeState(writer, source, { width, newest, detail });
  }
  return writer.toBuffer();
}

function decodeBody(reader: ByteReader): WalkState {
  const width = reader.fixed(1);
  const detail = DETAILS[reader.fixed(1)];
  if (detail === undefined) throw new RangeError('The level of detail is not known.');
  const watermark =
    reader.fixed(1) === 1 ? { at: reader.double(), idHash: reader.fixed(WATERMARK_BYTES) } : null;
  const newest = reader.double();
  const failed = readFailed(reader, width);
  const open = new Map<number, SourceState>();
  for (let left = reader.varint(); left > 0; left -= 1) {
    open.set(reader.fixed(width), readState(reader, { width, newest, detail }));
  }
  if (!reader.atEnd) throw new RangeError('The bytes go on past the end.');
  return { width, watermark, open, failed };
}

function writeFailed(writer: ByteWriter, failed: WalkState['failed'], width: number): void {
  const codes = [...new Set([...failed.values()].map(({ code }) => code))];
  writer.varint(codes.length);
  for (const code of codes) {
    writer.text(code);
    const names = [...failed].filter(([, state]) => state.code === code);
    writer.varint(names.length);
    for (const [name] of names) writer.fixed(name, width);
  }
}

function readFailed(reader: ByteReader, width: number): Map<number, FailedState> {
  const failed = new Map<number, FailedState>();
  for (let codes = reader.varint(); codes > 0; codes -= 1) {
    const code = reader.text();
    for (let names = reader.varint(); names > 0; names -= 1) failed.set(reader.fixed(width), { code });
  }
  return failed;
}
