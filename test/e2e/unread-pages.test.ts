import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { LISTENS, type ServerProcess, startArguments, startServer } from '../support/server-process.ts';

const CLIENTS = 40;

/** The memory of a small container. With a copy of a 9 MB page for each client, 20 of them would exhaust it. */
const MAX_OLD_SPACE = '--max-old-space-size=128';

describe('clients that never read a page', () => {
  let server: ServerProcess;
  const sockets: Socket[] = [];
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    server.kill('SIGKILL');
    await server.exited;
  });

  const askWithoutReading = (port: number, path: string, headers: string): void => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => {});
    socket.pause();
    socket.write(`GET ${path} HTTP/1.1\r\nhost: localhost\r\n${headers}\r\n`.repeat(3)); // pipelined
    sockets.push(socket);
  };

  it.each([
    ['compressed', 'accept-encoding: br\r\n'],
    ['uncompressed', ''],
  ])('cost no copy of it each: %s', async (_how, headers) => {
    server = startServer({ PORT: '0', LOG_LEVEL: 'silent' }, [MAX_OLD_SPACE, ...startArguments()]);
    const [, url = ''] = await server.said(LISTENS);
    const port = Number(new URL(url).port);
    const html = await (await fetch(`${url}/graphql`, { headers: { accept: 'text/html' } })).text();
    const [, script = ''] = /src="(\/graphiql\/graphiql\.[^"]+)"/.exec(html) ?? [];
    expect((await (await fetch(`${url}${script}`)).text()).length).toBeGreaterThan(5_000_000);
    const before = server.megabytes ?? 0;
    for (let client = 0; client < CLIENTS; client += 1) {
      askWithoutReading(port, script, headers);
      askWithoutReading(port, '/graphql', `accept: text/html\r\n${headers}`);
    }
    await sleep(2_000);
    const grownBy = (server.megabytes ?? 0) - before;
    expect(grownBy).toBeLessThan(60); // 40 copies of the script would take 200 MB uncompressed and 48 MB compressed
    expect((await fetch(`${url}/health`)).status).toBe(200);
    expect((await fetch(`${url}/graphql`, { headers: { accept: 'text/html' } })).status).toBe(200);
  });
});
