import type { ExecutionResult } from 'graphql';

/** An open subscription. */
export interface Subscription<Data> {
  readonly status: number;
  /** The next result; `null` once the server has completed the stream. */
  next(): Promise<ExecutionResult<Data> | null>;
  /** Closes the connection, as a client that closes its page does. */
  leave(): void;
}

/** Subscribes over server-sent events, on a connection of its own. */
export async function subscribe<Data = Record<string, unknown>>(
  url: string,
  query: string,
  headers: Record<string, string> = {},
): Promise<Subscription<Data>> {
  const controller = new AbortController();
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...headers },
    body: JSON.stringify({ query }),
    signal: controller.signal,
  });
  // The body is locked at once: Node 20 cancels an unread body when it collects the response.
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  const results = readResults<Data>(reader);
  return {
    status: response.status,
    next: async () => {
      const { value, done } = await results.next();
      return done ? null : value;
    },
    leave: () => controller.abort(),
  };
}

async function* readResults<Data>(
  reader: ReadableStreamDefaultReader<Uint8Array>,
): AsyncGenerator<ExecutionResult<Data>> {
  const decoder = new TextDecoder();
  let text = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    text += decoder.decode(value, { stream: true });
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const fields = text.slice(0, end).split('\n');
      text = text.slice(end + 2);
      const event = fields
        .find((field) => field.startsWith('event:'))
        ?.slice('event:'.length)
        .trim();
      const data = fields
        .find((field) => field.startsWith('data:'))
        ?.slice('data:'.length)
        .trim();
      if (event === 'complete') return;
      if (event === 'next' && data) yield JSON.parse(data) as ExecutionResult<Data>;
    }
  }
}
