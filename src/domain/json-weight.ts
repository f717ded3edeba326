/**
 * Heap bytes that each token of JSON takes once it is parsed, at most. Measured on Node 20 over 13 shapes of 200,000
 * items, per item: `{}` 67, `[]` 43, `{"a":0}` 40, an object with a key of its own 184 to 224, a member of one huge object
 * 87, a number with decimals 24, a short text 32. A token within a text weighs the same, because that text may be JSON.
 */
const BYTES_PER_OBJECT = 100;
const BYTES_PER_LIST = 48;
const BYTES_PER_MEMBER = 100;
const BYTES_PER_ITEM = 24;

/**
 * Most heap bytes that the structure of one body may take, in addition to its text. 35,000 words with two times each
 * (four hours of talk), or 11,000 turns with four latencies each, take less. 8 MB of empty objects would take 330 MB.
 */
const MAX_STRUCTURE_BYTES = 16 * 1_048_576;

/** A body of this length or less stays within `MAX_STRUCTURE_BYTES`, whatever it consists of, and is not counted. */
const NEVER_TOO_HEAVY_LENGTH = MAX_STRUCTURE_BYTES / BYTES_PER_OBJECT;

const BYTES_BY_TOKEN: readonly (readonly [token: string, bytes: number])[] = [
  ['{', BYTES_PER_OBJECT],
  ['[', BYTES_PER_LIST],
  [':', BYTES_PER_MEMBER],
  [',', BYTES_PER_ITEM],
];

/** A table by byte takes 8 ms for 8 MB; comparing each byte with each token takes four times as long. */
const BYTES_BY_CODE = new Int32Array(256);
const BYTES_BY_ESCAPE = new Map<number, number>();

/** The last two digits of an escape, such as `7b` of `\u007b`, as one number, in lower case. */
const escapeKey = (high: number, low: number): number => (high << 8) | (low | 0x20);

for (const [token, bytes] of BYTES_BY_TOKEN) {
  const code = token.charCodeAt(0);
  const [high, low] = Buffer.from(code.toString(16)) as unknown as [number, number];
  BYTES_BY_CODE[code] = bytes;
  BYTES_BY_ESCAPE.set(escapeKey(high, low), bytes);
}

/** The first characters of an escaped token within a text. */
const ESCAPE = Buffer.from('u00');

/**
 * Estimates the heap bytes of what JSON holds in addition to its characters: objects, lists, members and items. Stops
 * counting beyond `enough`.
 */
export function structureBytesOf(json: Buffer, enough = Number.POSITIVE_INFINITY): number {
  const known = counted.get(json);
  if (known !== undefined) return known;
  const bytes = countStructureBytes(json, enough);
  if (json.length > NEVER_TOO_HEAVY_LENGTH && bytes <= enough) counted.set(json, bytes);
  return bytes;
}

/** A long body is weighed when it arrives and once more when the cache stores what was read from it. */
const counted = new WeakMap<Buffer, number>();

function countStructureBytes(json: Buffer, enough: number): number {
  let bytes = 0;
  const { length } = json;
  for (let index = 0; index < length; index += 1) {
    const code = json[index] as number;
    const weight = BYTES_BY_CODE[code] as number;
    if (weight !== 0 && (code !== COLON || followsQuote(json, index))) bytes += weight;
  }
  for (let at = json.indexOf(ESCAPE); at !== -1 && bytes <= enough; at = json.indexOf(ESCAPE, at + 3)) {
    bytes += BYTES_BY_ESCAPE.get(escapeKey(json[at + 3] ?? 0, json[at + 4] ?? 0)) ?? 0;
  }
  return bytes;
}

const [COLON, QUOTE, SPACE] = [0x3a, 0x22, 0x20];
const ESCAPED_QUOTE = 'u0022';

/** A colon of JSON follows a name, and so a quotation mark. A colon of a conversation does not: those are many. */
function followsQuote(json: Buffer, colon: number): boolean {
  let index = colon - 1;
  while (index >= 0 && (json[index] as number) <= SPACE) index -= 1;
  if (json[index] === QUOTE) return true;
  return json[index] === 0x32 && json.toString('latin1', index - 4, index + 1) === ESCAPED_QUOTE;
}

/** True when parsing the body would take more memory than the largest call, or page of calls, is worth. */
export const isTooHeavy = (json: Buffer): boolean =>
  json.length > NEVER_TOO_HEAVY_LENGTH && structureBytesOf(json, MAX_STRUCTURE_BYTES) > MAX_STRUCTURE_BYTES;
