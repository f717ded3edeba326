import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ComposeOptions } from '../../src/server/compose.ts';
import { type MockProviders, type RespondToCall, startMockProviders } from '../support/mock-providers.ts';
import { type OtlpReceiver, outlineOf, startOtlpReceiver } from '../support/otlp-receiver.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';
import { createTracedService, type TracedService } from '../support/traced-service.ts';

const CALLS = 'query Calls($ids: [ID!]!) { calls(ids: $ids) { id status } }';
const CALLER = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };
const callerHeader = (flags: '00' | '01') => ({
  traceparent: `00-${CALLER.traceId}-${CALLER.spanId}-${flags}`,
});

let receiver: OtlpReceiver;
let providers: MockProviders;
let testServer: TestServer;
let respond: RespondToCall;

beforeEach(async () => {
  respond = () => ({});
  receiver = await startOtlpReceiver();
  providers = await startMockProviders((callId, response) => respond(callId, response));
});
afterEach(async () => {
  await testServer.stop();
  await providers.close();
  await receiver.close();
});

const startTraced = async (
  environment: Record<string, string> = {},
  options: ComposeOptions = {},
): Promise<void> => {
  testServer = await startTestServer(
    {
      ...providers.environment,
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      ...environment,
    },
    options,
  );
};
const ask = (ids: readonly string[], headers: Record<string, string> = {}) =>
  testServer.query(CALLS, { ids }, headers);
const sentTo = (provider: string) => providers.servers[provider]?.requests ?? [];

describe('one trace', () => {
  let router: TracedService;
  let vendor: TracedService;
  beforeEach(() => {
    router = createTracedService('router', receiver.url);
    vendor = createTracedService('vendor', receiver.url);
  });
  afterEach(async () => {
    await router.close();
    await vendor.close();
  });

  it('leads from the router through the server, its batch, its cache and each attempt to the provider', async () => {
    let arrived = 0;
    respond = async (_callId, response) => {
      const request = sentTo('osvi').at(-1) ?? sentTo('voxworks').at(-1);
      arrived += 1;
      const failsFirst = arrived === 1;
      await vendor.within('serve call', request?.headers ?? {}, () => {
        if (failsFirst) response.writeHead(503).end();
      });
      return failsFirst ? undefined : {};
    };
    await startTraced();
    await router.within('client query', {}, (headers) => ask(['osvi:one'], headers));
    await testServer.stop();
    await router.close();
    await vendor.close();

    expect(outlineOf(receiver.spans)).toEqual([
      'router: client query',
      '  switchboard: POST /graphql ok',
      '    switchboard: batch osvi',
      '      switchboard: cache read osvi fetched',
      '        switchboard: GET osvi OK',
      '          vendor: serve call',
      '        switchboard: GET osvi PROVIDER_UNAVAILABLE',
      '          vendor: serve call',
    ]);
    expect(new Set(receiver.spans.map(({ traceId }) => traceId)).size).toBe(1);
  });
});

