import { deepStrictEqual } from 'node:assert';
import { expectedResponse } from './expected-call.ts';
import type { LoadSpec } from './load.ts';
import { askLog, askMany, askOne } from './operations.ts';
import type { Measured, ServerUnderLoad } from './server-under-load.ts';
import type { UpstreamControl } from './upstream-control.ts';
import { WIRE } from './wire.ts';

const CONNECTIONS = 50;

const idOf = (index: number, name: number | string): string =>
  `${WIRE[index % WIRE.length]?.id ?? ''}:bench-${name}`;

const HOT_IDS = Array.from({ length: 100 }, (_, index) => idOf(index, `hot-${index}`));

/** Throws unless every server responds as expected: for calls of every provider, alone and in a list, and for the call log. */
export async function checkResponses(servers: readonly ServerUnderLoad[]): Promise<void> {
  const ids = HOT_IDS.slice(0, 8);
  const calls = [...ids.map(askOne), askMany([...ids, ...ids.slice(0, 3)])];
  const pages = [25, 100].map((first) => askLog('49301999', first));
  for (const body of [...calls, ...pages]) {
    const expected: unknown = JSON.parse(expectedResponse(body));
    const isPage = pages.includes(body);
    for (const server of servers.filter(({ contender: { runs } }) =>
      isPage ? runs.log : runs.hot || runs.cold,
    ))
      deepStrictEqual(await server.ask(body), expected, `${server.contender.name} responds otherwise`);
  }
}

/** Seconds of a run, or its number of requests. */
export type Extent = Pick<LoadSpec, 'seconds' | 'requests'>;

/** Requests one of a hundred recurring ids. */
export const hot = (
  server: ServerUnderLoad,
  extent: Extent,
  more: { idleConnections?: number } = {},
): Promise<Measured> =>
  server.load({ connections: CONNECTIONS, ...extent, bodies: HOT_IDS.map(askOne), ...more });

/** Requests one of a hundred recurring ids, by wrk. */
export const hotByWrk = (server: ServerUnderLoad, seconds: number): Promise<Measured> =>
  server.loadByWrk({ connections: CONNECTIONS, seconds, bodies: HOT_IDS.map(askOne), from: 0 });

/** Requests a new id every time, by wrk. */
export async function coldByWrk(server: ServerUnderLoad, seconds: number): Promise<Measured> {
  const bodies = WIRE.map((_, index) => askOne(idOf(index, '@N@')));
  const measured = await server.loadByWrk({ connections: CONNECTIONS, seconds, bodies, from: nextId });
  nextId = measured.next;
  return measured;
}

/** Requests a hundred recurring ids in lists of `length`. */
export const hotLists = (server: ServerUnderLoad, extent: Extent, length: number): Promise<Measured> =>
  server.load({
    connections: CONNECTIONS,
    ...extent,
    bodies: HOT_IDS.map((_, index) =>
      askMany(Array.from({ length }, (_each, step) => HOT_IDS[(index + step) % HOT_IDS.length] ?? '')),
    ),
  });

let nextId = 0;

/** Requests a new id every time. */
export async function cold(server: ServerUnderLoad, extent: Extent, length = 1): Promise<Measured> {
  const bodies = WIRE.map((_, index) =>
    length === 1
      ? askOne(idOf(index, '@N@'))
      : askMany(Array.from({ length }, (_each, step) => idOf(index + step, '@N@'))),
  );
  const measured = await server.load({ connections: CONNECTIONS, ...extent, bodies, from: nextId });
  nextId = measured.next;
  return measured;
}

/** Alternates between a hundred recurring ids and new ones. `rate` is in requests a second; without it, as many as possible. */
export async function mixed(server: ServerUnderLoad, extent: Extent, rate?: number): Promise<Measured> {
  const bodies = HOT_IDS.flatMap((id, index) => [askOne(id), askOne(idOf(index, '@N@'))]);
  const measured = await server.load({
    connections: CONNECTIONS,
    ...extent,
    bodies,
    from: nextId,
    ...(rate !== undefined && { rate }),
  });
  nextId = measured.next;
  return measured;
}

/** Requests lists of twenty new ids, twelve of them distinct. The provider takes 20 ms. */
export async function lists(
  server: ServerUnderLoad,
  upstream: UpstreamControl,
  count: number,
): Promise<{ readonly p50: number; readonly p99: number; readonly requestsPerList: number }> {
  await upstream.setDelay(20);
  await upstream.take();
  const bodies = Array.from({ length: count }, () => {
    nextId += 1;
    return askMany(
      Array.from({ length: 20 }, (_, index) => idOf(index % 12, `list-${nextId}-${index % 12}`)),
    );
  });
  const { p50, p99 } = await server.load({ connections: 10, requests: bodies.length, bodies });
  const requests = await upstream.take();
  await upstream.setDelay(0);
  return { p50, p99, requestsPerList: requests / count };
}

/** Requests one call of each provider, each of which takes 50 ms. Resolves to the milliseconds beyond that. */
export async function fanOut(
  server: ServerUnderLoad,
  upstream: UpstreamControl,
  count: number,
): Promise<number> {
  await upstream.setDelay(50);
  const bodies = Array.from({ length: count }, () => {
    nextId += 1;
    return askMany(WIRE.map((_, index) => idOf(index, `fan-${nextId}`)));
  });
  const { p50 } = await server.load({ connections: 1, requests: bodies.length, bodies });
  await upstream.setDelay(0);
  return p50 - 50;
}

/** Requests the first page of the call log of another customer each time, `first` calls long. */
export async function logPages(
  server: ServerUnderLoad,
  extent: Extent,
  first: number,
  connections = 10,
): Promise<Measured> {
  const bodies = [askLog('49301@N@', first)];
  const measured = await server.load({ connections, ...extent, bodies, from: nextId });
  nextId = measured.next;
  return measured;
}

/** Requests such pages one after another while each list takes 50 ms. Resolves to the milliseconds beyond that. */
export async function logOver(
  server: ServerUnderLoad,
  upstream: UpstreamControl,
  count: number,
): Promise<number> {
  await upstream.setDelay(50);
  const { p50 } = await logPages(server, { requests: count }, 25, 1);
  await upstream.setDelay(0);
  return p50 - 50;
}

/** Sends fifty concurrent requests for the same new call. Resolves to the number of upstream requests. */
export async function coalescing(server: ServerUnderLoad, upstream: UpstreamControl): Promise<number> {
  await upstream.setDelay(50);
  await upstream.take();
  nextId += 1;
  const body = askOne(idOf(nextId, `same-${nextId}`));
  await server.load({
    connections: CONNECTIONS,
    requests: CONNECTIONS,
    bodies: Array.from({ length: CONNECTIONS }, () => body),
  });
  const requests = await upstream.take();
  await upstream.setDelay(0);
  return requests;
}

/** Requests `count` new ids, a hundred in a list. */
export async function flood(server: ServerUnderLoad, count: number): Promise<void> {
  const perList = 100;
  const batch = 250;
  for (let done = 0; done < count; done += batch * perList) {
    const lists = Math.min(batch, Math.ceil((count - done) / perList));
    const bodies = Array.from({ length: lists }, () =>
      askMany(
        Array.from({ length: perList }, (_, index) => {
          nextId += 1;
          return idOf(index, `f${nextId}`);
        }),
      ),
    );
    await server.load({ connections: 10, requests: bodies.length, bodies });
  }
}
