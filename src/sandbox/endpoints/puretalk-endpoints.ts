import type { JsonObject } from '../../domain/json.ts';
import type { ListedCall } from '../listed-call.ts';
import type { SandboxEndpoint, SandboxResponse } from '../sandbox-provider.ts';
import type { SeriesAgent } from '../series/call-outline.ts';
import { equalityTests, matching, type RowTest, readWhole } from './list-query.ts';
import { audioOf } from './recordings.ts';

const DEFAULT_LIMIT = 10;
const MAX_LIMIT = 100;
const CHOICES: Readonly<Record<string, readonly string[]>> = {
  call_type: ['incoming', 'outgoing'],
  status: ['completed', 'in-progress', 'failed'],
};

const errorResponse = (status: number, msg: string): SandboxResponse => ({
  status,
  body: { err: true, msg },
});

/**
 * One page with the links to its neighbours. A limit that is too large or no number is replaced in silence; the links
 * carry neither the limit nor the filters. A page past the end is an error, except for the first.
 */
const paged = (
  query: URLSearchParams,
  listUrl: string,
  read: () => readonly (() => JsonObject)[],
): SandboxResponse => {
  const requested = readWhole(query, 'limit', DEFAULT_LIMIT);
  const limit = requested >= 1 ? Math.min(requested, MAX_LIMIT) : DEFAULT_LIMIT;
  const page = readWhole(query, 'page', 1);
  const rows = read();
  const pages = Math.max(1, Math.ceil(rows.length / limit));
  if (!(page >= 1 && page <= pages)) return errorResponse(404, 'Invalid page.');
  return {
    status: 200,
    body: {
      count: rows.length,
      next: page < pages ? `${listUrl}?page=${page + 1}` : null,
      previous: page > 1 ? `${listUrl}?page=${page - 1}` : null,
      results: rows.slice((page - 1) * limit, page * limit).map((row) => row()),
    },
  };
};

const badChoice = (query: URLSearchParams): string | undefined =>
  Object.entries(CHOICES).flatMap(([name, choices]) => {
    const value = query.get(name);
    return value === null || choices.includes(value) ? [] : [`${value} is not a valid ${name}`];
  })[0];

/** The filter's word for a running call covers both spellings of the records. */
const statusTests = (query: URLSearchParams): readonly RowTest[] => {
  const wanted = query.get('status');
  if (wanted === null) return [];
  return [(call: ListedCall) => String(call.fact('status')).replace(' ', '-') === wanted];
};

const assistantRow = ({ agentId, name, inboundShare }: SeriesAgent): JsonObject => ({
  assistant_id: agentId,
  name,
  assistant_type: inboundShare > 0.5 ? 'incoming' : 'outgoing',
  phone_number: '+12125550101',
  model: 'gpt-4o-mini',
  who_speaks_first: 'assistant',
  timezone: 'America/New_York',
  call_recording_enabled: true,
  variables: [],
  created_at: '2026-03-02T09:00:00.000876-05:00',
  updated_at: '2026-10-01T09:00:00.000876-04:00',
});

/** Calls and assistants in numbered pages, and recordings under the API itself, which need its key. */
export const puretalkEndpoints = (
  baseUrl: string,
  assistants: readonly SeriesAgent[],
): readonly SandboxEndpoint[] => {
  const listAssistants: SandboxEndpoint['respond'] = ({ query }) =>
    paged(query, `${baseUrl}/ai-assistants/`, () =>
      assistants.map((assistant) => () => assistantRow(assistant)),
    );
  return [
    {
      path: '/api/calls',
      respond: ({ query, calls }) => {
        const problem = badChoice(query);
        if (problem !== undefined) return errorResponse(400, problem);
        const tests = [
          ...equalityTests(query, ['call_type', 'voice_id', 'assistant_id', 'from_number', 'to_number']),
          ...statusTests(query),
        ];
        return paged(query, `${baseUrl}/calls`, () =>
          matching(calls.newestFirst(), tests).map((call) => () => call.record()),
        );
      },
    },
    { path: '/api/ai-assistants', respond: listAssistants },
    { path: '/api/ai-assistants/', respond: listAssistants },
    {
      path: '/api/calls/{id}/recording',
      allowsHead: true,
      respond: ({ callId, calls }) => {
        const call = calls.find(callId);
        return call?.recordingState() === 'ready' ? audioOf(call) : errorResponse(404, 'Recording not found');
      },
    },
  ];
};
