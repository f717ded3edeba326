import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sendAudio } from './recordings/send-audio.ts';
import { createResponder } from './respond.ts';
import type { SandboxProvider, SandboxResponse } from './sandbox-provider.ts';

/** One provider of the sandbox, listening on the loopback interface. */
export interface ProviderServer {
  /** The base URL to which the provider's documented paths are appended. */
  readonly baseUrl: string;
  close(): Promise<void>;
}

/** Settings of one provider's server. */
export interface ProviderServerOptions {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly agentCount: number | null;
}

/** Longer than any client keeps an idle connection, so that the client closes it and no request meets a closing socket. */
const KEEP_ALIVE_TIMEOUT_MS = 120_000;

/** Starts one provider on a free loopback port. */
export async function startProviderServer(
  provider: SandboxProvider,
  { now, agentCount }: ProviderServerOptions,
): Promise<ProviderServer> {
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
  const { port } = server.address() as AddressInfo; // TCP, so never a pipe's name
  const baseUrl = `http://127.0.0.1:${port}${provider.basePath}`;
  const respond = createResponder(provider, { baseUrl, startMs: now(), agentCount }, now);
  const responseHeaders = provider.createResponseHeaders?.();
  server.on('request', async (request, response) => {
    const reply = respond(request);
    if ('audio' in reply) await sendAudio(request, response, reply);
    else send(response, reply, responseHeaders?.(now()) ?? {});
  });
  return {
    baseUrl,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
}

function send(
  response: ServerResponse,
  reply: SandboxResponse,
  extra: Readonly<Record<string, string>>,
): void {
  const isPage = typeof reply.body === 'string';
  const body = Buffer.from(isPage ? reply.body : JSON.stringify(reply.body));
  response.writeHead(reply.status, {
    ...extra,
    'content-type': isPage ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8',
    'content-length': body.length,
    ...reply.headers,
  });
  response.end(body);
}
