import type { JsonObject } from '../../domain/json.ts';
import type { ListedCall } from '../listed-call.ts';
import type { LinkSigner } from '../recordings/signed-link.ts';
import type { SandboxEndpoint, SandboxResponse } from '../sandbox-provider.ts';
import type { SeriesAgent } from '../series/call-outline.ts';
import { equalityTests, matching, type RowTest, readWhole, textOf } from './list-query.ts';
import { recordingStateOf, storageEndpoint } from './recordings.ts';

const DEFAULT_PER_PAGE = 25;
const MAX_PER_PAGE = 100;
const LINK_SECONDS = 900;

/** The members of a record that the list has too. */
const SUMMARY_FIELDS = [
  'call_id',
  'agent_uuid',
  'agent_name',
  'phone_number',
  'from_number',
  'status',
  'call_type',
  'duration_seconds',
  'call_ended_by',
  'call_ended_reason',
  'campaign_id',
  'campaign_upload_id',
  'tag',
  'created_at',
  'call_picked_at',
] as const;

const toRow = (record: JsonObject): JsonObject =>
  Object.fromEntries(SUMMARY_FIELDS.map((field) => [field, record[field] ?? null]));

const notFound = (error: string): SandboxResponse => ({
  status: 404,
  body: { success: false, error, details: null },
});

const invalid = (...errors: readonly string[]): SandboxResponse => ({
  status: 422,
  body: { success: false, errors },
});

/** A date alone means its midnight in India. */
const readTime = (text: string): number =>
  Date.parse(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00+05:30` : text);

/** Both bounds are inclusive and act on the time of the pick-up, so that calls which were never answered drop out. */
const dateTests = (query: URLSearchParams): readonly RowTest[] | null => {
  const tests: RowTest[] = [];
  for (const name of ['start_date', 'end_date']) {
    const text = query.get(name);
    if (text === null) continue;
    const boundMs = readTime(text);
    if (Number.isNaN(boundMs)) return null;
    tests.push((call) => {
      const pickedMs = call.fact('picked_ms');
      return (
        typeof pickedMs === 'number' && (name === 'start_date' ? pickedMs >= boundMs : pickedMs <= boundMs)
      );
    });
  }
  return tests;
};

const testsOf = (query: URLSearchParams, dates: readonly RowTest[]): readonly RowTest[] => {
  const statuses = query.get('status')?.split(',');
  const number = query.get('phone_number');
  return [
    ...equalityTests(query, ['agent_uuid', 'campaign_id', 'campaign_upload_id', 'call_type']),
    ...(statuses === undefined
      ? []
      : [(call: ListedCall) => statuses.includes(textOf(call.fact('status')) ?? '')]),
    ...(number === null
      ? []
      : [(call: ListedCall) => (textOf(call.fact('phone_number')) ?? '').includes(number)]),
    ...dates,
  ];
};

/** Newest first, by creation. A page past the end is empty; `per_page` is capped. */
const list = (query: URLSearchParams, calls: Iterable<ListedCall>, agents: readonly SeriesAgent[]) => {
  const agentId = query.get('agent_uuid');
  if (agentId !== null && !agents.some((agent) => agent.agentId === agentId)) {
    return notFound('agent_not_found');
  }
  const callType = query.get('call_type');
  if (callType !== null && callType !== 'inbound' && callType !== 'outbound') {
    return invalid('Call type must be inbound or outbound');
  }
  const dates = dateTests(query);
  if (dates === null) return invalid('Dates must be YYYY-MM-DD or ISO 8601');
  const page = Math.max(1, readWhole(query, 'page', 1) || 1);
  const requested = readWhole(query, 'per_page', DEFAULT_PER_PAGE);
  const perPage = requested >= 1 ? Math.min(requested, MAX_PER_PAGE) : DEFAULT_PER_PAGE;
  const found = matching(calls, testsOf(query, dates));
  return {
    status: 200,
    body: {
      success: true,
      data: found.slice((page - 1) * perPage, page * perPage).map((call) => toRow(call.record())),
      meta: {
        current_page: page,
        total_pages: Math.ceil(found.length / perPage),
        total_count: found.length,
        per_page: perPage,
      },
    },
  };
};

/** The list of calls, the active agents, and a call's transcript and recording at endpoints of their own. */
export const osviEndpoints = (
  baseUrl: string,
  agents: readonly SeriesAgent[],
  signer: LinkSigner,
): readonly SandboxEndpoint[] => [
  { path: '/v1/calls', respond: ({ query, calls }) => list(query, calls.newestFirst(), agents) },
  {
    path: '/v1/active_agents',
    respond: () => ({
      status: 200,
      body: agents.map(({ agentId, name }) => ({ agent_id: agentId, name, status: 'active' })),
    }),
  },
  {
    path: '/v1/call/{id}/transcript',
    respond: ({ callId, calls }) => {
      const call = calls.find(callId);
      if (call === undefined) return notFound('call_not_found');
      const transcript = call.conversation().turns.map(({ speaker, text }) => ({
        role: speaker === 'agent' ? 'agent' : 'user',
        content: text,
      }));
      return { status: 200, body: { success: true, data: { call_id: call.id, transcript } } };
    },
  },
  {
    path: '/v1/call/{id}/recording',
    respond: ({ callId, calls, nowMs }) => {
      if (calls.find(callId) === undefined) return notFound('call_not_found');
      if (recordingStateOf(calls, callId) !== 'ready') return notFound('recording_not_found');
      const path = `/storage/${encodeURIComponent(callId)}.wav`;
      const recording_url = `${baseUrl}${path}?${signer.query(path, nowMs + LINK_SECONDS * 1_000)}`;
      return {
        status: 200,
        body: { success: true, data: { call_id: callId, recording_url, expires_in_seconds: LINK_SECONDS } },
      };
    },
  },
  storageEndpoint({ path: '/storage/{id}', extension: '.wav', signer }),
];
