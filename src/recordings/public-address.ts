import ipaddr from 'ipaddr.js';

/** The whole of the IPv6 space from which public addresses are allocated. */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');

/** The prefix under which a NAT64 gateway shows IPv4 hosts to a network without IPv4 (RFC 6052). */
const NAT64 = ipaddr.IPv6.parseCIDR('64:ff9b::/96');

/** Public by allocation, and yet the platform's own: Azure serves every virtual machine there. */
const PLATFORM_ADDRESSES: ReadonlySet<string> = new Set(['168.63.129.16']);

/** True for an address that a public host can have. Anything that cannot be read as an address is not public. */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text) || text.includes('%')) return false;
  const address = ipaddr.parse(text);
  if (address instanceof ipaddr.IPv4) {
    return address.range() === 'unicast' && !PLATFORM_ADDRESSES.has(address.toString());
  }
  if (address.match(NAT64)) return isPublicAddress(address.toByteArray().slice(12).join('.'));
  return address.match(GLOBAL_UNICAST) && address.range() === 'unicast';
}

/** True for an address that never leaves this machine, in IPv4, IPv6 or IPv4-mapped IPv6. */
export const isLoopbackAddress = (text: string): boolean =>
  ipaddr.isValid(text) && ipaddr.process(text).range() === 'loopback';
