import type { Call, Recording } from '../domain/call.ts';
import { talkSeconds } from '../domain/call-state.ts';
import {
  ANSWERED_BY,
  type AnsweredBy,
  type CallChannel,
  type CallDirection,
  type CallStatus,
  SENTIMENTS,
  type Sentiment,
} from '../domain/call-vocabulary.ts';
import { lifetimeOf } from '../domain/freshness.ts';
import type { Json, JsonObject } from '../domain/json.ts';
import { readBoolean } from '../reading/boolean.ts';
import { readHttpUrl } from '../reading/http-url.ts';
import { readInstant } from '../reading/instant.ts';
import { readAmount } from '../reading/number.ts';
import { fromEntries, readList, readObject, readObjects, unlessEmpty } from '../reading/structure.ts';
import { readId, readText } from '../reading/text.ts';
import { readTurnsFromText } from '../reading/transcript-text.ts';
import { readTurns } from '../reading/transcript-turns.ts';
import { closedSet, foldWord, vocabulary } from '../reading/vocabulary.ts';
import { assertSameCall, openEnvelope, recordAt, rejected } from './envelope.ts';
import type { CallResponse, Provider } from './provider.ts';
import { puretalkAgents, puretalkCallList } from './puretalk-list.ts';
import { urlPath } from './url-path.ts';

/** The medium of a Puretalk call: one of two carriers, or a browser. */
export const PURETALK_PROTOCOLS = ['TWILIO', 'TELNYX', 'WEB', 'UNKNOWN'] as const;
export type PuretalkProtocol = (typeof PURETALK_PROTOCOLS)[number];

/** The result of the analysis after the call. All text is the analysis's own. */
export interface PuretalkCallAnalysis {
  readonly summary: string | null;
  readonly callCompletionSummary: string | null;
  readonly callCompletion: string | null;
  readonly taskCompletionSummary: string | null;
  readonly taskCompletion: string | null;
  readonly postAnalysisData: readonly PuretalkAnalysisValue[] | null;
}

/** One value that the analysis extracted: text, a number or a boolean. */
export interface PuretalkAnalysisValue {
  readonly name: string | null;
  readonly value: Json;
}

/** The voice that the agent spoke with. */
export interface PuretalkVoice {
  readonly voiceId: string | null;
  readonly name: string | null;
}

/** Free-form data of a call: an object that may name the language model, or plain text. */
export interface PuretalkMetadata {
  readonly model: string | null;
  readonly value: Json;
}

/** A Puretalk call. */
export interface PuretalkCall extends Call {
  readonly provider: 'puretalk';
  readonly analysis: PuretalkCallAnalysis | null;
  readonly protocol: PuretalkProtocol | null;
  readonly providerProtocol: string | null;
  readonly providerCallType: string | null;
  readonly providerAnsweredBy: string | null;
  readonly providerSentiment: string | null;
  readonly voice: PuretalkVoice | null;
  readonly carrierCallId: string | null;
  readonly metadata: PuretalkMetadata | null;
  readonly variables: readonly string[] | null;
  readonly recordingEnabled: boolean | null;
  readonly isBilled: boolean | null;
  readonly responseMessage: string | null;
}

const CHANNEL: Readonly<Record<PuretalkProtocol, CallChannel>> = {
  TWILIO: 'PHONE',
  TELNYX: 'PHONE',
  WEB: 'WEB',
  UNKNOWN: 'UNKNOWN',
};
const readProtocol = closedSet(PURETALK_PROTOCOLS, 'UNKNOWN');
const readDirection = vocabulary<CallDirection>({ INBOUND: ['incoming'], OUTBOUND: ['outgoing'] }, 'UNKNOWN');
const readAnsweredBy = closedSet<AnsweredBy>(ANSWERED_BY, 'UNKNOWN');
const readSentimentWord = closedSet<Sentiment>(SENTIMENTS, 'UNKNOWN');
const readStatus = vocabulary<CallStatus>(
  {
    QUEUED: ['queued'],
    RINGING: ['ringing'],
    IN_PROGRESS: ['in-progress'],
    COMPLETED: ['completed'],
    NO_ANSWER: ['no-answer'],
    BUSY: ['busy'],
    CANCELED: ['canceled', 'cancelled'],
    FAILED: ['failed'],
  },
  'UNKNOWN',
);

/** Reads the sentiment. `n/a` means that the analysis could not tell the mood, so it is `null` and not `UNKNOWN`. */
const readSentiment = (value: unknown): Sentiment | null =>
  foldWord(readText(value) ?? '') === 'n/a' ? null : readSentimentWord(value);

