import type { SandboxEndpoint, SandboxRoute } from './sandbox-provider.ts';

/** The endpoint that a request is for. */
export interface Target<Endpoint> {
  readonly endpoint: Endpoint;
  /** The path segment that stands for the call id, decoded; empty for a path without one. */
  readonly callId: string;
}

/** Finds the documented endpoint of `path`. `null` when there is none. */
export function findTarget(
  routes: readonly SandboxRoute[],
  endpoints: readonly SandboxEndpoint[],
  path: string,
): Target<SandboxRoute | SandboxEndpoint> | null {
  for (const endpoint of endpoints) {
    const [prefix = '', suffix] = endpoint.path.split('{id}', 2);
    const callId = suffix === undefined ? (path === prefix ? '' : null) : segmentOf(path, prefix, suffix);
    if (callId !== null) return { endpoint, callId };
  }
  for (const endpoint of routes) {
    const callId = segmentOf(path, endpoint.prefix, '');
    if (callId !== null) return { endpoint, callId };
  }
  return null;
}

/** The one path segment between `prefix` and `suffix`. `null` when there is none, or more than one. */
function segmentOf(path: string, prefix: string, suffix: string): string | null {
  if (!path.startsWith(prefix) || !path.endsWith(suffix)) return null;
  const segment = path.slice(prefix.length, path.length - suffix.length);
  if (segment === '' || segment.includes('/')) return null;
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment; // a malformed escape: no call has such an id
  }
}
