import { lookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { isLoopbackAddress, isPublicAddress } from './public-address.ts';

/** The recording's URL, or an address of its host, is none that this server connects to. Nothing was sent. */
export class UnsafeAddress extends Error {
  override readonly name = 'UnsafeAddress';
}

/** Resolves a host name to every address it has. */
export type ResolveHost = (hostname: string) => Promise<readonly string[]>;

/** Uses the system's resolver, as every other connection of this process does. */
export const resolveHost: ResolveHost = async (hostname) => {
  const addresses = await lookup(hostname, { all: true, verbatim: true });
  return addresses.map(({ address }) => address);
};

/** A URL that was checked, and the addresses of its host that were checked with it. */
export interface SafeAddress {
  readonly url: URL;
  /** Connects to the checked addresses whatever the name resolves to by then, so that a second lookup cannot differ. */
  readonly lookup: LookupFunction;
}

/**
 * Checks a URL from a provider's record, which is as trustworthy as a stranger's, and resolves its host once. Accepts
 * https on port 443 at public addresses only; with `allowLoopback` also http, https and any port at loopback addresses.
 * One address of several that is not accepted rejects the host. Throws `UnsafeAddress`.
 */
export async function resolveSafely(
  text: string,
  allowLoopback: boolean,
  resolve: ResolveHost,
): Promise<SafeAddress> {
  const url = checkUrl(text, allowLoopback);
  const hostname = url.hostname.replace(/^\[|\]$/g, '');
  const addresses = isIP(hostname) === 0 ? await resolve(hostname) : [hostname];
  if (addresses.length === 0) throw new UnsafeAddress("The recording's host has no address.");
  const isLoopback = allowLoopback && addresses.every(isLoopbackAddress);
  if (!isLoopback && !isPublicHttps(url, addresses)) {
    throw new UnsafeAddress("The recording's URL does not lead to a public host by https on port 443.");
  }
  return { url, lookup: pinTo(addresses) };
}

/** The URL parser has normalised decimal, octal, hexadecimal and short IPv4 notations by then. */
function checkUrl(text: string, allowLoopback: boolean): URL {
  if (!URL.canParse(text)) throw new UnsafeAddress("The recording's URL cannot be read.");
  const url = new URL(text);
  if (url.protocol !== 'https:' && !(allowLoopback && url.protocol === 'http:')) {
    throw new UnsafeAddress("The recording's URL is not https.");
  }
  if (url.username !== '' || url.password !== '') {
    throw new UnsafeAddress("The recording's URL holds a user name or password.");
  }
  if (url.hostname.endsWith('.')) {
    throw new UnsafeAddress("The recording's host name ends with a dot."); // another name to TLS and to allow-lists
  }
  return url;
}

const isPublicHttps = (url: URL, addresses: readonly string[]): boolean =>
  url.protocol === 'https:' && url.port === '' && addresses.every(isPublicAddress);

/** Node wants all addresses where it may try several, and one elsewhere. */
const pinTo = (addresses: readonly string[]): LookupFunction => {
  const pinned = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_hostname, { all }, callback) => {
    const [first] = pinned;
    if (all === true) callback(null, pinned);
    else callback(null, first?.address ?? '', first?.family);
  };
};
