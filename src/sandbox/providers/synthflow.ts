import type { JsonObject } from '../../domain/json.ts';
import { parseSpokenText } from '../calls/dialogue.ts';
import { hexOf } from '../calls/ids.ts';
import { BOOKING_CALL_ID, LIVE_CALL_ID, synthflowCalls } from '../calls/synthflow.ts';
import { SPEAKERS } from '../calls/synthflow-record.ts';
import { synthflowEndpoints } from '../endpoints/synthflow-endpoints.ts';
import { LinkSigner } from '../recordings/signed-link.ts';
import {
  RETRY_AFTER_SECONDS,
  type SandboxFailure,
  type SandboxProvider,
  type SandboxResponse,
  SPECIAL_CALL_IDS,
} from '../sandbox-provider.ts';
import { synthflowAgents, synthflowSeries } from '../series/synthflow-series.ts';

const API_KEY = 'sandbox-synthflow-key';

/** An unknown id may be an empty list or a 404: ids that begin so show the second form. */
const MISSING_PREFIX = 'missing-';

const page = (calls: readonly JsonObject[]): JsonObject => ({
  status: 'ok',
  response: { pagination: { total_records: calls.length, limit: 20, offset: 0 }, calls },
});

const detailed = (status: number, callId: string, description: string): SandboxResponse => ({
  status,
  body: {
    detail: { status, description, request_id: hexOf(`request ${callId}`, 32), category: 'important' },
  },
});

const plain = (status: number, error: string, message: string): SandboxResponse => ({
  status,
  body: { error, message },
});

function failure(kind: SandboxFailure, callId: string): SandboxResponse {
  switch (kind) {
    case 'no-route':
      return { status: 404, body: { detail: 'Not Found' } };
    case 'wrong-method':
      return { status: 405, body: { detail: 'Method Not Allowed' } };
    case 'unauthorized':
      return plain(401, 'Unauthorized', 'The API key is missing or belongs to another region.');
    case 'unknown-call':
      return callId.startsWith(MISSING_PREFIX)
        ? detailed(404, callId, 'Call not found.')
        : { status: 200, body: page([]) };
    case 'rate-limited':
      return {
        ...plain(429, 'Too Many Requests', 'Concurrency limit of the workspace reached.'),
        headers: { 'retry-after': String(RETRY_AFTER_SECONDS) },
      };
    case 'failing':
      return plain(500, 'Internal Server Error', 'Something went wrong on our side.');
    case 'rejected':
      return detailed(400, callId, 'The workspace of this call is suspended.');
  }
}

/** Words for a call that no date filter finds by its begin. */
const NOT_BEGUN: ReadonlySet<unknown> = new Set(['pending', 'ringing', 'paused', 'registered']);

/** When a filter by date takes an example call to begin and to end. */
function derivedFacts(record: JsonObject): JsonObject {
  const startMs = Number(record['start_time']);
  const hasBegun = !NOT_BEGUN.has(record['status']);
  const isOver = hasBegun && record['status'] !== 'in-progress';
  return {
    begin_ms: hasBegun ? startMs : null,
    end_ms: isOver ? startMs + Number(record['telephony_duration']) : null,
  };
}

/** Synthflow: one call in a list of calls, bearer key, errors in several layouts. */
export const synthflow: SandboxProvider = {
  id: 'synthflow',
  basePath: '/v2',
  apiKey: API_KEY,
  routes: [{ prefix: '/v2/calls/', envelope: (record) => page([record]) }],
  isAuthorized: (headers) => headers.authorization === `Bearer ${API_KEY}`,
  failure,
  createCalls: synthflowCalls,
  createLists: (context) => {
    const agents = synthflowAgents(context.agentCount);
    return {
      series: synthflowSeries(context, agents),
      endpoints: synthflowEndpoints(context.baseUrl, agents, new LinkSigner(API_KEY)),
    };
  },
  listedMs: (record) => Number(record['start_time']),
  derivedFacts,
  conversationOf: (record) => ({
    turns: parseSpokenText(String(record['transcript'] ?? ''), SPEAKERS),
    seconds: Number(record['duration']) || null,
  }),
  examples: {
    calls: [
      {
        title: 'Viewing booked',
        callId: BOOKING_CALL_ID,
        note: 'completed, with collected variables and executed actions',
      },
      { title: 'Live call', callId: LIVE_CALL_ID, note: 'its transcript grows turn by turn' },
      {
        title: 'Absence',
        callId: 'missing-call',
        note: 'responds with 404; other unknown ids with an empty list',
      },
      {
        title: 'Rejected request',
        callId: SPECIAL_CALL_IDS.rejected,
        note: 'responds with 400 and a reason',
      },
    ],
    liveCallId: LIVE_CALL_ID,
    tabs: ['first-call'],
    ownFields: [
      'campaignType',
      'timezone',
      'endCallReason',
      'executedActions { key name returnValue }',
      'collectedVariables { agentId name value collected }',
      'telephonyHangup',
      'telephonyDurationSeconds',
    ],
  },
};
