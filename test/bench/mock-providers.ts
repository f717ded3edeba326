import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LIST_WIRE, type ListWire, SYNTHFLOW_AGENTS } from './list-wire.ts';
import { WIRE } from './wire.ts';

/**
 * The four providers in one process. Records have 3 to 5 KB and are sent from prepared text, so that the upstream costs
 * as little as possible. A fifth port reports the number of requests and sets the delay.
 */
let requests = 0;
let delayMs = 0;

async function listen(
  handler: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<number> {
  const server: Server = createServer(handler);
  server.keepAliveTimeout = 600_000;
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}

const fill = (template: string): ((callId: string) => string) => {
  const parts = template.split('@ID@');
  return (callId) => parts.join(callId);
};

/** The body of a list at `url`; `null` when it names no list. */
function listAt(
  { pathname, searchParams }: URL,
  basePath: string,
  list: ListWire | undefined,
): string | null {
  if (list === undefined) return null;
  if (list.id === 'synthflow' && pathname === basePath + SYNTHFLOW_AGENTS.path) return SYNTHFLOW_AGENTS.body;
  if (pathname !== basePath + list.path) return null;
  const number = (searchParams.get(list.numberParameter) ?? '').replace('+', '');
  const rows = list.rows.slice(0, Number(searchParams.get(list.limitParameter)));
  return list.wrap(rows.join(',').replaceAll('@NUMBER@', number));
}

const ports: Record<string, number> = {};
for (const { id, basePath, path, template, transcript } of WIRE) {
  const list = LIST_WIRE.find((each) => each.id === id);
  const record = fill(template);
  const turns = fill(transcript?.template ?? '{}');
  const bodyAt = (url: string): string => {
    if (!url.startsWith(path)) return listAt(new URL(url, 'http://mock'), basePath, list) ?? '{}';
    const callId = url.slice(path.length);
    return transcript !== undefined && callId.endsWith(transcript.suffix)
      ? turns(callId.slice(0, -transcript.suffix.length))
      : record(callId);
  };
  ports[id] = await listen((request, response) => {
    requests += 1;
    const body = bodyAt(request.url ?? '');
    const send = (): void => {
      response.writeHead(200, {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
      });
      response.end(body);
    };
    if (delayMs === 0) send();
    else setTimeout(send, delayMs);
  });
}

const control = await listen((request, response) => {
  const asked = new URL(request.url ?? '/', 'http://localhost').searchParams;
  if (asked.has('delayMs')) delayMs = Number(asked.get('delayMs'));
  const counted = requests;
  requests = 0;
  response.end(JSON.stringify({ requests: counted }));
});

process.stdout.write(`${JSON.stringify({ ports, control })}\n`);
