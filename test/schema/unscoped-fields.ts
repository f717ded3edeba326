import { rootFieldName } from '../../schema/graph-names.ts';
import { providers } from '../../schema/providers.ts';

/** Fields of one type, as `Type.field`. */
const fields = (type: string, names: string): string[] => names.split(' ').map((name) => `${type}.${name}`);

/** What every client may see: nothing of any call. */
export const IN_NO_SCOPE: readonly string[] = [
  ...fields('CacheReadCount', 'count outcome'),
  ...fields('ProviderCapabilities', 'listAgents listCalls recording transcript upstreamFilters webhook'),
  ...fields('ProviderFailureCount', 'count failure'),
  ...fields(
    'ProviderInfo',
    'breakerState capabilities concurrencyLimit configured healthy inFlight name provider queued rateLimit statistics',
  ),
  ...fields('ProviderLatencyBucket', 'count seconds'),
  ...fields('ProviderRateLimit', 'limit observedAt pausedUntil remaining'),
  ...fields('ProviderStatistics', 'cacheReads errors latency requests'),
  ...fields('Query', '_service providers'),
  ...fields('UpstreamFilter', 'member support'),
  ...fields('_Service', 'sdl'),
];

/**
 * What `calls:read` alone shows: that a call was made, when, how it was carried and how it came out. A field stands
 * here as a decision: it holds neither content nor the identity of a person.
 */
export const IN_CALLS_READ: readonly string[] = [
  ...fields('Agent', 'id name provider providerAgentId'),
  ...fields(
    'Call',
    'agent answeredAt answeredBy campaignId channel createdAt customer direction durationSeconds endReason endedAt endedBy freshness isSettled provider providerCallId providerDurationSeconds providerEndReason providerStatus scheduledAt startedAt status',
  ),
  ...fields('AgentDirectory', 'agents sources'),
  ...fields('CallCount', 'precision value'),
  ...fields('CallLogConnection', 'complete edges nodes pageInfo sources totalCount'),
  ...fields('CallLogEdge', 'at cursor node'),
  ...fields('CallLogSource', 'code message provider retryAfterSeconds state upstreamFilters'),
  ...fields('PageInfo', 'endCursor hasNextPage hasPreviousPage startCursor'),
  ...fields('CallError', 'code message provider retryAfterSeconds'),
  ...fields('CallResult', 'call error id'),
  ...fields('Customer', 'contactId'),
  ...fields('Freshness', 'fetchedAt stale'),
  ...fields('Node', 'id'),
  ...fields('OsviCall', 'campaignUploadId providerCallType providerEndedBy retryCount'),
  ...fields(
    'PuretalkCall',
    'carrierCallId isBilled protocol providerAnsweredBy providerCallType providerProtocol recordingEnabled responseMessage voice',
  ),
  ...fields('PuretalkVoice', 'name voiceId'),
  ...fields(
    'Query',
    [
      '_entities agents call callLog callResults calls node nodes',
      ...providers.map(({ id }) => rootFieldName(id)),
    ].join(' '),
  ),
  ...fields('Subscription', 'callUpdates'),
  ...fields(
    'SynthflowCall',
    'assistantVersion campaignType endCallReason pagination providerCallType providerTelephonyDisconnectReason providerTelephonyHangup responseStatus telephonyDisconnectReason telephonyDurationSeconds telephonyEndedAt telephonyHangup telephonyRingingDurationSeconds telephonyStartedAt timezone',
  ),
  ...fields('SynthflowPagination', 'limit offset totalRecords'),
  ...fields('VoxworksCall', 'modifiedAt progress providerType teamId type'),
];
