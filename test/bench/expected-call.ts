import { WIRE } from './wire.ts';

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
      typename: `${provider.charAt(0).toUpperCase()}${provider.slice(1)}Call`,
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

interface Asked {
  readonly variables: { readonly id?: string; readonly ids?: readonly string[] };
}

/** The response to a request of the benchmark. */
export function expectedResponse(requestBody: string): string {
  const { id, ids } = (JSON.parse(requestBody) as Asked).variables;
  return ids === undefined
    ? `{"data":{"call":${expectedCall(id ?? '')}}}`
    : `{"data":{"calls":[${ids.map(expectedCall).join(',')}]}}`;
}