describe('the spans of a request', () => {
  it('say what ran, where, how often and how it ended', async () => {
    respond = (callId, response) => {
      if (callId !== 'gone') return {};
      response.writeHead(400).end();
      return undefined;
    };
    await startTraced();
    await ask(['osvi:one', 'osvi:one', 'osvi:gone', 'voxworks:two'], callerHeader('01'));
    await ask(['osvi:one']);
    await testServer.stop();

    const [first, second] = receiver.spans.filter(({ kind }) => kind === 2);
    expect(first).toMatchObject({
      traceId: CALLER.traceId,
      parentSpanId: CALLER.spanId,
      failed: false,
      attributes: {
        'http.request.method': 'POST',
        'http.route': '/graphql',
        'http.response.status_code': 200,
        'graphql.operation.type': 'query',
        'graphql.operation.name': 'Calls',
        'switchboard.outcome': 'partial',
      },
    });
    expect(second?.traceId).not.toBe(CALLER.traceId);
    expect(second?.parentSpanId).toBeNull();

    const batches = receiver.spans.filter(({ name }) => name === 'batch');
    expect(batches.map(({ attributes }) => attributes['switchboard.batch.calls']).toSorted()).toEqual([
      1, 1, 2,
    ]);
    const attempts = receiver.spans.filter(({ kind }) => kind === 3);
    expect(attempts.map(({ failed }) => failed).toSorted()).toEqual([false, false, true]);
    expect(attempts[0]?.attributes).toMatchObject({
      'http.request.method': 'GET',
      'http.request.resend_count': 0,
      'peer.service': expect.stringMatching(/^(?:osvi|voxworks)$/),
      'switchboard.endpoint': expect.any(String),
    });
    const outcomes = receiver.spans.map(({ attributes }) => attributes['switchboard.cache.outcome']);
    expect(outcomes.filter((outcome) => outcome === 'fetched')).toHaveLength(3);
    expect(outcomes.filter((outcome) => outcome === 'fresh')).toHaveLength(1);
  });

  it('count retries, and the provider receives the span of each', async () => {
    let failures = 2;
    respond = (_callId, response) => {
      if (failures === 0) return {};
      failures -= 1;
      response.writeHead(503).end();
      return undefined;
    };
    await startTraced();
    await ask(['osvi:one']);
    await testServer.stop();
    const attempts = receiver.spans.filter(({ kind }) => kind === 3);
    const facts = attempts.map(({ failed, attributes }) => [attributes['http.request.resend_count'], failed]);
    expect(facts).toEqual([
      [0, true],
      [1, true],
      [2, false],
    ]);
    const told = sentTo('osvi').map(({ headers }) => headers['traceparent']);
    expect(told).toEqual(attempts.map(({ traceId, spanId }) => `00-${traceId}-${spanId}-01`));
  });

  it('attribute a shared request to the operation that came first', async () => {
    let finish = (): void => {};
    respond = () => new Promise((resolve) => (finish = () => resolve({})));
    await startTraced();
    const first = ask(['osvi:one'], callerHeader('01'));
    await expect.poll(() => providers.requestCount).toBe(1);
    const second = ask(['osvi:one']);
    await expect.poll(() => readsOfCache('coalesced')).toBe(1);
    finish();
    await Promise.all([first, second]);
    await testServer.stop();
    const attempts = receiver.spans.filter(({ kind }) => kind === 3);
    expect(attempts.map(({ traceId }) => traceId)).toEqual([CALLER.traceId]);
    expect(
      outlineOf(receiver.spans)
        .filter((line) => line.includes('cache read'))
        .toSorted(),
    ).toEqual(['    switchboard: cache read osvi coalesced', '    switchboard: cache read osvi fetched']);
  });

  const readsOfCache = async (outcome: string): Promise<number> => {
    const text = await (await fetch(`${testServer.url}/metrics`)).text();
    const pattern = new RegExp(`^switchboard_cache_reads_total\\{.*outcome="${outcome}"\\} (\\d+)$`, 'm');
    return Number(pattern.exec(text)?.[1] ?? 0);
  };

  it('hold no id, key, URL, argument or content of a call', async () => {
    const CALL_ID = 'call-4711-of-a-customer';
    respond = () => ({ summary: 'what was said', from: '+12025550123', agent_name: 'Ada' });
    await startTraced();
    await testServer.query(
      `query Of12025550123($id: ID!) { call(id: $id) { id summary } other: call(id: "osvi:${CALL_ID}") { from } }`,
      { id: `voxworks:${CALL_ID}` },
      { ...callerHeader('01'), authorization: 'Bearer of-the-client', baggage: 'user=ada' },
    );
    await testServer.stop();
    expect(receiver.spans.length).toBeGreaterThanOrEqual(7);
    const everything = receiver.exports.map(({ body }) => body.toString()).join('\n');
    for (const secret of [CALL_ID, 'said', '12025550123', 'Ada', 'ada', 'key-of-', 'Bearer', '127.0.0.1'])
      expect(everything).not.toContain(secret);
    for (const { headers } of [...sentTo('osvi'), ...sentTo('voxworks')])
      expect(Object.keys(headers)).not.toEqual(expect.arrayContaining(['baggage', 'tracestate']));
  });

  it('are not sampled when the trace of the caller is not, and the provider is told so', async () => {
    await startTraced();
    await ask(['osvi:one'], callerHeader('00'));
    await testServer.stop();
    expect(receiver.exports).toEqual([]);
    expect(sentTo('osvi')[0]?.headers['traceparent']).toMatch(
      new RegExp(`^00-${CALLER.traceId}-[0-9a-f]{16}-00$`),
    );
  });

  it('begin a trace of their own when the caller names no valid one', async () => {
    await startTraced();
    for (const traceparent of ['', 'nonsense', `00-${'0'.repeat(32)}-${CALLER.spanId}-01`, 'x'.repeat(5_000)])
      expect((await ask(['osvi:one'], { traceparent })).errors).toBeUndefined();
    await testServer.stop();
    const roots = receiver.spans.filter(({ kind }) => kind === 2);
    expect(roots.map(({ parentSpanId }) => parentSpanId)).toEqual([null, null, null, null]);
  });
});

