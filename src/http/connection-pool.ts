import http, { type ClientRequest, type OutgoingHttpHeaders } from 'node:http';
import https from 'node:https';
import { urlToHttpOptions } from 'node:url';

/** Connections to one server, kept open between requests. */
export interface ConnectionPool {
  /** A request to a URL of that server. Nothing is sent before its `end` is called. */
  request(url: URL, method: string, headers: OutgoingHttpHeaders): ClientRequest;
  close(): void;
}

/** At most `maxSockets` connections at once to the server of `baseUrl`. */
export function createConnectionPool(baseUrl: string, maxSockets: number): ConnectionPool {
  const { protocol, hostname, port } = urlToHttpOptions(new URL(baseUrl));
  const { Agent, request } = protocol === 'https:' ? https : http;
  const agent = new Agent({ keepAlive: true, maxSockets });
  return {
    request: ({ pathname, search }, method, headers) =>
      request({ agent, hostname, port, method, path: pathname + search, headers }),
    close: () => agent.destroy(),
  };
}
