import {
  CONFIRMATION_CALL_ID,
  LIVE_CALL_ID,
  OLDER_STYLE_CALL_ID,
  osviCalls,
  RECORDING_TO_COME_ID,
} from '../calls/osvi.ts';
import { osviConversation } from '../calls/osvi-conversations.ts';
import { DELETED_RECORDING_ID } from '../calls/osvi-ended.ts';
import { epochMs } from '../calls/times.ts';
import { osviEndpoints } from '../endpoints/osvi-endpoints.ts';
import { LinkSigner } from '../recordings/signed-link.ts';
import {
  RETRY_AFTER_SECONDS,
  type SandboxFailure,
  type SandboxProvider,
  type SandboxResponse,
} from '../sandbox-provider.ts';
import { osviAgents, osviSeries } from '../series/osvi-series.ts';

/** Sixteen characters, as many as the provider's tokens have. */
const API_TOKEN = 'sandboxosvitoken';

const errorResponse = (status: number, error: string): SandboxResponse => ({
  status,
  body: { success: false, error, details: null },
});

function failure(kind: SandboxFailure): SandboxResponse {
  switch (kind) {
    case 'no-route':
      return errorResponse(404, 'not_found');
    case 'wrong-method':
      return errorResponse(405, 'method_not_allowed');
    case 'unauthorized':
      return { status: 401, body: { success: false, error: 'Invalid API token' } };
    case 'unknown-call':
      return errorResponse(404, 'call_not_found');
    case 'rate-limited':
      return {
        ...errorResponse(429, 'too_many_requests'),
        headers: { 'retry-after': String(RETRY_AFTER_SECONDS) },
      };
    case 'failing':
      return errorResponse(500, 'internal_error');
    case 'rejected':
      return { status: 422, body: { success: false, errors: ['Call belongs to an archived agent'] } };
  }
}

/** OSVI: the token has a header of its own. Errors are codes in some responses and sentences in others. */
export const osvi: SandboxProvider = {
  id: 'osvi',
  basePath: '',
  apiKey: API_TOKEN,
  routes: [{ prefix: '/v1/call/', envelope: (record) => ({ success: true, data: record }) }],
  isAuthorized: (headers) => headers['api-token'] === API_TOKEN,
  failure,
  createCalls: osviCalls,
  createLists: (context) => {
    const agents = osviAgents(context.agentCount);
    return {
      series: osviSeries(context, agents),
      endpoints: osviEndpoints(context.baseUrl, agents, new LinkSigner(API_TOKEN)),
    };
  },
  listedMs: (record) => epochMs(String(record['created_at'])),
  derivedFacts: (record) => ({
    picked_ms: record['call_picked_at'] === null ? null : epochMs(String(record['call_picked_at'])),
  }),
  conversationOf: osviConversation,
  examples: {
    calls: [
      {
        title: 'Appointment confirmed',
        callId: CONFIRMATION_CALL_ID,
        note: 'picked up, tagged and analysed',
      },
      { title: 'Live call', callId: LIVE_CALL_ID, note: 'in progress for a minute, then picked' },
      { title: 'Another kind of id', callId: OLDER_STYLE_CALL_ID, note: 'an id that is no UUID' },
      {
        title: 'Recording on its way',
        callId: RECORDING_TO_COME_ID,
        note: 'it can be played five minutes after the first request',
      },
      {
        title: 'Deleted recording',
        callId: DELETED_RECORDING_ID,
        note: 'a whole call without its sound',
      },
    ],
    liveCallId: LIVE_CALL_ID,
    tabs: ['rejected', 'outage'],
    ownFields: [
      'tag { tagId name color }',
      'retryCount',
      'campaignUploadId',
      'postCallAnalysis',
      'dataCaptured',
    ],
  },
};
