import { LIST_WIRE, mergeRows } from './list-wire.ts';
import { typeNameOf, WIRE } from './wire.ts';

/** The object that every server returns for a call, without its id, by the prefix of the id. */
const EXPECTED = new Map(WIRE.map((wire) => [wire.id, expectedOf(wire)]));

function expectedOf({ id: provider, template, read, transcript: apart }: (typeof WIRE)[number]): object {
  const record = read(JSON.parse(template) as never);
  const { status, from, to, durationSeconds, summary } = record;
  const transcript =
    apart === undefined ? record.transcript : apart.read(JSON.parse(apart.template) as never);
  return {
    provider: provider.toUpperCase(),
    status,
    from,
    to,
    durationSeconds,
    summary,
    transcript: transcript && {
      __typename: 'Transcript',
      turns: transcript.turns.map((turn) => ({ __typename: 'TranscriptTurn', ...turn })),
    },
  };
}

const rests = new Map(
  [...EXPECTED].map(([provider, call]) => [
    provider,
    {
      typename: typeNameOf({ provider }),
      rest: JSON.stringify(call).slice(1),
    },
  ]),
);

/** The JSON of the call `id` in a response to the operations of the benchmark. */
function expectedCall(id: string): string {
  const known = rests.get(id.slice(0, id.indexOf(':')));
  if (known === undefined) throw new Error(`No mock provider has the call ${id}`);
  return `{"__typename":"${known.typename}","id":${JSON.stringify(id)},${known.rest}`;
}

/** The nodes of each length of page, with `@NUMBER@` in place of the number. */
const pages = new Map<number, string>();
function pageOf(first: number): string {
  const known = pages.get(first);
  if (known !== undefined) return known;
  const lists = LIST_WIRE.map(({ wrap, rows, read }) => read(JSON.parse(wrap(rows.join(','))) as never));
  const nodes = mergeRows(lists, first).map((call) => ({ __typename: typeNameOf(call), ...call }));
  const page = JSON.stringify(nodes);
  pages.set(first, page);
  return page;
}

interface Asked {
  readonly variables: {
    readonly id?: string;
    readonly ids?: readonly string[];
    readonly number?: string;
    readonly first?: number;
  };
}

/** The response to a request of the benchmark. */
export function expectedResponse(requestBody: string): string {
  const { id, ids, number, first = 0 } = (JSON.parse(requestBody) as Asked).variables;
  if (number !== undefined) {
    const nodes = pageOf(first).replaceAll('@NUMBER@', number.slice(1));
    return `{"data":{"callLog":{"__typename":"CallLogConnection","nodes":${nodes}}}}`;
  }
  return ids === undefined
    ? `{"data":{"call":${expectedCall(id ?? '')}}}`
    : `{"data":{"calls":[${ids.map(expectedCall).join(',')}]}}`;
}