function toCall(wire: JsonObject, response: CallResponse): PuretalkCall {
  const providerStatus = readText(wire['status']);
  const answeredBy = readAnsweredBy(wire['answered_by']);
  const statedStatus = readStatus(providerStatus) ?? 'UNKNOWN';
  const direction = readDirection(wire['call_type']);
  // the agent answers an inbound call, so `answered_by` does not count
  const voicemail = statedStatus === 'COMPLETED' && answeredBy === 'MACHINE' && direction !== 'INBOUND';
  const status = voicemail ? 'VOICEMAIL' : statedStatus;
  const protocol = readProtocol(wire['protocol']);
  const [from, to] = [readText(wire['from_number']), readText(wire['to_number'])];
  const customerNumber = direction === 'INBOUND' ? from : direction === 'OUTBOUND' ? to : null;
  const providerDurationSeconds = readAmount(wire['call_duration_seconds']);
  const transcriptText = readText(wire['transcript']);
  const turns = readTurns(wire['transcript_object']);
  const analysis = toAnalysis(readObject(wire['call_analysis']));
  return {
    provider: 'puretalk',
    providerCallId: response.input.providerCallId,
    status,
    providerStatus,
    direction,
    channel: protocol && CHANNEL[protocol],
    from,
    to,
    agent: unlessEmpty({
      providerAgentId: readId(wire['assistant_id']),
      name: readText(wire['assistant_name']),
    }),
    customer: customerNumber === null ? null : { phoneNumber: customerNumber, name: null, contactId: null },
    campaignId: readId(wire['campaign_id']),
    scheduledAt: null,
    createdAt: null,
    startedAt: readInstant(wire['start_time']),
    answeredAt: null,
    endedAt: readInstant(wire['end_time']),
    durationSeconds: talkSeconds(status, providerDurationSeconds),
    providerDurationSeconds,
    endReason: null, // Puretalk states neither why a call ended nor which side ended it
    providerEndReason: null,
    endedBy: null,
    answeredBy,
    summary: analysis?.summary ?? null,
    sentiment: readSentiment(wire['sentiment']),
    transcript:
      transcriptText === null && turns.length === 0
        ? null
        : { text: transcriptText, turns: turns.length > 0 ? turns : readTurnsFromText(transcriptText) },
    recording: toRecording(readHttpUrl(wire['call_recording_url'])),
    extractedData: toExtractedData(analysis),
    fetchedAt: response.fetchedAt,
    raw: wire,
    analysis,
    protocol,
    providerProtocol: readText(wire['protocol']),
    providerCallType: readText(wire['call_type']),
    providerAnsweredBy: readText(wire['answered_by']),
    providerSentiment: readText(wire['sentiment']),
    voice: unlessEmpty({ voiceId: readId(wire['voice_id']), name: readText(wire['voice_name']) }),
    carrierCallId: readId(wire['provider_call_id']),
    metadata: toMetadata(wire['metadata'] ?? null),
    variables: Array.isArray(wire['variables']) ? readList(wire['variables']).flatMap(toVariable) : null,
    recordingEnabled: readBoolean(wire['call_recording_enabled']),
    isBilled: readBoolean(wire['is_billed']),
    responseMessage: readText(readObject(response.body)?.['msg']),
  };
}

const toAnalysis = (wire: JsonObject | null): PuretalkCallAnalysis | null =>
  wire &&
  unlessEmpty({
    summary: readText(wire['summary']),
    callCompletionSummary: readText(wire['call_completion_summary']),
    callCompletion: readText(wire['call_completion']),
    taskCompletionSummary: readText(wire['task_completion_summary']),
    taskCompletion: readText(wire['task_completion']),
    postAnalysisData: Array.isArray(wire['post_analysis_data'])
      ? readObjects(wire['post_analysis_data']).map((item) => ({
          name: readId(item['name']),
          value: item['value'] ?? null,
        }))
      : null,
  });

/** A map of the named values; a value without a name has no key. */
const toExtractedData = (analysis: PuretalkCallAnalysis | null): JsonObject | null =>
  analysis?.postAnalysisData
    ? fromEntries(
        analysis.postAnalysisData.flatMap(({ name, value }) => (name === null ? [] : [[name, value]])),
      )
    : null;

/** Documented as text. An empty variable is kept, because its position in the list may give it its meaning. */
const toVariable = (item: Json): readonly string[] => {
  const variable = typeof item === 'string' ? item : readId(item);
  return variable === null ? [] : [variable];
};

const RECORDING_ENDPOINT = /\/calls\/[^/]+\/recording\/?$/;

/** A URL of the API itself requires the API's key; the access of any other URL is unknown. */
const toRecording = (url: string | null): Recording | null =>
  url === null
    ? null
    : { url, access: RECORDING_ENDPOINT.test(new URL(url).pathname) ? 'PROVIDER_KEY' : 'UNKNOWN' };

const toMetadata = (value: Json): PuretalkMetadata | null =>
  value === null || value === '' ? null : { model: readText(readObject(value)?.['model']), value };

/** Puretalk: one endpoint returns the whole call under `results`. A 200 may still carry `err: true`. See https://docs.puretalk.ai. */
export const puretalk: Provider<PuretalkCall> = {
  id: 'puretalk',
  title: 'Puretalk',
  baseUrl: 'https://api.puretalk.ai/api',
  authorize: (apiKey) => ({ 'x-api-key': apiKey }),
  concurrency: 10,
  listCalls: puretalkCallList(toCall),
  listAgents: puretalkAgents,
  getCall: [
    {
      name: 'get-call',
      idempotent: true,
      lifetime: lifetimeOf,
      hasCommonFields: true,
      request: ({ providerCallId }) => ({ method: 'GET', path: urlPath`/calls/${providerCallId}` }),
      exclusiveFields: [],
      read: (response) => {
        const envelope = openEnvelope(response);
        if (readBoolean(envelope['err']) === true) throw rejected(response);
        const record = recordAt(envelope, 'results', response);
        assertSameCall(record['call_id'], response);
        return toCall(record, response);
      },
    },
  ],
};
