/** Deeper than any provider's record, and shallow enough to be serialised again. */
const MAX_DEPTH = 200;

const [QUOTE, BACKSLASH, OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [
  0x22, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d,
];

/**
 * True when JSON text nests lists and objects deeper than this server accepts. Parsing such a value works; serialising
 * it, for a client that selects the raw record, would exhaust the stack.
 */
export function nestsTooDeep(text: string): boolean {
  return opensOften(text) && isDeep(text);
}

/** A cheap first check: deep text has many opening brackets, within strings or not, and few records have. */
function opensOften(text: string): boolean {
  let opened = 0;
  for (const bracket of '[{') {
    for (let at = text.indexOf(bracket); at !== -1; at = text.indexOf(bracket, at + 1)) {
      opened += 1;
      if (opened > MAX_DEPTH) return true;
    }
  }
  return false;
}

function isDeep(text: string): boolean {
  let depth = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === QUOTE) index = endOfString(text, index);
    else if (code === OPEN_ARRAY || code === OPEN_OBJECT) {
      depth += 1;
      if (depth > MAX_DEPTH) return true;
    } else if (code === CLOSE_ARRAY || code === CLOSE_OBJECT) depth -= 1;
  }
  return false;
}

/** The index of the quote that ends the string begun at `start`; the text's last index when none does. */
export function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(end - 1 - backslashes) === BACKSLASH) backslashes += 1;
    if (backslashes % 2 === 0) return end;
  }
  return text.length - 1;
}
