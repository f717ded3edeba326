import type {
  AnsweredBy,
  CallChannel,
  CallDirection,
  CallEndedBy,
  CallEndReason,
  CallStatus,
  RecordingAccess,
  RecordingState,
  Sentiment,
  TurnRole,
} from '../../src/domain/call-vocabulary.ts';
import { describeEnum } from './describe-enum.ts';

export const CallStatusRef = describeEnum<CallStatus>(
  'CallStatus',
  "State of a call: where it stands, or how it came out. The provider's own word is in `providerStatus`.",
  {
    SCHEDULED: 'Planned for a later time.',
    QUEUED: 'Waiting to be dialled.',
    RINGING: 'Dialled, and not picked up yet.',
    IN_PROGRESS: 'Picked up, and the conversation goes on.',
    COMPLETED: 'Picked up, and over.',
    NO_ANSWER: 'Over; it rang and was not picked up.',
    BUSY: 'Over; the line was busy.',
    REJECTED: 'Over; the other side rejected the call.',
    VOICEMAIL: 'Over; a machine picked up.',
    CANCELED: 'Over; called off before anyone spoke.',
    FAILED: 'Over; the call could not be made, or broke down.',
    UNKNOWN: 'The provider said nothing, or a word that this graph does not know: see `providerStatus`.',
  },
);

export const CallDirectionRef = describeEnum<CallDirection>(
  'CallDirection',
  "Side that placed a call, seen from the agent. The provider's own word is in its type's `provider...` field.",
  {
    INBOUND: 'The customer called.',
    OUTBOUND: 'The agent called.',
    UNKNOWN: 'The provider said a word that this graph does not know.',
  },
);

export const CallChannelRef = describeEnum<CallChannel>(
  'CallChannel',
  "Medium that carried a call. The provider's own word is in its type's `provider...` field.",
  {
    PHONE: 'The telephone network.',
    WEB: 'A browser.',
    UNKNOWN: 'The provider said a word that this graph does not know.',
  },
);

export const CallEndReasonRef = describeEnum<CallEndReason>(
  'CallEndReason',
  "Why a call ended. The provider's own word is in `providerEndReason`.",
  {
    AGENT_HANGUP: 'The agent hung up.',
    CUSTOMER_HANGUP: 'The customer hung up.',
    VOICEMAIL: 'A machine picked up, whether or not the agent left a message.',
    NO_ANSWER: 'The call was not picked up.',
    BUSY: 'The line was busy.',
    REJECTED: 'The other side rejected the call.',
    CANCELED: 'The call was called off before anyone spoke.',
    TRANSFERRED: 'The call was transferred to another party.',
    MAX_DURATION: 'The call reached its longest allowed length.',
    SILENCE: 'Neither side spoke for too long.',
    TIMEOUT: 'A time limit ran out. The provider does not say which.',
    API_REQUEST: "A request to the provider's API ended the call.",
    CUSTOM: 'A condition ended the call that the team defined for its agent.',
    ERROR: 'A technical fault ended the call.',
    UNKNOWN: 'A reason that this graph does not know: see `providerEndReason`.',
  },
);

export const CallEndedByRef = describeEnum<CallEndedBy>(
  'CallEndedBy',
  "Party that ended a call. The provider's own word is in its type's `provider...` field.",
  {
    AGENT: 'The AI agent.',
    CUSTOMER: 'The other party.',
    SYSTEM: 'Neither party: a time limit, or another rule of the provider.',
    UNKNOWN: 'The provider said a word from which this graph cannot tell the party.',
  },
);

export const AnsweredByRef = describeEnum<AnsweredBy>(
  'AnsweredBy',
  "Who or what picked up. The provider's own word is in its type's `provider...` field.",
  {
    HUMAN: 'A person.',
    MACHINE: 'A voicemail box or another machine.',
    UNKNOWN: 'The provider said a word that this graph does not know.',
  },
);

export const SentimentRef = describeEnum<Sentiment>(
  'Sentiment',
  "Mood of a conversation, as the provider's analysis judged it. The provider's own word is in its type's `providerSentiment`.",
  {
    POSITIVE: 'Friendly or pleased.',
    NEUTRAL: 'Neither pleased nor displeased.',
    NEGATIVE: 'Annoyed or displeased.',
    UNKNOWN: 'The provider said a word that this graph does not know.',
  },
);

export const TurnRoleRef = describeEnum<TurnRole>(
  'TurnRole',
  "Speaker of a turn in a transcript. The provider's own word is in `providerRole`.",
  {
    AGENT: 'The AI agent.',
    CUSTOMER: 'The other party.',
    TOOL: 'The result of a tool that the agent invoked.',
    UNKNOWN:
      'The transcript names no speaker or one that this graph does not know, or the turn is a stage direction.',
  },
);

export const RecordingAccessRef = describeEnum<RecordingAccess>(
  'RecordingAccess',
  "What it takes to fetch the audio behind a recording's `url`.",
  {
    PUBLIC_LINK: 'The link alone.',
    PROVIDER_KEY: "The provider's API key. Fetch it from a server, never from a browser.",
    CARRIER_ACCOUNT: "Credentials of the telephone carrier's account.",
    UNKNOWN: 'The provider does not say. The link may expire.',
  },
);

export const RecordingStateRef = describeEnum<RecordingState>(
  'RecordingState',
  'Whether the audio of a call can be played.',
  {
    AVAILABLE: 'It can be played, unless the provider has deleted it meanwhile.',
    NOT_READY: 'The call goes on or has just ended. Its audio may come within minutes.',
    UNAVAILABLE: 'There is none: nothing was said, nothing was recorded, or it is gone.',
    RESTRICTED: 'It opens only with credentials that this server does not have.',
  },
);
