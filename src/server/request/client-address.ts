import { isIPv6 } from 'node:net';
import type { ServerContext } from './server-context.ts';

/** Says whose request it is, for the limits per client: an access token’s name, an address. */
export type ClientOf = (request: Request, exchange: ServerContext) => string;

/**
 * Tells clients apart by address: an IPv4 address, or the first half of an IPv6 address, for that is what one
 * subscriber is given. `proxies` is how many proxies of the operator’s stand before this server: the address is then
 * the one that the outermost of them wrote into `x-forwarded-for`. With 0, the default, that header is not believed.
 */
export const clientByAddress =
  (proxies = 0): ClientOf =>
  (request, { req }) => {
    const remote = req?.socket.remoteAddress ?? '';
    if (proxies === 0) return networkOf(remote);
    const forwarded = (request.headers.get('x-forwarded-for') ?? '').split(',');
    return networkOf(forwarded.at(-proxies)?.trim() || remote);
  };

function networkOf(address: string): string {
  if (address.startsWith('::ffff:')) return address.slice('::ffff:'.length); // IPv4 on a socket of both kinds
  if (!isIPv6(address)) return address.slice(0, 64);
  const [before = '', after] = address.split('::');
  const head = before === '' ? [] : before.split(':');
  const tail = after ? after.split(':') : [];
  const zeros =
    after === undefined ? [] : Array<string>(Math.max(0, 8 - head.length - tail.length)).fill('0');
  return `${[...head, ...zeros, ...tail].slice(0, 4).join(':')}::/64`;
}
