import type { Json, JsonObject } from '../../domain/json.ts';
import { hexOf } from '../calls/ids.ts';
import type { ListedCall } from '../listed-call.ts';
import type { LinkSigner } from '../recordings/signed-link.ts';
import type { SandboxEndpoint, SandboxResponse } from '../sandbox-provider.ts';
import type { SeriesAgent } from '../series/call-outline.ts';
import { equalityTests, matching, type RowTest, readWhole, textOf } from './list-query.ts';
import { recordingStateOf, storageEndpoint } from './recordings.ts';

const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 100;
const DAY_MS = 86_400_000;

const detailed = (status: number, description: string): SandboxResponse => ({
  status,
  body: {
    detail: {
      status: 'error',
      description,
      request_id: hexOf(`request ${description}`, 32),
      category: 'important',
    },
  },
});

const numberOf = (value: Json | undefined): number => (value === null ? Number.NaN : Number(value));

/** A time in a query: milliseconds since the epoch, a date, or ISO 8601. Dates and times without offset are UTC. */
const readTime = (text: string): number => {
  if (/^\d{11,}$/.test(text)) return Number(text);
  return Date.parse(/^\d{4}-\d\d-\d\dT[\d:.]+$/.test(text) ? `${text}Z` : text);
};

/** Tests of the numeric parameters. A call that lacks the value passes none of them. */
const rangeTests = (query: URLSearchParams): readonly RowTest[] | string => {
  const tests: RowTest[] = [];
  const add = (name: string, read: (text: string) => number, test: (wanted: number) => RowTest): boolean => {
    const text = query.get(name);
    if (text === null) return true;
    const wanted = read(text);
    tests.push(test(wanted));
    return !Number.isNaN(wanted);
  };
  const isValid =
    add('from_date', readTime, (from) => (call) => numberOf(call.fact('begin_ms')) >= from) &&
    add('to_date', readTime, (to) => (call) => numberOf(call.fact('end_ms')) < to) && // exclusive
    add('duration_min', Number, (least) => (call) => numberOf(call.fact('duration')) >= least) &&
    add('duration_max', Number, (most) => (call) => numberOf(call.fact('duration')) <= most);
  return isValid ? tests : 'Dates are milliseconds or YYYY-MM-DD, durations are seconds.';
};

/** Other names are ignored, as the provider ignores them. */
const testsOf = (query: URLSearchParams): readonly RowTest[] | string => {
  const ranges = rangeTests(query);
  if (typeof ranges === 'string') return ranges;
  const [status, number] = [query.get('call_status'), query.get('lead_phone_number')];
  return [
    ...equalityTests(query, ['model_id']),
    ...(status === null ? [] : [(call: ListedCall) => textOf(call.fact('status')) === status]),
    ...(number === null
      ? []
      : [
          (call: ListedCall) =>
            call.fact('phone_number_from') === number || call.fact('phone_number_to') === number,
        ]),
    ...ranges,
  ];
};

/** The record as a list has it: fewer members than the single call, others beside, and some with another name. */
const toRow = (record: JsonObject): JsonObject => {
  const { custom_end_call_reason: _reason, prompt_variables: _variables, status, ...shared } = record;
  const isInbound = record['type_of_call'] === 'inbound';
  const [from = null, to = null] = [record['phone_number_from'], record['phone_number_to']];
  const seconds = numberOf(record['duration']);
  return {
    ...shared,
    call_status: status ?? null,
    duration: seconds % 10 === 5 ? String(seconds) : seconds, // lists have been seen to hold numbers as texts
    lead_name: record['name'] === '' ? null : (record['name'] ?? null),
    lead_phone_number: isInbound ? from : to,
    agent_phone_number: isInbound ? to : from,
    agents_used: [record['model_id'] ?? null],
    judge_results: null,
    labels: [],
    deployment_type: 'production',
    recording_duration: seconds > 0 ? String(seconds) : null,
  };
};

/** A page of the list in the envelope that all reads share. */
const paged = (
  query: URLSearchParams,
  name: string,
  read: () => readonly (() => JsonObject)[],
): SandboxResponse => {
  const limit = readWhole(query, 'limit', DEFAULT_LIMIT);
  if (!(limit >= 1 && limit <= MAX_LIMIT)) return detailed(400, 'Limit must be between 1 and 100.');
  const offset = readWhole(query, 'offset', 0);
  if (!(offset >= 0)) return detailed(400, 'Offset must not be negative.');
  const rows = read();
  return {
    status: 200,
    body: {
      status: 'ok',
      response: {
        pagination: { total_records: rows.length, limit, offset },
        [name]: rows.slice(offset, offset + limit).map((row) => row()),
      },
    },
  };
};

const agentRow = ({ agentId, name, inboundShare }: SeriesAgent): JsonObject => ({
  model_id: agentId,
  name,
  type: inboundShare > 0.5 ? 'inbound' : 'outbound',
  description: '',
  phone_number: '+12125550100',
  external_webhook_url: null,
  is_recording: true,
  max_duration: { duration_seconds: 1_800, is_enabled: true },
  agent: { language: 'en-US', is_transcript_disabled: false, redact_pii: false },
});

/** The link is the same within its window of a day, so one that is read late in the window expires soon. */
const windowEnd = (nowMs: number): number => (Math.floor(nowMs / DAY_MS) + 1) * DAY_MS;

/** Agents, their calls, and recordings behind a redirect to a signed link. */
export const synthflowEndpoints = (
  baseUrl: string,
  agents: readonly SeriesAgent[],
  signer: LinkSigner,
): readonly SandboxEndpoint[] => {
  const assistants = (query: URLSearchParams): SandboxResponse =>
    paged(query, 'assistants', () => agents.map((agent) => () => agentRow(agent)));
  return [
    { path: '/v2/assistants/', respond: ({ query }) => assistants(query) },
    { path: '/v2/assistants', respond: ({ query }) => assistants(query) },
    {
      path: '/v2/calls',
      respond: ({ query, calls }) => {
        if ((query.get('model_id') ?? '') === '') return detailed(400, 'model_id is required.');
        const tests = testsOf(query);
        if (typeof tests === 'string') return detailed(400, tests);
        return paged(query, 'calls', () =>
          matching(calls.newestFirst(), tests).map((call) => () => toRow(call.record())),
        );
      },
    },
    {
      path: '/v2/calls/{id}/recording',
      respond: ({ callId, calls, nowMs }) => {
        if (recordingStateOf(calls, callId) !== 'ready') return detailed(404, 'Recording not found.');
        const path = `/storage/${encodeURIComponent(callId)}.wav`;
        const { href } = new URL(`${path}?${signer.query(path, windowEnd(nowMs))}`, baseUrl);
        return { status: 302, headers: { location: href }, body: {} };
      },
    },
    storageEndpoint({ path: '/storage/{id}', extension: '.wav', signer }),
  ];
};
