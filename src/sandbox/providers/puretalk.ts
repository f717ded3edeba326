import { APPOINTMENT_CALL_ID, LIVE_CALL_ID, puretalkCalls } from '../calls/puretalk.ts';
import {
  RETRY_AFTER_SECONDS,
  type SandboxFailure,
  type SandboxProvider,
  type SandboxReply,
  SPECIAL_CALL_IDS,
} from '../sandbox-provider.ts';

const API_KEY = 'sandbox-puretalk-key';

const refusal = (status: number, msg: string): SandboxReply => ({ status, body: { err: true, msg } });

function failure(kind: SandboxFailure): SandboxReply {
  switch (kind) {
    case 'no-route':
      return refusal(404, 'Not found');
    case 'wrong-method':
      return refusal(405, 'Method not allowed');
    case 'unauthorized':
      return refusal(401, 'Invalid API key');
    case 'unknown-call':
      return refusal(404, 'Call not found');
    case 'rate-limited':
      return {
        ...refusal(429, 'Too many requests'),
        headers: { 'retry-after': String(RETRY_AFTER_SECONDS) },
      };
    case 'failing':
      return refusal(500, 'An error occurred.');
    case 'refused':
      return refusal(200, 'Calls of a deactivated assistant cannot be read');
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
  examples: {
    calls: [
      {
        title: 'Appointment booked',
        callId: APPOINTMENT_CALL_ID,
        note: 'every turn, with tool calls and how long each answer took',
      },
      { title: 'Live call', callId: LIVE_CALL_ID, note: 'queued, ringing, talking, over within a minute' },
      {
        title: 'Web page instead of a call',
        callId: SPECIAL_CALL_IDS.html,
        note: 'answers 200 with HTML',
      },
    ],
    liveCallId: LIVE_CALL_ID,
    roles: ['own-id'],
    rootField: 'puretalkCall',
    graphType: 'PuretalkCall',
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
