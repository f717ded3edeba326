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
} from './call-vocabulary.ts';
import type { Json, JsonObject } from './json.ts';

/**
 * One AI phone call, in one shape for every provider. A nullable member is `null` when the provider's record lacks it or
 * holds a value that cannot be read; the record itself is in `raw`.
 */
export interface Call {
  /** The provider's id in the registry, in lower case: the prefix of the global id. */
  readonly provider: string;
  /** The provider's own id of the call, as requested. */
  readonly providerCallId: string;
  readonly status: CallStatus;
  readonly providerStatus: string | null;
  readonly direction: CallDirection | null;
  readonly channel: CallChannel | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly agent: Agent | null;
  readonly customer: Customer | null;
  readonly campaignId: string | null;
  readonly scheduledAt: Date | null;
  readonly createdAt: Date | null;
  readonly startedAt: Date | null;
  readonly answeredAt: Date | null;
  readonly endedAt: Date | null;
  /** Talk time in seconds; `null` when the call was never answered. */
  readonly durationSeconds: number | null;
  /** The length in seconds that the record states, whether or not the call was answered. */
  readonly providerDurationSeconds: number | null;
  readonly endReason: CallEndReason | null;
  readonly providerEndReason: string | null;
  readonly endedBy: CallEndedBy | null;
  readonly answeredBy: AnsweredBy | null;
  readonly summary: string | null;
  readonly sentiment: Sentiment | null;
  readonly transcript: Transcript | null;
  readonly recording: Recording | null;
  readonly extractedData: JsonObject | null;
  /** When the provider's response with this record arrived. */
  readonly fetchedAt: Date;
  /** The provider's own record. */
  readonly raw: JsonObject | null;
}

/** The AI that conducts the call. */
export interface Agent {
  /** The provider's own id of the agent. */
  readonly providerAgentId: string | null;
  readonly name: string | null;
}

/** The other party, whatever the direction. */
export interface Customer {
  readonly phoneNumber: string | null;
  readonly name: string | null;
  readonly contactId: string | null;
}

/** The words of a conversation. `text` and `turns` may each be present without the other. */
export interface Transcript {
  readonly text: string | null;
  readonly turns: readonly TranscriptTurn[];
}

/** One turn of one side in the conversation. */
export interface TranscriptTurn {
  readonly role: TurnRole;
  /** The provider's own word for the speaker. */
  readonly providerRole: string | null;
  readonly text: string | null;
  /** Whether the other side spoke over this turn. */
  readonly interrupted: boolean | null;
  readonly functionName: string | null;
  readonly functionArguments: Json | null;
  readonly toolCalls: readonly ToolCall[];
  readonly latency: TurnLatency | null;
  /** Seconds from the start of the call. */
  readonly startSeconds: number | null;
  readonly endSeconds: number | null;
  /** The provider's own record of the turn, where its members are not documented; `null` elsewhere. */
  readonly raw: Json;
}

/** A tool that the agent invoked during a turn. */
export interface ToolCall {
  /** The provider's own id of this invocation. */
  readonly toolCallId: string | null;
  readonly name: string | null;
  /** Decoded when the provider sent JSON text, else as sent. */
  readonly arguments: Json | null;
  readonly result: Json | null;
  readonly raw: Json;
}

/** The agent's response times, in seconds. */
export interface TurnLatency {
  readonly totalSeconds: number | null;
  readonly endOfUtteranceSeconds: number | null;
  readonly languageModelSeconds: number | null;
  readonly speechSynthesisSeconds: number | null;
}

/** Stored audio: its URL, and the access that fetching it takes. */
export interface Recording {
  readonly url: string;
  readonly access: RecordingAccess;
}
