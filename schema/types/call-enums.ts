import type {
  AnsweredBy,
  CallChannel,
  CallDirection,
  CallEndedBy,
  CallEndReason,
  CallStatus,
  RecordingAccess,
  Sentiment,
  TurnRole,
} from '../../src/domain/call-vocabulary.ts';
import { describeEnum } from './describe-enum.ts';

export const CallStatusRef = describeEnum<CallStatus>(
  'CallStatus',
  'Where a call stands, or how it came out. The provider’s own word is in `providerStatus`.',
  {
    SCHEDULED: 'Planned for a later time.',
    QUEUED: 'Waiting to be dialled.',
    RINGING: 'Dialled; nobody has picked up yet.',
    IN_PROGRESS: 'Somebody picked up and the conversation goes on.',
    COMPLETED: 'Somebody picked up and the call is over.',
    NO_ANSWER: 'It rang and nobody picked up.',
    BUSY: 'The line was busy.',
    REJECTED: 'The other side turned the call away.',
    VOICEMAIL: 'A machine picked up.',
    CANCELED: 'Called off before anyone spoke.',
    FAILED: 'The call could not be made, or broke down.',
    UNKNOWN: 'The provider said nothing, or a word that this graph does not know: see `providerStatus`.',
  },
);

export const CallDirectionRef = describeEnum<CallDirection>('CallDirection', 'Who placed the call.', {
  INBOUND: 'The customer called.',
  OUTBOUND: 'The agent called.',
});

export const CallChannelRef = describeEnum<CallChannel>('CallChannel', 'What carried the call.', {
  PHONE: 'The telephone network.',
  WEB: 'A browser.',
});

export const CallEndReasonRef = describeEnum<CallEndReason>(
  'CallEndReason',
  'Why a call ended. The provider’s own word is in `providerEndReason`.',
  {
    AGENT_HANGUP: 'The agent ended the conversation.',
    CUSTOMER_HANGUP: 'The customer ended the conversation.',
    VOICEMAIL: 'A machine picked up, whether or not a message was left.',
    NO_ANSWER: 'Nobody picked up.',
    BUSY: 'The line was busy.',
    REJECTED: 'The other side turned the call away.',
    CANCELED: 'Called off before anyone spoke.',
    TRANSFERRED: 'The call was handed over to somebody else.',
    MAX_DURATION: 'The longest allowed length was reached.',
    SILENCE: 'Nobody spoke for too long.',
    TIMEOUT: 'A time limit ran out; the provider does not say which.',
    API_REQUEST: 'Ended by a request to the provider’s API.',
    CUSTOM: 'A condition that the team itself defined for its agent.',
    ERROR: 'A technical fault.',
    UNKNOWN: 'A reason that this graph does not know: see `providerEndReason`.',
  },
);

export const CallEndedByRef = describeEnum<CallEndedBy>('CallEndedBy', 'The party that ended the call.', {
  AGENT: 'The AI agent.',
  CUSTOMER: 'The other party.',
  SYSTEM: 'Neither: a time limit or another rule of the provider’s.',
});

export const AnsweredByRef = describeEnum<AnsweredBy>('AnsweredBy', 'What picked up.', {
  HUMAN: 'A person.',
  MACHINE: 'A voicemail box or another machine.',
});

export const SentimentRef = describeEnum<Sentiment>(
  'Sentiment',
  'The mood of the conversation, as the provider’s analysis judged it.',
  { POSITIVE: 'Friendly or pleased.', NEUTRAL: 'Neither.', NEGATIVE: 'Annoyed or displeased.' },
);

export const TurnRoleRef = describeEnum<TurnRole>('TurnRole', 'Who speaks in a turn of a transcript.', {
  AGENT: 'The AI agent.',
  CUSTOMER: 'The other party.',
  TOOL: 'A tool that the agent invoked: its result.',
  UNKNOWN: 'The transcript does not say, or nobody spoke: a stage direction, for instance.',
});

export const RecordingAccessRef = describeEnum<RecordingAccess>(
  'RecordingAccess',
  'What it takes to fetch the audio behind a recording’s `url`.',
  {
    PUBLIC_LINK: 'Nothing but the link.',
    PROVIDER_KEY: 'The provider’s API key: fetch it from a server, never from a browser.',
    CARRIER_ACCOUNT: 'Credentials of the telephone carrier’s account.',
    UNKNOWN: 'The provider does not say. The link may expire.',
  },
);
