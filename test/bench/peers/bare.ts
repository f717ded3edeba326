import { Agent, createServer, get, type IncomingMessage, type ServerResponse } from 'node:http';
import { type ReturnedCall, typeNameOf } from '../wire.ts';
import { MAX_CALLS, type Place, port, readCall, sayListening } from './peer.ts';

/**
 * The cost of Node.js alone: its HTTP server and client, `JSON.parse` and `JSON.stringify`, and a map of responses by
 * request body. No GraphQL, no library, no access control, no metrics.
 */
const agent = new Agent({ keepAlive: true, maxSockets: 100 });
const responses = new Map<string, Buffer>();

const textOf = (message: IncomingMessage): Promise<string> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    message.on('data', (chunk: Buffer) => chunks.push(chunk));
    message.on('end', () => resolve(Buffer.concat(chunks).toString()));
    message.on('error', reject);
  });

const readBody = ({ origin, path, headers }: Place): Promise<unknown> =>
  new Promise((resolve, reject) => {
    get(origin + path, { agent, headers }, (response) => {
      textOf(response).then((text) => resolve(JSON.parse(text)), reject);
    }).on('error', reject);
  });
const fetchCall = (id: string): Promise<ReturnedCall> => readCall(id, readBody);

/** The requested ids, read from the variables without parsing the document. */
interface Asked {
  readonly variables?: { readonly id?: string; readonly ids?: readonly string[] };
}

/** The call as the operation selects it. */
const select = ({ transcript, ...call }: ReturnedCall): object => ({
  __typename: typeNameOf(call),
  ...call,
  transcript: transcript && {
    __typename: 'Transcript',
    turns: transcript.turns.map(({ role, text }) => ({ __typename: 'TranscriptTurn', role, text })),
  },
});

async function responseTo({ variables = {} }: Asked): Promise<Buffer> {
  const { id, ids } = variables;
  const data =
    ids === undefined
      ? { call: id === undefined ? null : select(await fetchCall(id)) }
      : { calls: (await fetchAll(ids)).map(select) };
  return Buffer.from(JSON.stringify({ data }));
}

async function fetchAll(ids: readonly string[]): Promise<readonly ReturnedCall[]> {
  const fetched = new Map([...new Set(ids)].map((id) => [id, fetchCall(id)]));
  return Promise.all(ids.map((id) => fetched.get(id) as Promise<ReturnedCall>));
}

async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await textOf(request);
  const bytes = responses.get(body) ?? (await responseTo(JSON.parse(body) as Asked));
  if (responses.size >= MAX_CALLS) for (const oldest of responses.keys()) if (responses.delete(oldest)) break;
  responses.set(body, bytes);
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': bytes.length });
  response.end(bytes);
}

createServer((request, response) => {
  respond(request, response).catch(() => response.destroy());
}).listen(port, '127.0.0.1', sayListening);
