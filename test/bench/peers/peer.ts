import { type ReturnedCall, typeNameOf, WIRE, type Wire } from '../wire.ts';

const CALL_FIELDS = `
  id: ID!, provider: String!, status: String!, from: String, to: String, durationSeconds: Float, summary: String,
  transcript: Transcript
`;

/** The graph that every peer serves: the measured part only, with a type for each provider, as Switchboard has it. */
export const SDL = `
  type TranscriptTurn { role: String!, text: String }
  type Transcript { turns: [TranscriptTurn!]! }
  interface Call { ${CALL_FIELDS} }
  ${WIRE.map(({ id }) => `type ${typeNameOf({ provider: id.toUpperCase() })} implements Call { ${CALL_FIELDS} }`).join('\n')}
  type Query { call(id: ID!): Call, calls(ids: [ID!]!): [Call]! }
`;

/** Lifetime of the peers' cache entries in seconds, and the maximum number of calls in each cache. */
export const TTL_SECONDS = 600;
export const MAX_CALLS = 10_000;

const PORTS = JSON.parse(process.env['UPSTREAM_PORTS'] ?? '{}') as Readonly<Record<string, number>>;
const WIRES = new Map(WIRE.map((wire) => [wire.id, wire]));

/** The URL and headers of a call. */
export interface Place {
  readonly wire: Wire;
  readonly origin: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

function placeOf(id: string): Place {
  const colon = id.indexOf(':');
  const wire = WIRES.get(id.slice(0, colon));
  if (wire === undefined) throw new Error('Unknown provider');
  return {
    wire,
    origin: `http://127.0.0.1:${PORTS[wire.id]}`,
    path: wire.path + encodeURIComponent(id.slice(colon + 1)),
    headers: { [wire.header[0]]: wire.header[1], accept: 'application/json' },
  };
}

/** Reads the body at a place, with the client of the peer. */
export type ReadBody = (place: Place) => Promise<unknown>;

/** Reads and maps a call. Where its transcript has an endpoint of its own, both are requested at once. */
export async function readCall(id: string, readBody: ReadBody): Promise<ReturnedCall> {
  const place = placeOf(id);
  const { transcript, read } = place.wire;
  const base = { id, provider: place.wire.id.toUpperCase() };
  if (transcript === undefined) return { ...base, ...read((await readBody(place)) as never) };
  const [record, turns] = await Promise.all([
    readBody(place),
    readBody({ ...place, path: place.path + transcript.suffix }),
  ]);
  return { ...base, ...read(record as never), transcript: transcript.read(turns as never) };
}

export const port = Number(process.env['PORT'] ?? 0);

export const sayListening = (): void => {
  process.stdout.write('listening\n');
};