describe('the target of traces', () => {
  it('is nothing by default, and the provider receives no trace context', async () => {
    await startTraced({ OTEL_EXPORTER_OTLP_ENDPOINT: '' });
    await ask(['osvi:one'], callerHeader('01'));
    await testServer.stop();
    expect(receiver.exports).toEqual([]);
    expect(sentTo('osvi')[0]?.headers['traceparent']).toBeUndefined();
  });

  it('is nothing when the SDK is disabled', async () => {
    await startTraced({ OTEL_SDK_DISABLED: 'true' });
    await ask(['osvi:one']);
    await testServer.stop();
    expect(receiver.exports).toEqual([]);
    expect(sentTo('osvi')[0]?.headers['traceparent']).toBeUndefined();
  });

  it('is the collector, in protobuf by default, under the service name', async () => {
    await startTraced({ OTEL_EXPORTER_OTLP_PROTOCOL: '', OTEL_SERVICE_NAME: 'calls-in-europe' });
    await ask(['osvi:one'], callerHeader('01'));
    await testServer.stop();
    const [sent] = receiver.exports;
    expect(sent?.path).toBe('/v1/traces');
    expect(sent?.headers['content-type']).toBe('application/x-protobuf');
    expect(sent?.body.includes('calls-in-europe')).toBe(true);
    expect(sent?.body.includes(Buffer.from(CALLER.traceId, 'hex'))).toBe(true);
  });

  it('receives nothing from a sampler that keeps nothing', async () => {
    await startTraced({ OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0' });
    await ask(['osvi:one'], callerHeader('01'));
    await testServer.stop();
    expect(receiver.exports).toEqual([]);
  });

  it('fails no client when it is down, which is logged once', async () => {
    const lines: Record<string, unknown>[] = [];
    const logger = pino(
      { level: 'warn', base: null },
      { write: (line) => void lines.push(JSON.parse(line)) },
    );
    await receiver.close();
    await startTraced({}, { logger });
    expect((await ask(['osvi:one'])).errors).toBeUndefined();
    await testServer.stop();
    expect(lines.map(({ msg }) => msg)).toEqual(['traces cannot be delivered to the collector']);
  }, 30_000);

  it('must have a known name, else the start is refused', async () => {
    await startTraced();
    const wrong = {
      OTEL_TRACES_EXPORTER: 'zipkin',
      OTEL_TRACES_SAMPLER: 'sometimes',
      OTEL_TRACES_SAMPLER_ARG: '2',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4317',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
    };
    const failure = await startTestServer(wrong).catch((error: Error) => error.message);
    for (const name of Object.keys(wrong)) expect(failure).toMatch(new RegExp(`^ {2}- ${name} must be`, 'm'));
  });
});
