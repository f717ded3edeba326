import { once } from 'node:events';
import { createServer } from 'node:net';

/** Finds a free port. Another process may take it before its use. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('There is no free port');
  return address.port;
}

/** Resolves to the milliseconds until `port` responds to HTTP. */
export async function untilResponding(
  port: number,
  body: string,
  headers: Record<string, string>,
): Promise<number> {
  const began = performance.now();
  for (;;) {
    try {
      await fetch(`http://127.0.0.1:${port}/graphql`, { method: 'POST', headers, body });
      return performance.now() - began;
    } catch (error) {
      if (performance.now() - began > 30_000) throw error;
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }
}
