import type { TranscriptTurn } from '../domain/call.ts';
import { readTurnRole } from './turn-role.ts';

const SPEAKER = /^\s*(bot|human|agent|user|assistant|customer|ai)\s*:[ \t]?/i;
const STAGE_DIRECTION = /^\s*\[[^\]]*\]\s*$/;

/**
 * Splits a dialogue written as lines of `speaker: words` into turns. Only a known speaker at the start of a line begins a
 * turn; other lines belong to the turn above them, and a colon within a sentence does not count. Text in which no line
 * names a speaker has no turns.
 */
export function readTurnsFromText(text: string | null): readonly TranscriptTurn[] {
  if (text === null) return [];
  const turns: { providerRole: string | null; lines: string[] }[] = [];
  for (const line of text.split(/\r\n|\n|\r/)) {
    const speaker = SPEAKER.exec(line);
    if (speaker !== null) {
      turns.push({ providerRole: speaker[1] ?? null, lines: [line.slice(speaker[0].length)] });
      continue;
    }
    const last = turns.at(-1);
    if (last !== undefined) last.lines.push(line);
    else if (line.trim() !== '') turns.push({ providerRole: null, lines: [line] });
  }
  if (turns.every((turn) => turn.providerRole === null)) return [];
  return turns.map(({ providerRole, lines }) => toTurn(providerRole, lines.join('\n').trim()));
}

/**
 * A turn that is one bracketed remark is an instruction of the provider's software to the agent. Neither side said it, so
 * its role is `UNKNOWN`.
 */
function toTurn(providerRole: string | null, text: string): TranscriptTurn {
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
