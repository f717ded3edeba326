import { UpstreamCache } from '../../src/cache/upstream-cache.ts';
import { createAccount } from '../../src/domain/account.ts';
import type { Call } from '../../src/domain/call.ts';
import { systemClock } from '../../src/domain/clock.ts';
import { lifetimeOf } from '../../src/domain/freshness.ts';
import type { JsonObject } from '../../src/domain/json.ts';
import { openEnvelope } from '../../src/providers/envelope.ts';
import type { CallResponse, CommonCallOperation, Provider } from '../../src/providers/provider.ts';
import { urlPath } from '../../src/providers/url-path.ts';
import type { Upstream, UpstreamOptions } from '../../src/upstream/upstream.ts';
import { Upstreams } from '../../src/upstream/upstreams.ts';
import { type Handler, type MockServer, startMockServer } from '../support/mock-server.ts';

/** A call of which nothing is known but its id and the members of `known`. */
export const callOf = ({ input, fetchedAt }: CallResponse, known: Partial<Call>): Call => ({
  provider: 'echoline',
  providerCallId: input.providerCallId,
  status: 'UNKNOWN',
  providerStatus: null,
  direction: null,
  channel: null,
  from: null,
  to: null,
  agent: null,
  customer: null,
  campaignId: null,
  scheduledAt: null,
  createdAt: null,
  startedAt: null,
  answeredAt: null,
  endedAt: null,
  durationSeconds: null,
  providerDurationSeconds: null,
  endReason: null,
  providerEndReason: null,
  endedBy: null,
  answeredBy: null,
  summary: null,
  sentiment: null,
  transcript: null,
  recording: null,
  extractedData: null,
  fetchedAt,
  raw: null,
  ...known,
});

/** Reads a whole call. */
export const getCall: CommonCallOperation = {
  name: 'get-call',
  idempotent: true,
  lifetime: lifetimeOf,
  hasCommonFields: true,
  exclusiveFields: [],
  request: ({ providerCallId }) => ({ method: 'GET', path: urlPath`/calls/${providerCallId}` }),
  read: (response) => {
    const raw: JsonObject = openEnvelope(response);
    return callOf(response, { raw, status: raw['live'] === true ? 'IN_PROGRESS' : 'COMPLETED' });
  },
};

/** The members that every invented provider has. */
export const ECHOLINE = {
  id: 'echoline',
  title: 'Echoline',
  baseUrl: 'https://api.echoline.example',
  authorize: (apiKey: string) => ({ 'x-echo': apiKey }),
  concurrency: 4,
} as const;

export const echoline: Provider = { ...ECHOLINE, getCall: [getCall] };

/** An invented provider's server, and this server's way to it. */
export interface InventedUpstream {
  readonly server: MockServer;
  readonly upstream: Upstream;
  readonly cache: UpstreamCache;
  /** Outcomes of reads, each with its provider, in order. */
  readonly outcomes: readonly string[];
  close(): Promise<void>;
}

/** Starts a server that responds with `handler`, and connects `provider` to it. */
export async function connectInvented(
  provider: Provider,
  handler: Handler,
  { retries = 3, ...options }: Partial<UpstreamOptions> & { readonly retries?: number } = {},
): Promise<InventedUpstream> {
  const server = await startMockServer(handler);
  const outcomes: string[] = [];
  const cache = new UpstreamCache({
    maxBytes: 1_000_000,
    clock: options.clock ?? systemClock,
    onOutcome: (outcome, id) => outcomes.push(`${id} ${outcome}`),
  });
  const upstreams = new Upstreams({
    settings: {
      maxBodyBytes: 100_000,
      perTryTimeoutMs: 2_000,
      deadlineMs: 5_000,
      retries,
      maxQueued: 100,
      requestsPerSecond: new Map(),
      concurrency: new Map(),
    },
    cache,
    clock: systemClock,
    random: () => 0,
    onAttempt: () => {},
    ...options,
  });
  const account = createAccount({ baseUrl: server.url, apiKey: 'key' });
  return {
    server,
    upstream: upstreams.get(provider, account),
    cache,
    outcomes,
    close: async () => {
      upstreams.close();
      await server.close();
    },
  };
}
