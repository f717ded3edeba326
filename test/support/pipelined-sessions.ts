import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';

const QUERY = 'query One($id: ID!) { call(id: $id) { id status transcript { turns { text } } } }';
const SUBSCRIPTION = 'subscription Watch($id: ID!) { callUpdates(id: $id) { id } }';

const id = fc.constantFrom('voxworks:dense', 'osvi:soon', 'osvi:late-1', 'puretalk:late-2', 'nobody:1', '');
const accept = fc.constantFrom(
  'application/json',
  'text/event-stream',
  'text/html',
  'multipart/mixed',
  'a/b',
);
const query = fc.constantFrom(QUERY, SUBSCRIPTION, '{ __typename }', '{ thereIsNoSuchField }', '{');
const post = fc.tuple(query, id, accept).map(([text, callId, type]) => {
  const body = JSON.stringify({ query: text, variables: { id: callId } });
  const head = `host: localhost\r\ncontent-type: application/json\r\naccept: ${type}\r\n`;
  return `POST /graphql HTTP/1.1\r\n${head}content-length: ${body.length}\r\n\r\n${body}`;
});
const get = fc.tuple(query, id, accept).map(([text, callId, type]) => {
  const parameters = new URLSearchParams({ query: text, variables: JSON.stringify({ id: callId }) });
  return `GET /graphql?${parameters} HTTP/1.1\r\nhost: localhost\r\nx-requested-with: a\r\naccept: ${type}\r\n\r\n`;
});
const other = fc.constantFrom(
  'GET /health HTTP/1.1\r\nhost: a\r\n\r\n',
  'GET /metrics HTTP/1.1\r\nhost: a\r\n\r\n',
  'OPTIONS /graphql HTTP/1.1\r\nhost: a\r\norigin: https://a.example\r\n\r\n',
  'POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{"que',
  'POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 900\r\n\r\n{',
  'nonsense\r\n\r\n',
);
const pipeline = fc.array(fc.oneof({ weight: 4, arbitrary: post }, { weight: 2, arbitrary: get }, other), {
  minLength: 1,
  maxLength: 8,
});

const ENDINGS: Readonly<Record<string, (socket: Socket) => unknown>> = {
  reset: (socket) => socket.resetAndDestroy(),
  close: (socket) => socket.destroy(),
  halfClose: (socket) => socket.end(),
};
/** A connection with requests of any kind, one after another without waiting, which ends in any way. */
export interface PipelinedSession {
  readonly pipeline: readonly string[];
  /** Where the text is cut into two writes, as a share of its length. */
  readonly cut: number;
  readonly isRead: boolean;
  readonly waitMs: number;
  readonly ending: string;
}

export const pipelinedSession: fc.Arbitrary<PipelinedSession> = fc.record({
  pipeline,
  cut: fc.double({ min: 0, max: 1, noNaN: true }),
  isRead: fc.boolean(),
  waitMs: fc.integer({ min: 0, max: 40 }),
  ending: fc.constantFrom(...Object.keys(ENDINGS)),
});

/** Sends a session to `port` from `localAddress`. Resolves to what was received, once the connection has ended. */
export async function sendSession(
  { pipeline: texts, cut, isRead, waitMs, ending }: PipelinedSession,
  port: number,
  localAddress = '127.0.0.1',
): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1', localAddress });
  socket.on('error', () => {});
  let received = '';
  if (isRead) socket.on('data', (chunk) => (received += chunk));
  await once(socket, 'connect');
  const text = texts.join('');
  const at = Math.floor(text.length * cut);
  socket.write(text.slice(0, at));
  await sleep(waitMs / 2);
  socket.write(text.slice(at));
  await sleep(waitMs);
  ENDINGS[ending]?.(socket);
  await sleep(5);
  socket.destroy();
  return received;
}
