import type { IncomingHttpHeaders } from 'node:http';
import { CallBook } from './call-book.ts';
import { findTarget } from './find-target.ts';
import { HTML_PAGE, OUTAGE_PATH, Outage } from './outage.ts';
import {
  type AudioResponse,
  type EndpointRequest,
  type SandboxContext,
  type SandboxEndpoint,
  type SandboxProvider,
  type SandboxResponse,
  type SandboxRoute,
  SPECIAL_CALL_IDS,
} from './sandbox-provider.ts';

/** The inputs of a response. */
export interface RequestHead {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers: IncomingHttpHeaders;
}

/** Creates the function that responds to the requests for one provider. */
export function createResponder(provider: SandboxProvider, context: SandboxContext, now: () => number) {
  const { series, endpoints } = provider.createLists(context);
  const book = new CallBook(provider, context.baseUrl, series);
  const outage = new Outage();

  const special = (callId: string): SandboxResponse | null => {
    switch (callId) {
      case SPECIAL_CALL_IDS.rateLimited:
        return provider.failure('rate-limited', callId);
      case SPECIAL_CALL_IDS.failing:
        return provider.failure('failing', callId);
      case SPECIAL_CALL_IDS.rejected:
        return provider.failure('rejected', callId);
      case SPECIAL_CALL_IDS.html:
        return { status: 200, body: HTML_PAGE };
      default:
        return null;
    }
  };

  const respondAt = (
    endpoint: SandboxRoute | SandboxEndpoint,
    request: EndpointRequest,
  ): SandboxResponse | AudioResponse => {
    if ('respond' in endpoint) return endpoint.respond(request);
    const call = request.calls.find(request.callId);
    return call === undefined
      ? provider.failure('unknown-call', request.callId)
      : { status: 200, body: endpoint.envelope(call.record()) };
  };

  return ({ method, url = '', headers }: RequestHead): SandboxResponse | AudioResponse => {
    const nowMs = now();
    const [path = '', queryText = ''] = url.split('?', 2);
    const query = new URLSearchParams(queryText);
    if (path === OUTAGE_PATH && method === 'POST') return outage.respondTo(query, nowMs);
    const target = findTarget(provider.routes, endpoints, path);
    if (target === null) return outage.response(nowMs) ?? provider.failure('no-route', '');
    const { endpoint, callId } = target;
    const allowsHead = 'allowsHead' in endpoint && endpoint.allowsHead === true;
    if (method !== 'GET' && !(allowsHead && method === 'HEAD')) {
      const response = provider.failure('wrong-method', callId);
      const allow = allowsHead ? 'GET, HEAD' : 'GET';
      return { ...response, headers: { ...response.headers, allow } };
    }
    const needsKey = !('needsKey' in endpoint) || endpoint.needsKey !== false;
    if (needsKey && !provider.isAuthorized(headers)) return provider.failure('unauthorized', callId);
    outage.startFor(callId, nowMs);
    const isAnother = callId === SPECIAL_CALL_IDS.anotherCall;
    const request: EndpointRequest = {
      callId: isAnother ? provider.examples.calls[0].callId : callId,
      url,
      query,
      nowMs,
      calls: book.at(nowMs),
    };
    return outage.response(nowMs) ?? special(callId) ?? respondAt(endpoint, request);
  };
}
