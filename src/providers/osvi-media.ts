import type { Call, Transcript, TranscriptTurn } from '../domain/call.ts';
import type { CallKey } from '../domain/call-key.ts';
import type { Lifetime } from '../domain/freshness.ts';
import { isJsonObject, type Json, type JsonObject } from '../domain/json.ts';
import { readBoolean } from '../reading/boolean.ts';
import { readHttpUrl } from '../reading/http-url.ts';
import { addMilliseconds } from '../reading/instant.ts';
import { readAmount } from '../reading/number.ts';
import { readText } from '../reading/text.ts';
import { readTurnsFromText } from '../reading/transcript-text.ts';
import { readTurns } from '../reading/transcript-turns.ts';
import type { RecordingLink } from './abilities.ts';
import { assertSameCall, badResponse, openEnvelope, recordAt, rejected } from './envelope.ts';
import type { ProviderOperation } from './operation.ts';
import type { CallResponse } from './provider.ts';
import { urlPath } from './url-path.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;

/**
 * A transcript does not tell whether its call has ended, so it is fresh for seconds only; for some minutes more it is
 * served while a newer one is fetched.
 */
const SPOKEN: Lifetime = { freshMs: 30 * SECOND, revalidateMs: 10 * MINUTE, usableMs: 7 * DAY };
/** A call without words yet: they may arrive at any moment. */
const SILENT: Lifetime = { freshMs: 5 * SECOND, revalidateMs: MINUTE, usableMs: DAY };
const ABSENT: Lifetime = { freshMs: 5 * SECOND, revalidateMs: 0, usableMs: 0 };

/** The lifetime of a call that holds a transcript and nothing else. */
export const transcriptLifetime = (call: Pick<Call, 'transcript'> | null): Lifetime =>
  call === null ? ABSENT : call.transcript === null ? SILENT : SPOKEN;

/** Reads the transcript endpoint's response; `null` when nothing was said. */
export function readTranscript(response: CallResponse): Transcript | null {
  const data = openData(response);
  const transcript = data['transcript'] ?? null;
  if (transcript === null) return null;
  if (Array.isArray(transcript)) {
    const turns = transcript.flatMap(toTurns);
    return turns.length === 0 ? null : { text: null, turns };
  }
  if (typeof transcript !== 'string')
    throw badResponse(response, 'the transcript is neither a list of turns nor text');
  const text = readText(transcript);
  return text === null ? null : { text, turns: readTurnsFromText(text) };
}

const SPEAKERS = ['role', 'speaker', 'sender', 'from', 'author'];

/**
 * The members of a turn are not documented, so each is looked up under every name observed, and the turn itself is kept.
 * OSVI may name the speaker in `type`, where other providers state what kind of turn it is.
 */
function toTurns(item: Json): readonly TranscriptTurn[] {
  const named = isJsonObject(item) && !SPEAKERS.some((name) => readText(item[name]) !== null);
  const turns = readTurns([named ? { ...item, role: item['type'] ?? null } : item]);
  return turns.map((turn) => ({
    ...turn,
    role: turn.role === 'UNKNOWN' && isCaller(turn.providerRole) ? 'CUSTOMER' : turn.role,
    raw: item,
  }));
}

/** The agent is never the caller in OSVI's words, even when it dials. */
const isCaller = (word: string | null): boolean => word?.trim().toLowerCase() === 'caller';

/** OSVI's links are valid for 900 seconds; one of this age still lets a player open the recording. */
const LINK: Lifetime = { freshMs: 10 * MINUTE, revalidateMs: 0, usableMs: 0 };

/** Asks for a link to the recording. Each link is for use at once. */
export const getRecording: ProviderOperation<CallKey, RecordingLink> = {
  name: 'get-recording',
  idempotent: true,
  lifetime: (link) => (link === null ? ABSENT : LINK),
  request: ({ providerCallId }) => ({ method: 'GET', path: urlPath`/v1/call/${providerCallId}/recording` }),
  read: (response) => {
    const data = openData(response);
    const url = readHttpUrl(data['recording_url']);
    if (url === null) return null;
    const seconds = readAmount(data['expires_in_seconds']);
    return {
      url,
      expiresAt: seconds === null ? null : addMilliseconds(response.fetchedAt, seconds * SECOND),
    };
  },
};

function openData(response: CallResponse): JsonObject {
  const envelope = openEnvelope(response);
  if (readBoolean(envelope['success']) === false) throw rejected(response);
  const data = recordAt(envelope, 'data', response);
  assertSameCall(data['call_id'], response);
  return data;
}
