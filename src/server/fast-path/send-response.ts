import { once } from 'node:events';
import type { ServerResponse } from 'node:http';

/** Sends what Yoga answered. Resolves to its text; to `null` where it was a stream, or nobody was there any more. */
export async function sendResponse(answer: Response, response: ServerResponse): Promise<string | null> {
  const headers: Record<string, string> = {};
  answer.headers.forEach((value, name) => {
    headers[name] = value;
  });
  if (isStream(answer.headers.get('content-type'))) {
    if (!response.closed) response.writeHead(answer.status, headers);
    await sendStream(answer, response);
    return null;
  }
  const text = await answer.text();
  if (response.closed) return null;
  response.writeHead(answer.status, headers);
  response.end(text);
  return text;
}

const isStream = (type: string | null): boolean =>
  type !== null && (type.startsWith('text/event-stream') || type.startsWith('multipart/'));

/** Leaving the loop ends the stream at its source. */
async function sendStream({ body }: Response, response: ServerResponse): Promise<void> {
  response.socket?.setTimeout(0); // silence is no sign of death here
  response.flushHeaders();
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    if (response.closed) return;
    if (!response.write(chunk)) await Promise.race([once(response, 'drain'), once(response, 'close')]);
  }
  response.end();
}
