import type { Json, JsonObject } from '../../domain/json.ts';
import { parseSpokenText } from '../calls/dialogue.ts';
import { epochMs } from '../calls/times.ts';
import { LIVE_CALL_ID, REMINDER_CALL_ID, voxworksCalls } from '../calls/voxworks.ts';
import { SPEAKERS } from '../calls/voxworks-record.ts';
import { voxworksEndpoints } from '../endpoints/voxworks-endpoints.ts';
import {
  RETRY_AFTER_SECONDS,
  type SandboxFailure,
  type SandboxProvider,
  type SandboxResponse,
  SPECIAL_CALL_IDS,
} from '../sandbox-provider.ts';
import { voxworksSeries } from '../series/voxworks-series.ts';

const API_KEY = 'sandbox-voxworks-key';

/** Requests a window: more than a person sends, because the sandbox must not delay its own examples. */
const RATE_LIMIT = 600;
const RATE_WINDOW_MS = 60_000;

/** Fields that only the result endpoint sends. The call endpoint sends all others, and extra fields. */
const RESULT_ONLY_FIELDS: ReadonlySet<string> = new Set([
  'modified_at',
  'transcript_json',
  'rating',
  'post_call_actions',
]);

const RESULT_FIELDS = [
  'id',
  'status',
  'progress',
  'end_reason',
  'duration',
  'scheduled_time',
  'actual_time',
  'end_time',
  'modified_at',
  'type',
  'script_id',
  'contact_id',
  'call_summary',
  'structured_data',
  'transcript',
  'transcript_json',
  'recording_url',
  'rating',
  'objectives',
  'post_call_actions',
] as const;

const callView = (record: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(record).filter(([field]) => !RESULT_ONLY_FIELDS.has(field)));

const resultView = (record: JsonObject): JsonObject =>
  Object.fromEntries(RESULT_FIELDS.map((field): [string, Json] => [field, record[field] ?? null]));

const errorResponse = (status: number, message: string): SandboxResponse => ({
  status,
  body: { success: false, message },
});

function failure(kind: SandboxFailure): SandboxResponse {
  switch (kind) {
    case 'no-route':
      return errorResponse(404, 'Route not found');
    case 'wrong-method':
      return errorResponse(405, 'Method not allowed');
    case 'unauthorized':
      return errorResponse(401, 'Invalid API key');
    case 'unknown-call':
      return errorResponse(404, 'Call not found');
    case 'rate-limited':
      return {
        ...errorResponse(429, 'Rate limit exceeded'),
        headers: { 'retry-after': String(RETRY_AFTER_SECONDS), 'x-ratelimit-remaining': '0' },
      };
    case 'failing':
      return errorResponse(500, 'Internal server error');
    case 'rejected':
      return errorResponse(200, 'This call is being archived and cannot be read');
  }
}

/** Counts requests in windows of a minute. `Remaining` stops at 1: the sandbox reports a limit and enforces none. */
function createResponseHeaders(): (nowMs: number) => Readonly<Record<string, string>> {
  let windowStartMs = Number.NEGATIVE_INFINITY;
  let used = 0;
  return (nowMs) => {
    if (nowMs - windowStartMs >= RATE_WINDOW_MS) {
      windowStartMs = nowMs;
      used = 0;
    }
    used += 1;
    return {
      'x-ratelimit-limit': String(RATE_LIMIT),
      'x-ratelimit-remaining': String(Math.max(1, RATE_LIMIT - used)),
    };
  };
}

/** Voxworks: two endpoints for one call, a bearer key, and rate-limit headers on every response. */
export const voxworks: SandboxProvider = {
  id: 'voxworks',
  basePath: '',
  apiKey: API_KEY,
  routes: [
    { prefix: '/api/v1/get-call/', envelope: (record) => ({ success: true, call: callView(record) }) },
    {
      prefix: '/api/v1/get-call-result/',
      envelope: (record) => ({ success: true, call: resultView(record) }),
    },
  ],
  isAuthorized: (headers) => headers.authorization === `Bearer ${API_KEY}`,
  failure,
  createCalls: voxworksCalls,
  createLists: (context) => ({
    series: voxworksSeries(context),
    endpoints: voxworksEndpoints(callView),
  }),
  listedMs: (record) => epochMs(String(record['scheduled_time'] ?? record['actual_time'])),
  conversationOf: (record) => ({
    turns: parseSpokenText(String(record['transcript'] ?? ''), SPEAKERS),
    seconds: record['duration'] === null ? null : Number(record['duration']),
  }),
  createResponseHeaders,
  examples: {
    calls: [
      {
        title: 'Clinic reminder',
        callId: REMINDER_CALL_ID,
        note: 'completed, with objectives, a rating and follow-up actions',
      },
      { title: 'Live call', callId: LIVE_CALL_ID, note: 'scheduled, ringing, talking, over within a minute' },
      {
        title: 'Rate limit',
        callId: SPECIAL_CALL_IDS.rateLimited,
        note: `responds with 429 and asks to wait ${RETRY_AFTER_SECONDS} seconds`,
      },
    ],
    liveCallId: LIVE_CALL_ID,
    tabs: ['live'],
    ownFields: [
      'teamId',
      'providerType',
      'progress',
      'objectives { name status achieved }',
      'rating',
      'postCallActions { name status }',
    ],
  },
};
