import type { Account } from '../domain/account.ts';
import type { Call } from '../domain/call.ts';
import type { CallKey } from '../domain/call-key.ts';
import { isSettled } from '../domain/freshness.ts';
import { NO_SPAN } from '../domain/span.ts';
import { hasRecordingEndpoint } from '../providers/has-recording-endpoint.ts';
import type { RecordingSource, ResolveRecording } from '../recordings/recording-source.ts';
import type { ReadContext } from '../upstream/read-context.ts';
import type { Upstream } from '../upstream/upstream.ts';

export interface RecordingsResolverOptions {
  /** The account with this fingerprint, of the server or of a client; `undefined` once it is no longer in use. */
  readonly accountOf: (fingerprint: string) => Account | undefined;
  /** The way to a provider of the registry with an account; `undefined` for an unknown provider. */
  readonly upstreamOf: (providerId: string, account: Account) => Upstream | undefined;
}

/**
 * Finds where a call's recording can be read from at the moment: at the provider's own endpoint if it has one, else at
 * the URL in the record. A provider receives a request when a client plays, never when a link is signed.
 */
export function createRecordingsResolver({
  accountOf,
  upstreamOf,
}: RecordingsResolverOptions): ResolveRecording {
  return async (grant, { renew, signal }) => {
    const account = accountOf(grant.accountFingerprint);
    const upstream = account && upstreamOf(grant.provider, account);
    if (account === undefined || upstream === undefined) return 'gone';
    const { provider } = upstream;
    const callKey: CallKey = { provider: grant.provider, providerCallId: grant.providerCallId };
    const context: ReadContext = { span: NO_SPAN, signal, fresh: renew };
    const toSource = (url: string, call: Call): RecordingSource => ({
      url,
      baseUrl: account.baseUrl,
      headers: provider.authorize(account.apiKey),
      whenMissing: whenMissing(call),
    });

    // the record of a provider with an endpoint tells only whether the call has settled, so any copy serves
    const call = await upstream.source.read(
      grant.providerCallId,
      [],
      hasRecordingEndpoint(provider) ? { ...context, fresh: false } : context,
    );
    if (call === null) return 'gone';
    if (provider.recordingRedirect !== undefined) {
      const url = account.baseUrl + provider.recordingRedirect(callKey);
      return { ...toSource(url, call), followRedirect: true };
    }
    if (provider.getRecording !== undefined) {
      const link = await upstream.run(provider.getRecording, callKey, context);
      return link === null ? whenMissing(call) : toSource(link.url, call);
    }
    return call.recording === null ? whenMissing(call) : toSource(call.recording.url, call);
  };
}

/** A recording may still come until its call has settled. */
const whenMissing = (call: Call): 'not-ready' | 'gone' => (isSettled(call) ? 'gone' : 'not-ready');
