import type { TranscriptTurn } from '../domain/call.ts';
import { readTurnRole } from './turn-role.ts';

const SPEAKER = /^\s*(bot|human|agent|user|assistant|customer|ai)\s*:[ \t]?/i;
const STAGE_DIRECTION = /^\s*\[[^\]]*\]\s*$/;

/** More turns than any conversation has: 22 hours at four seconds a turn. */
export const MAX_TURNS = 20_000;

/** One speaker's part of a dialogue: from `start` to `end` in the text. */
interface Passage {
  readonly providerRole: string | null;
  readonly start: number;
  end: number;
}

/**
 * Splits a dialogue written as lines of `speaker: words` into turns. Only a known speaker at the start of a line begins a
 * turn; other lines belong to the turn above them, and a colon within a sentence does not count. Text in which no line
 * names a speaker has no turns, and neither has text with more than `MAX_TURNS` of them.
 */
export function readTurnsFromText(text: string | null): readonly TranscriptTurn[] {
  if (text === null) return [];
  const passages: Passage[] = [];
  for (const { 0: line, index } of text.matchAll(LINE)) {
    const end = index + line.length;
    const speaker = SPEAKER.exec(line);
    const last = passages.at(-1);
    if (speaker !== null) {
      if (passages.length === MAX_TURNS) return [];
      passages.push({ providerRole: speaker[1] ?? null, start: index + speaker[0].length, end });
    } else if (last !== undefined) last.end = end;
    else if (line.trim() !== '') passages.push({ providerRole: null, start: index, end });
  }
  if (passages.every(({ providerRole }) => providerRole === null)) return [];
  return passages.map((passage) => toTurn(passage, text));
}

const LINE = /[^\r\n]+/g;
const LINE_BREAK = /\r\n|\r/g;

/**
 * A turn that is one bracketed remark is an instruction of the provider's software to the agent. Neither side said it, so
 * its role is `UNKNOWN`.
 */
function toTurn({ providerRole, start, end }: Passage, dialogue: string): TranscriptTurn {
  const text = dialogue.slice(start, end).replaceAll(LINE_BREAK, '\n').trim();
  const role = STAGE_DIRECTION.test(text) ? 'UNKNOWN' : (readTurnRole(providerRole) ?? 'UNKNOWN');
  return { ...SILENT_TURN, role, providerRole, text: text === '' ? null : text };
}

/** A turn of which nothing is known: the default that readers fill in. */
export const SILENT_TURN: TranscriptTurn = {
  role: 'UNKNOWN',
  providerRole: null,
  text: null,
  interrupted: null,
  functionName: null,
  functionArguments: null,
  toolCalls: [],
  latency: null,
  startSeconds: null,
  endSeconds: null,
  raw: null,
};
