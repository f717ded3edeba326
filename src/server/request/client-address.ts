import { isIPv6 } from 'node:net';
import type { RequestState } from './request-state.ts';
import type { ServerRequest } from './server-request.ts';

/** The key under which a request counts towards the limits per client: the name of its credential, or an IP address. */
export type ClientOf = (request: ServerRequest, state: RequestState) => string;

/**
 * Identifies clients by IP address: an IPv4 address, or the first half of an IPv6 address, which is what one
 * subscriber is assigned. `proxies` is the number of the operator's own proxies in front of this server: the address is
 * the one that the outermost of them wrote into `x-forwarded-for`. With 0, the default, that header is not trusted.
 */
export const clientByAddress =
  (proxies = 0): ((request: ServerRequest, state: Pick<RequestState, 'req'>) => string) =>
  (request, { req }) => {
    const remote = req.socket.remoteAddress ?? '';
    if (proxies === 0) return networkOf(remote);
    const forwarded = (request.headers.get('x-forwarded-for') ?? '').split(',');
    return networkOf(forwarded.at(-proxies)?.trim() || remote);
  };

function networkOf(address: string): string {
  if (address.startsWith('::ffff:')) return address.slice('::ffff:'.length); // IPv4 on a dual-stack socket
  if (!isIPv6(address)) return address.slice(0, 64);
  const [before = '', after] = address.split('::');
  const head = before === '' ? [] : before.split(':');
  const tail = after ? after.split(':') : [];
  const zeros =
    after === undefined ? [] : Array<string>(Math.max(0, 8 - head.length - tail.length)).fill('0');
  return `${[...head, ...zeros, ...tail].slice(0, 4).join(':')}::/64`;
}
