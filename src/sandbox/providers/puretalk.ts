import { parseSpokenText } from '../calls/dialogue.ts';
import { APPOINTMENT_CALL_ID, LIVE_CALL_ID, puretalkCalls } from '../calls/puretalk.ts';
import { SPEAKERS } from '../calls/puretalk-record.ts';
import { epochMs } from '../calls/times.ts';
import { puretalkEndpoints } from '../endpoints/puretalk-endpoints.ts';
import {
  RETRY_AFTER_SECONDS,
  type SandboxFailure,
  type SandboxProvider,
  type SandboxResponse,
  SPECIAL_CALL_IDS,
} from '../sandbox-provider.ts';
import { puretalkAssistants, puretalkSeries } from '../series/puretalk-series.ts';

const API_KEY = 'sandbox-puretalk-key';

const errorResponse = (status: number, msg: string): SandboxResponse => ({
  status,
  body: { err: true, msg },
});

function failure(kind: SandboxFailure): SandboxResponse {
  switch (kind) {
    case 'no-route':
      return errorResponse(404, 'Not found');
    case 'wrong-method':
      return errorResponse(405, 'Method not allowed');
    case 'unauthorized':
      return errorResponse(401, 'Invalid API key');
    case 'unknown-call':
      return errorResponse(404, 'Call not found');
    case 'rate-limited':
      return {
        ...errorResponse(429, 'Too many requests'),
        headers: { 'retry-after': String(RETRY_AFTER_SECONDS) },
      };
    case 'failing':
      return errorResponse(500, 'An error occurred.');
    case 'rejected':
      return errorResponse(200, 'Calls of a deactivated assistant cannot be read');
  }
}

/** Puretalk: key in a header of its own, and an error flag in every body. */
export const puretalk: SandboxProvider = {
  id: 'puretalk',
  basePath: '/api',
  apiKey: API_KEY,
  routes: [
    { prefix: '/api/calls/', envelope: (record) => ({ msg: 'Success', err: false, results: record }) },
  ],
  isAuthorized: (headers) => headers['x-api-key'] === API_KEY,
  failure,
  createCalls: puretalkCalls,
  createLists: (context) => {
    const assistants = puretalkAssistants(context.agentCount);
    return {
      series: puretalkSeries(context, assistants),
      endpoints: puretalkEndpoints(context.baseUrl, assistants),
    };
  },
  listedMs: (record) => epochMs(String(record['start_time'])),
  conversationOf: (record) => ({
    turns: parseSpokenText(String(record['transcript'] ?? ''), SPEAKERS),
    seconds: Number(record['call_duration_seconds']) || null,
  }),
  examples: {
    calls: [
      {
        title: 'Appointment booked',
        callId: APPOINTMENT_CALL_ID,
        note: 'every turn, with tool calls and response latencies',
      },
      { title: 'Live call', callId: LIVE_CALL_ID, note: 'queued, ringing, talking, over within a minute' },
      {
        title: 'Web page instead of a call',
        callId: SPECIAL_CALL_IDS.html,
        note: 'responds with 200 and HTML',
      },
    ],
    liveCallId: LIVE_CALL_ID,
    tabs: ['own-id'],
    ownFields: [
      'analysis { callCompletion taskCompletion postAnalysisData { name value } }',
      'protocol',
      'voice { voiceId name }',
      'carrierCallId',
      'metadata { model value }',
      'variables',
      'recordingEnabled',
      'isBilled',
    ],
  },
};
