import type { JsonObject } from '../../src/domain/json.ts';
import { WIRE } from './wire.ts';

/** A call as the call log of the benchmark returns it. */
export interface LoggedCall {
  readonly id: string;
  readonly provider: string;
  readonly status: string;
  readonly direction: string;
  readonly from: string;
  readonly to: string;
  readonly durationSeconds: number;
}

/** A row in the order of its list, as the hand-written fan-out reads it. */
export interface ReadRow {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly call: LoggedCall;
}

/** A provider's list of the calls of one customer, as the mock sends it and the hand-written fan-out reads it. */
export interface ListWire {
  readonly id: string;
  /** The path of the list, below the path of the base URL. */
  readonly path: string;
  /** The parameters of the URL: the customer's number, and the number of rows. */
  readonly numberParameter: string;
  readonly limitParameter: string;
  /** What else the fan-out sends. */
  readonly fixed: string;
  /** The response body with these rows. */
  readonly wrap: (rows: string) => string;
  /** The rows of the list, newest first, with `@NUMBER@` in place of the customer's number without its plus sign. */
  readonly rows: readonly string[];
  readonly read: (body: never) => readonly ReadRow[];
}

/** The agent by which Synthflow lists calls, and its list of agents. */
export const SYNTHFLOW_AGENT = 'agent-1';
export const SYNTHFLOW_AGENTS = {
  path: '/assistants/',
  body: JSON.stringify({
    status: 'ok',
    response: {
      assistants: [{ model_id: SYNTHFLOW_AGENT, name: 'Desk' }],
      pagination: { total_records: 1, limit: 100, offset: 0 },
    },
  }),
};

const ROWS = 100;
const NEWEST = Date.parse('2026-06-12T09:30:00Z');
const STEP_MS = 60_000;

const recordOf = (id: string, open: (envelope: never) => JsonObject): JsonObject => {
  const wire = WIRE.find((each) => each.id === id);
  if (wire === undefined) throw new Error(`No wire for ${id}`);
  return open(JSON.parse(wire.template) as never);
};

/** A row for each place of the list: `members` gives what depends on the place and its time. */
const rowsOf = (
  record: JsonObject,
  offsetMs: number,
  members: (id: string, at: Date) => JsonObject,
): readonly string[] =>
  Array.from({ length: ROWS }, (_, index) =>
    JSON.stringify({
      ...record,
      ...members(`@NUMBER@-${index}`, new Date(NEWEST - offsetMs - index * STEP_MS)),
    }),
  );

interface SynthflowRow {
  call_id: string;
  status: string;
  phone_number_from: string;
  phone_number_to: string;
  duration: number;
  start_time: string;
}
const { prompt_variables: _, ...synthflowRecord } = recordOf(
  'synthflow',
  ({ response }: { response: { calls: [JsonObject] } }) => response.calls[0],
);
const synthflow: ListWire = {
  id: 'synthflow',
  path: '/calls',
  numberParameter: 'lead_phone_number',
  limitParameter: 'limit',
  fixed: `offset=0&model_id=${SYNTHFLOW_AGENT}`,
  wrap: (rows) =>
    `{"status":"ok","response":{"calls":[${rows}],"pagination":{"total_records":${ROWS},"limit":100,"offset":0}}}`,
  rows: rowsOf(synthflowRecord, 0, (id, at) => ({
    call_id: id,
    model_id: SYNTHFLOW_AGENT,
    phone_number_to: '+@NUMBER@',
    start_time: String(at.getTime()),
  })),
  read: ({ response }: { response: { calls: SynthflowRow[] } }) =>
    response.calls.map((row) => ({
      at: Number(row.start_time),
      call: toCall('SYNTHFLOW', row.call_id, row.phone_number_from, row.phone_number_to, row.duration),
    })),
};

interface PuretalkRow {
  call_id: string;
  from_number: string;
  to_number: string;
  call_duration_seconds: number;
  start_time: string;
}
const puretalk: ListWire = {
  id: 'puretalk',
  path: '/calls',
  numberParameter: 'to_number',
  limitParameter: 'limit',
  fixed: 'page=1&call_type=outgoing',
  wrap: (rows) => `{"count":${ROWS},"next":null,"previous":null,"results":[${rows}]}`,
  rows: rowsOf(
    recordOf('puretalk', ({ results }: { results: JsonObject }) => results),
    20_000,
    (id, at) => ({ call_id: id, to_number: '+@NUMBER@', start_time: at.toISOString() }),
  ),
  read: ({ results }: { results: PuretalkRow[] }) =>
    results.map((row) => ({
      at: Date.parse(row.start_time),
      call: toCall('PURETALK', row.call_id, row.from_number, row.to_number, row.call_duration_seconds),
    })),
};

interface OsviRow {
  call_id: string;
  from_number: string;
  phone_number: string;
  duration_seconds: number;
  created_at: string;
}
const {
  caller_name: _name,
  retry_count: _count,
  summary: _summary,
  data_captured: _captured,
  post_call_analysis: _analysis,
  ...osviRecord
} = recordOf('osvi', ({ data }: { data: JsonObject }) => data);
const osvi: ListWire = {
  id: 'osvi',
  path: '/v1/calls',
  numberParameter: 'phone_number',
  limitParameter: 'per_page',
  fixed: 'page=1&call_type=outbound',
  wrap: (rows) =>
    `{"success":true,"data":[${rows}],"meta":{"current_page":1,"total_pages":1,"total_count":${ROWS},"per_page":100}}`,
  rows: rowsOf(osviRecord, 40_000, (id, at) => ({
    call_id: id,
    phone_number: '+@NUMBER@',
    created_at: at.toISOString(),
    call_picked_at: at.toISOString(),
  })),
  read: ({ data }: { data: OsviRow[] }) =>
    data.map((row) => ({
      at: Date.parse(row.created_at),
      call: toCall('OSVI', row.call_id, row.from_number, row.phone_number, row.duration_seconds),
    })),
};

const toCall = (
  provider: string,
  callId: string,
  from: string,
  to: string,
  durationSeconds: number,
): LoggedCall => ({
  id: `${provider.toLowerCase()}:${callId}`,
  provider,
  status: 'COMPLETED',
  direction: 'OUTBOUND',
  from,
  to,
  durationSeconds,
});

/** The lists that can be searched by a customer's number. Voxworks' records have none. */
export const LIST_WIRE: readonly ListWire[] = [synthflow, puretalk, osvi];

/** The newest `first` calls of all lists. */
export const mergeRows = (lists: readonly (readonly ReadRow[])[], first: number): readonly LoggedCall[] =>
  lists
    .flat()
    .sort((one, other) => other.at - one.at)
    .slice(0, first)
    .map(({ call }) => call);
