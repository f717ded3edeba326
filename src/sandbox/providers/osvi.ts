import { CONFIRMATION_CALL_ID, LIVE_CALL_ID, OLDER_STYLE_CALL_ID, osviCalls } from '../calls/osvi.ts';
import {
  RETRY_AFTER_SECONDS,
  type SandboxFailure,
  type SandboxProvider,
  type SandboxReply,
} from '../sandbox-provider.ts';

/** Sixteen characters, as the provider's tokens are. */
const API_TOKEN = 'sandboxosvitoken';

const refusal = (status: number, error: string): SandboxReply => ({
  status,
  body: { success: false, error, details: null },
});

function failure(kind: SandboxFailure): SandboxReply {
  switch (kind) {
    case 'no-route':
      return refusal(404, 'not_found');
    case 'wrong-method':
      return refusal(405, 'method_not_allowed');
    case 'unauthorized':
      return { status: 401, body: { success: false, error: 'Invalid API token' } };
    case 'unknown-call':
      return refusal(404, 'call_not_found');
    case 'rate-limited':
      return {
        ...refusal(429, 'too_many_requests'),
        headers: { 'retry-after': String(RETRY_AFTER_SECONDS) },
      };
    case 'failing':
      return refusal(500, 'internal_error');
    case 'refused':
      return { status: 422, body: { success: false, errors: ['Call belongs to an archived agent'] } };
  }
}

/** OSVI: token in a header of its own; errors are codes in some answers, sentences in others. */
export const osvi: SandboxProvider = {
  id: 'osvi',
  basePath: '',
  apiKey: API_TOKEN,
  routes: [{ prefix: '/v1/call/', envelope: (record) => ({ success: true, data: record }) }],
  isAuthorized: (headers) => headers['api-token'] === API_TOKEN,
  failure,
  createCalls: osviCalls,
  examples: {
    calls: [
      {
        title: 'Appointment confirmed',
        callId: CONFIRMATION_CALL_ID,
        note: 'picked up, tagged and analysed',
      },
      { title: 'Live call', callId: LIVE_CALL_ID, note: 'in progress for a minute, then picked' },
      { title: 'Another kind of id', callId: OLDER_STYLE_CALL_ID, note: 'an id that is no UUID' },
    ],
    liveCallId: LIVE_CALL_ID,
    roles: ['refused'],
    rootField: 'osviCall',
    graphType: 'OsviCall',
    ownFields: [
      'tag { tagId name color }',
      'retryCount',
      'campaignUploadId',
      'postCallAnalysis',
      'dataCaptured',
    ],
  },
};
