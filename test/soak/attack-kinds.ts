import { Agent, createServer, get, request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { sendLargeMedia } from '../recordings/large-media.ts';

/** The attacker's own address, so that limits tell it from the innocent client. */
const ATTACKER = '127.0.0.2';
const CONNECTIONS = 8;

/** Where an attack goes, and when it ends. */
export interface AttackTarget {
  readonly port: number;
  /** By `Date.now()`. */
  readonly endsAt: number;
}
export type Attack = (target: AttackTarget) => Promise<void>;

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
const json = (operation: object): string => JSON.stringify(operation);
let distinct = 0;
const next = (): number => {
  distinct += 1;
  return distinct;
};

/** Sends requests one after another over each of a few connections, and reads every response. */
const flood =
  (body: () => string): Attack =>
  async ({ port, endsAt }) => {
    const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
    const send = (): Promise<void> =>
      new Promise((resolve) => {
        const headers = { 'content-type': 'application/json', accept: 'application/json' };
        const options = { agent, port, host: '127.0.0.1', localAddress: ATTACKER, path: '/graphql' };
        const sent = request({ ...options, method: 'POST', headers }, (response) =>
          response.resume().once('close', resolve),
        );
        sent.once('error', () => resolve());
        sent.end(body());
      });
    const work = async (): Promise<void> => {
      while (Date.now() < endsAt) await send();
    };
    await Promise.all(numbers(CONNECTIONS).map(work));
    agent.destroy();
  };

type Ending = 'reset' | 'half-close' | 'never read';

/** Opens connections time after time, writes `text` to each, and ends them in one way. */
const connections =
  (text: () => string, ending: Ending): Attack =>
  async ({ port, endsAt }) => {
    const open = new Set<ReturnType<typeof connect>>();
    while (Date.now() < endsAt) {
      const socket = connect({ port, host: '127.0.0.1', localAddress: ATTACKER });
      open.add(socket);
      socket.on('error', () => {}).on('close', () => open.delete(socket));
      if (ending === 'never read') socket.pause();
      else socket.resume();
      socket.write(text());
      if (ending === 'half-close') socket.end();
      await sleep(20);
      if (ending === 'reset') socket.resetAndDestroy();
      if (open.size > 100) for (const oldest of [...open].slice(0, 50)) oldest.destroy();
    }
    for (const socket of open) socket.destroy();
  };

const LISTENERS = 100;
/** A client may play eight recordings at once, so the listeners come from as many addresses as they need. */
const LISTENERS_PER_ADDRESS = 8;
const RECORDING_BYTES = 50_000_000;
const PLAYBACK = 'query Q($id: ID!) { call(id: $id) { recording { playbackUrl } } }';

/** Plays a recording of 50 MB to a hundred listeners at once, every second of whom is slow. Hosts the recording as well. */
const listen: Attack = async ({ port, endsAt }) => {
  const host = createServer(sendLargeMedia(RECORDING_BYTES));
  await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve));
  const id = `puretalk:sound-${(host.address() as AddressInfo).port}`;
  const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: json({ query: PLAYBACK, variables: { id } }),
  });
  const { data } = (await response.json()) as { data: { call: { recording: { playbackUrl: string } } } };
  const { pathname, search } = new URL(data.call.recording.playbackUrl);
  const play = (address: string, pauseMs: number): Promise<void> =>
    new Promise((resolve) => {
      const options = {
        agent: false,
        port,
        host: '127.0.0.1',
        localAddress: address,
        path: pathname + search,
      };
      const sent = get(options, (sound) => {
        sound.on('data', () => {
          if (Date.now() >= endsAt) sent.destroy();
          if (pauseMs === 0) return;
          sound.pause();
          setTimeout(() => sound.resume(), pauseMs);
        });
        sound.once('close', resolve);
      });
      sent.once('error', () => resolve());
    });
  const listener = async (number: number): Promise<void> => {
    const address = `127.0.0.${10 + Math.floor(number / LISTENERS_PER_ADDRESS)}`;
    while (Date.now() < endsAt) await play(address, number % 2 === 0 ? 0 : 5);
  };
  await Promise.all(numbers(LISTENERS).map(listener));
  host.closeAllConnections();
  host.close();
};

const post = (body: string): string =>
  `POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
const page = 'GET /graphql HTTP/1.1\r\nhost: localhost\r\naccept: text/html\r\n\r\n';

const CALLS = 'query Q($ids: [ID!]!) { calls(ids: $ids) { id status } }';
const RAW = 'query Q($ids: [ID!]!) { calls(ids: $ids) { raw } }';
const list = (count: number, id: () => string): readonly string[] => numbers(count).map(id);
const pipelined = (): string =>
  numbers(10)
    .map(() => post(json({ query: CALLS, variables: { ids: [`puretalk:late-${next()}`] } })))
    .join('');

/** Every attack, by what it does. */
export const ATTACKS: Readonly<Record<string, Attack>> = {
  'a hundred listeners of 50 MB': listen,
  'pages that are never read': connections(() => page.repeat(3), 'never read'),
  'pipelined requests, then a reset': connections(pipelined, 'reset'),
  'pipelined requests, then a half-close': connections(pipelined, 'half-close'),
  'dense bodies of 8 MB': flood(() =>
    json({ query: '{ voxworksCall(callId: "ID") { status } }'.replace('ID', `dense-${next()}`) }),
  ),
  'plain bodies of 8 MB, 50 at once': flood(() =>
    json({ query: CALLS, variables: { ids: list(50, () => `voxworks:plain-${next()}`) } }),
  ),
  'one call 250 times, with aliases of raw': flood(() =>
    json({
      query: `query Q($ids: [ID!]!) { calls(ids: $ids) { ${numbers(100)
        .map((n) => `a${n}: raw`)
        .join(' ')} } }`,
      variables: { ids: list(250, () => 'synthflow:long') },
    }),
  ),
  'long responses that are never read': connections(
    () => post(json({ query: RAW, variables: { ids: list(20, () => 'synthflow:long') } })),
    'never read',
  ),
  'distinct invalid documents of 4 KB': flood(() =>
    json({ query: `query Q${next()} { ${'a{b}'.repeat(980)} }` }),
  ),
  'distinct valid documents of 3 KB': flood(() =>
    json({ query: `query Q${next()} { providers { ${'name '.repeat(100)} ${'#\n'.repeat(1_200)} } }` }),
  ),
  'fields that take long to compare': flood(() =>
    json({ query: `query Q${next()} { callLog { nodes { ${'agent { id } '.repeat(300)} } } }` }),
  ),
  'variables of 1 MB that do not fit': flood(() =>
    json({ query: CALLS, variables: { ids: list(9_000, () => 'x'.repeat(100)).map((id) => ({ id })) } }),
  ),
  'extensions that nest deeply': flood(
    () => `{"query":"{ __typename }","extensions":{"a":${'['.repeat(6_000)}${']'.repeat(6_000)}}}`,
  ),
  '5,500 ids in $toString': flood(() =>
    json({
      query: 'query Q($toString: [ID!]!) { calls(ids: $toString) { id } }',
      variables: { toString: list(250, () => `osvi:proto-${next()}`) },
    }),
  ),
  '250 errors an operation': flood(() =>
    json({ query: CALLS, variables: { ids: list(250, () => `nobody:${next()}`) } }),
  ),
};
