import type { IncomingMessage } from 'node:http';
import { isIP, isIPv6 } from 'node:net';

/** Whether a request may reach this server under the name in its `host` header. */
export type HostCheck = (request: Pick<IncomingMessage, 'headers' | 'socket'>) => boolean;

/**
 * Protects a server without access control from DNS rebinding: a page of another site that has its own name resolve to
 * this server's IP address, and so counts as a page of this server. Accepted are `localhost` and names below it, every
 * IP address, and `allowedHosts`. An IP address is safe because a page that was loaded from one has no name to rebind. An
 * entry `*.example.com` stands for every name below example.com. A port is ignored.
 */
export function createHostCheck(allowedHosts: readonly string[]): HostCheck {
  const allowed = new Set(allowedHosts.map((name) => name.toLowerCase()));
  return ({ headers, socket }) => {
    const { host } = headers;
    // Every browser sends the header; HTTP/1.0 does not require it, and probes of this machine may leave it out.
    if (host === undefined || host === '') return isLoopback(socket.remoteAddress ?? '');
    const name = hostnameOf(host);
    if (name === null) return false;
    return isIP(name) !== 0 || isLocalhost(name) || isAllowed(name, allowed);
  };
}

const HOST = /^(?:\[([0-9a-f:.]+)(?:%[\w.-]+)?\]|([\w.-]+))(?::\d{0,5})?$/i;

/** The name without port, brackets and final dot; `null` when `host` is not a host. */
function hostnameOf(host: string): string | null {
  const match = HOST.exec(host);
  if (match === null) return null;
  const [, bracketed, name = ''] = match;
  if (bracketed !== undefined) return isIPv6(bracketed) ? bracketed : null;
  return name.toLowerCase().replace(/\.$/, '');
}

const isLocalhost = (name: string): boolean => name === 'localhost' || name.endsWith('.localhost');

const isLoopback = (address: string): boolean =>
  address === '::1' || address.replace('::ffff:', '').startsWith('127.');

function isAllowed(name: string, allowed: ReadonlySet<string>): boolean {
  if (allowed.has(name)) return true;
  for (let dot = name.indexOf('.'); dot > 0; dot = name.indexOf('.', dot + 1))
    if (allowed.has(`*${name.slice(dot)}`)) return true;
  return false;
}
