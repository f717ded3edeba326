import { once } from 'node:events';
import type { ServerResponse } from 'node:http';

/** Sends Yoga's response. Resolves to its text; to `null` for a stream, or when the client has disconnected. */
export async function sendResponse(response: Response, res: ServerResponse): Promise<string | null> {
  const headers: Record<string, string> = {};
  response.headers.forEach((value, name) => {
    headers[name] = value;
  });
  if (isStream(response.headers.get('content-type'))) {
    if (!res.closed) res.writeHead(response.status, headers);
    await sendStream(response, res);
    return null;
  }
  const text = await response.text();
  if (res.closed) return null;
  res.writeHead(response.status, headers);
  res.end(text);
  return text;
}

const isStream = (type: string | null): boolean =>
  type !== null && (type.startsWith('text/event-stream') || type.startsWith('multipart/'));

/** Leaving the loop ends the stream at its source. */
async function sendStream({ body }: Response, res: ServerResponse): Promise<void> {
  res.socket?.setTimeout(0); // a stream may be silent for longer than an idle connection may
  res.flushHeaders();
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    if (res.closed) return;
    if (!res.write(chunk)) await Promise.race([once(res, 'drain'), once(res, 'close')]);
  }
  res.end();
}
