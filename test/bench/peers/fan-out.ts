import { createServer, type IncomingMessage } from 'node:http';
import { Agent } from 'undici';
import { LIST_WIRE, type ListWire, mergeRows, type ReadRow } from '../list-wire.ts';
import { typeNameOf, WIRE } from '../wire.ts';
import { port, sayListening } from './peer.ts';

/**
 * The first page of the call log as one writes it by hand: three requests at once, a sort, no GraphQL, no checks, no
 * cursor and no cache. It reads as many rows of each list as the page has, and knows Synthflow's agent.
 */
const agent = new Agent({ connections: 100 });
const PORTS = JSON.parse(process.env['UPSTREAM_PORTS'] ?? '{}') as Readonly<Record<string, number>>;
const WIRES = new Map(WIRE.map((wire) => [wire.id, wire]));

async function readList(list: ListWire, number: string, first: number): Promise<readonly ReadRow[]> {
  const wire = WIRES.get(list.id);
  const { body } = await agent.request({
    origin: `http://127.0.0.1:${PORTS[list.id]}`,
    path: `${wire?.basePath}${list.path}?${list.fixed}&${list.limitParameter}=${first}&${list.numberParameter}=${encodeURIComponent(number)}`,
    method: 'GET',
    headers: wire === undefined ? {} : { [wire.header[0]]: wire.header[1], accept: 'application/json' },
  });
  return list.read((await body.json()) as never);
}

interface Asked {
  readonly variables: { readonly number: string; readonly first: number };
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

async function pageFor(text: string): Promise<string> {
  const { number, first } = (JSON.parse(text) as Asked).variables;
  const lists = await Promise.all(LIST_WIRE.map((list) => readList(list, number, first)));
  const nodes = mergeRows(lists, first).map((call) => ({ __typename: typeNameOf(call), ...call }));
  return JSON.stringify({ data: { callLog: { __typename: 'CallLogConnection', nodes } } });
}

createServer((request, response) => {
  readText(request)
    .then((text) => (text.includes('"number"') ? pageFor(text) : '{"data":{"__typename":"Query"}}'))
    .then((text) => {
      response.writeHead(200, {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(text),
      });
      response.end(text);
    })
    .catch(() => response.destroy());
}).listen(port, '127.0.0.1', sayListening);
