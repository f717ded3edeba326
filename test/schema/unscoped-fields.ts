/** Fields of one type, as `Type.field`. */
const fields = (type: string, names: string): string[] => names.split(' ').map((name) => `${type}.${name}`);

/** What every client may see: nothing of any call. */
export const IN_NO_SCOPE: readonly string[] = [
  ...fields('ProviderCount', 'count name'),
  ...fields(
    'ProviderInfo',
    'breakerState concurrencyLimit configured healthy inFlight name provider queued rateLimit statistics',
  ),
  ...fields('ProviderLatencyBucket', 'count seconds'),
  ...fields('ProviderRateLimit', 'limit observedAt pausedUntil remaining'),
  ...fields('ProviderStatistics', 'cacheReads errors latency requests'),
  ...fields('Query', '_service providers'),
  ...fields('_Service', 'sdl'),
];

/**
 * What `calls:read` alone shows: that a call was made, when, how it was carried and how it came out. A field stands
 * here because somebody decided that it holds neither what was said nor whom it was said to.
 */
export const IN_CALLS_READ: readonly string[] = [
  ...fields('Agent', 'id name'),
  ...fields(
    'Call',
    'agent answeredAt answeredBy campaignId channel createdAt customer direction durationSeconds endReason endedAt endedBy freshness provider providerCallId providerDurationSeconds providerEndReason providerStatus scheduledAt startedAt status',
  ),
  ...fields('Customer', 'contactId'),
  ...fields('Freshness', 'fetchedAt stale'),
  ...fields('Node', 'id'),
  ...fields('OsviCall', 'campaignUploadId providerCallType providerEndedBy retryCount'),
  ...fields(
    'PuretalkCall',
    'carrierCallId isBilled protocol providerAnsweredBy providerCallType providerProtocol recordingEnabled responseMessage voice',
  ),
  ...fields('PuretalkVoice', 'id name'),
  ...fields('Query', '_entities call calls node nodes osviCall puretalkCall synthflowCall voxworksCall'),
  ...fields('Subscription', 'callUpdates'),
  ...fields(
    'SynthflowCall',
    'assistantVersion campaignType endCallReason pagination providerCallType providerTelephonyDisconnectReason providerTelephonyHangup responseStatus telephonyDisconnectReason telephonyDurationMs telephonyEndedAt telephonyHangup telephonyRingingDurationMs telephonyStartedAt timezone',
  ),
  ...fields('SynthflowPagination', 'limit offset totalRecords'),
  ...fields('VoxworksCall', 'modifiedAt progress providerType teamId type'),
];
