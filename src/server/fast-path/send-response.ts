import type { ServerResponse } from 'node:http';
import type { RequestState } from '../request/request-state.ts';
import { hasResponseEnded, onResponseEnd } from '../request/response-end.ts';

/** Sends Yoga's response. Resolves to its text; to `null` for a stream, or when the client has disconnected. */
export async function sendResponse(response: Response, state: RequestState): Promise<string | null> {
  const { req, res } = state;
  const headers: Record<string, string> = {};
  response.headers.forEach((value, name) => {
    headers[name] = value;
  });
  if (isStream(response.headers.get('content-type'))) {
    if (!res.closed) res.writeHead(response.status, headers);
    await sendStream(response, state);
    return null;
  }
  const text = await response.text();
  if (hasResponseEnded(req, res)) return null;
  res.writeHead(response.status, headers);
  res.end(text);
  return text;
}

const isStream = (type: string | null): boolean =>
  type !== null && (type.startsWith('text/event-stream') || type.startsWith('multipart/'));

/** Leaving the loop ends the stream at its source. */
async function sendStream({ body }: Response, { req, res }: RequestState): Promise<void> {
  req.socket.setTimeout(0); // a stream may be silent for longer than an idle connection may
  res.flushHeaders();
  const flow = watchFlow(res);
  onResponseEnd(req, res, flow.resume);
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    if (hasResponseEnded(req, res)) return;
    if (!res.write(chunk)) await flow.resumed();
  }
  res.end();
}

/** Back-pressure of a response: `resumed` waits until it drains or until `resume` is called. */
function watchFlow(res: ServerResponse): { resumed: () => Promise<void>; resume: () => void } {
  let wake = (): void => {};
  const resume = (): void => wake();
  res.on('drain', resume);
  return {
    resume,
    resumed: () =>
      new Promise((resolve) => {
        wake = resolve;
      }),
  };
}
