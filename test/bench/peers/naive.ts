import { createServer } from 'node:http';
import SchemaBuilder from '@pothos/core';
import DataLoader from 'dataloader';
import { got } from 'got';
import { createYoga } from 'graphql-yoga';
import { type ReturnedCall, typeNameOf, WIRE } from '../wire.ts';
import { MAX_CALLS, port, readCall, sayListening, TTL_SECONDS } from './peer.ts';

/** This product's libraries, combined as their introductions show, with a map as a cache. */
interface Context {
  readonly loader: DataLoader<string, ReturnedCall>;
}
type Turn = NonNullable<ReturnedCall['transcript']>['turns'][number];

const kept = new Map<string, { readonly call: ReturnedCall; readonly until: number }>();

async function fetchCall(id: string): Promise<ReturnedCall> {
  const known = kept.get(id);
  if (known !== undefined && known.until > Date.now()) return known.call;
  const call = await readCall(id, ({ origin, path, headers }) => got(origin + path, { headers }).json());
  if (kept.size >= MAX_CALLS) for (const oldest of kept.keys()) if (kept.delete(oldest)) break;
  kept.set(id, { call, until: Date.now() + TTL_SECONDS * 1000 });
  return call;
}

const builder = new SchemaBuilder<{ Context: Context }>({});

const TurnRef = builder.objectRef<Turn>('TranscriptTurn').implement({
  fields: (t) => ({ role: t.exposeString('role'), text: t.exposeString('text', { nullable: true }) }),
});
const TranscriptRef = builder.objectRef<NonNullable<ReturnedCall['transcript']>>('Transcript').implement({
  fields: (t) => ({ turns: t.field({ type: [TurnRef], resolve: ({ turns }) => [...turns] }) }),
});
const CallRef = builder.interfaceRef<ReturnedCall>('Call').implement({
  resolveType: typeNameOf,
  fields: (t) => ({
    id: t.exposeID('id'),
    provider: t.exposeString('provider'),
    status: t.exposeString('status'),
    from: t.exposeString('from', { nullable: true }),
    to: t.exposeString('to', { nullable: true }),
    durationSeconds: t.exposeFloat('durationSeconds', { nullable: true }),
    summary: t.exposeString('summary', { nullable: true }),
    transcript: t.expose('transcript', { type: TranscriptRef, nullable: true }),
  }),
});
for (const { id } of WIRE) {
  const name = typeNameOf({ provider: id.toUpperCase() });
  builder.objectRef<ReturnedCall>(name).implement({ interfaces: [CallRef] });
}
builder.queryType({
  fields: (t) => ({
    call: t.field({
      type: CallRef,
      nullable: true,
      args: { id: t.arg.id({ required: true }) },
      resolve: (_root, { id }, { loader }) => loader.load(String(id)),
    }),
    calls: t.field({
      type: [CallRef],
      args: { ids: t.arg.idList({ required: true }) },
      resolve: (_root, { ids }, { loader }) => Promise.all(ids.map((id) => loader.load(String(id)))),
    }),
  }),
});

const yoga = createYoga({
  schema: builder.toSchema(),
  context: (): Context => ({ loader: new DataLoader((ids) => Promise.all(ids.map(fetchCall))) }),
});
createServer(yoga).listen(port, '127.0.0.1', sayListening);
