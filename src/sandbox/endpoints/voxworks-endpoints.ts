import type { JsonObject } from '../../domain/json.ts';
import type { ListedCall } from '../listed-call.ts';
import type { SandboxEndpoint, SandboxResponse } from '../sandbox-provider.ts';
import { equalityTests, matching, type RowTest, readWhole } from './list-query.ts';
import { audioOf } from './recordings.ts';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 100;
/** More calls than are ever created in one millisecond. */
const MOST_AT_ONE_MOMENT = 25;
const TYPES = ['outbound', 'inbound', 'web'];

const errorResponse = (status: number, message: string): SandboxResponse => ({
  status,
  body: { success: false, message },
});

/** Tests by time. A cursor works as `created_before` does. */
const timeTests = (query: URLSearchParams): readonly RowTest[] | string => {
  const tests: RowTest[] = [];
  for (const name of ['created_after', 'created_before', 'cursor']) {
    const text = query.get(name);
    if (text === null) continue;
    const limitMs = Date.parse(text);
    if (Number.isNaN(limitMs)) return `${name} must be a date-time`;
    tests.push(
      name === 'created_after' ? ({ listedMs }) => listedMs > limitMs : ({ listedMs }) => listedMs < limitMs,
    );
  }
  return tests;
};

/** The calls of the team, newest first by their creation. `toRow` is the record as the call endpoint sends it. */
const list = (
  query: URLSearchParams,
  calls: Iterable<ListedCall>,
  toRow: (record: JsonObject) => JsonObject,
): SandboxResponse => {
  const limit = readWhole(query, 'limit', DEFAULT_LIMIT);
  if (!(limit >= 1 && limit <= MAX_LIMIT)) {
    return errorResponse(400, `limit must be between 1 and ${MAX_LIMIT}`);
  }
  const type = query.get('type');
  if (type !== null && !TYPES.includes(type)) {
    return errorResponse(400, `type must be one of ${TYPES.join(', ')}`);
  }
  const times = timeTests(query);
  if (typeof times === 'string') return errorResponse(400, times);
  const equals = equalityTests(query, ['status', 'type', 'progress', 'contact_id', 'script_id']);
  const found = matching(calls, [...times, ...equals], limit + MOST_AT_ONE_MOMENT);
  let end = limit;
  // Calls of one moment share a page, for the cursor is a moment and would skip those that are left.
  while (end < found.length && found[end]?.listedMs === found[end - 1]?.listedMs) end += 1;
  const last = found[end - 1];
  const hasMore = end < found.length && last !== undefined;
  return {
    status: 200,
    body: {
      success: true,
      calls: found.slice(0, end).map((call) => ({
        ...toRow(call.record()),
        created_at: new Date(call.listedMs).toISOString(),
      })),
      meta: { next_cursor: hasMore ? new Date(last.listedMs).toISOString() : null },
    },
  };
};

/** The list of calls, and the recordings, which need no key and send no ranges. */
export const voxworksEndpoints = (toRow: (record: JsonObject) => JsonObject): readonly SandboxEndpoint[] => [
  { path: '/api/v1/calls', respond: ({ query, calls }) => list(query, calls.newestFirst(), toRow) },
  {
    path: '/recordings/{id}',
    needsKey: false,
    allowsHead: true,
    respond: ({ callId: file, calls }) => {
      const call = file.endsWith('.wav') ? calls.find(file.slice(0, -'.wav'.length)) : undefined;
      if (call?.recordingState() === 'ready') return audioOf(call, false);
      return call?.recordingState() === 'gone'
        ? errorResponse(410, 'Recording was deleted')
        : errorResponse(404, 'Recording not found');
    },
  },
];
