import { Agent, request } from 'node:http';

/** A response before it is parsed. */
export interface RawResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** Sends operations over its own connections, which `close` ends. */
export interface OperationClient {
  /** Rejects when the connection fails, and with an `AbortError` once `signal` is aborted. */
  send(
    operation: object,
    options?: { readonly headers?: Record<string, string>; readonly signal?: AbortSignal },
  ): Promise<RawResponse>;
  /** Reads a page. */
  get(path: string): Promise<RawResponse>;
  close(): void;
}

/** Its connections come from `localAddress`, by which limits tell clients apart. */
export function createOperationClient(url: string, localAddress = '127.0.0.1'): OperationClient {
  const agent = new Agent({ keepAlive: true, localAddress });
  const ask = (
    path: string,
    method: string,
    { body, headers, signal }: { body?: string; headers?: Record<string, string>; signal?: AbortSignal },
  ): Promise<RawResponse> =>
    new Promise((resolve, reject) => {
      const sent = request(`${url}${path}`, {
        agent,
        method,
        ...(headers !== undefined && { headers }),
        ...(signal !== undefined && { signal }),
      });
      sent.once('error', reject);
      sent.once('response', (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          text += chunk;
        });
        response.once('error', reject);
        response.once('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
        );
      });
      sent.end(body);
    });
  return {
    send: (operation, { headers = {}, signal } = {}) =>
      ask('/graphql', 'POST', {
        body: JSON.stringify(operation),
        headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
        ...(signal !== undefined && { signal }),
      }),
    get: (path) => ask(path, 'GET', {}),
    close: () => agent.destroy(),
  };
}
