import { createRemoteJWKSet, customFetch, type FetchImplementation } from 'jose';
import { monotonicNow } from '../domain/clock.ts';
import { AccessUnavailable } from './access-errors.ts';
import type { AccessDependencies } from './dependencies.ts';
import type { JwtKeys } from './jwt-keys.ts';
import { readUsableKeys } from './usable-keys.ts';

/** Longest wait for a response of the identity provider. */
const TIMEOUT_MS = 5000;
/** Time after a response during which a token with an unknown key id does not cause another request. */
const COOLDOWN_MS = 30_000;
/** Age at which the keys are fetched again, and so the longest time for which a withdrawn key is still accepted. */
const MAX_AGE_MS = 600_000;
/** Time after a failure during which the identity provider receives no request. */
const PAUSE_MS = 10_000;
/** Age up to which the last keys are used while the identity provider is down. */
const GRACE_MS = 3_600_000;
/** Longest key set that is accepted, in bytes. */
const MAX_BYTES = 1_048_576;

/** The keys that an identity provider publishes at `url`, fetched now and again as they change. */
export function fetchKeys(url: string, dependencies: Omit<AccessDependencies, 'providers'>): JwtKeys {
  const closing = new AbortController();
  const resilient = createResilientFetch(dependencies, closing.signal);
  const find = createRemoteJWKSet(new URL(url), {
    timeoutDuration: TIMEOUT_MS,
    cooldownDuration: COOLDOWN_MS,
    cacheMaxAge: MAX_AGE_MS,
    [customFetch]: resilient.fetch,
  });
  const fetchFirst = (): void => {
    if (find.jwks() === undefined && !find.reloading && !resilient.isPaused())
      void find.reload().catch(() => {}); // the fetch has logged the failure
  };
  fetchFirst();
  return {
    find,
    ready: () => {
      fetchFirst();
      return find.jwks() !== undefined;
    },
    close: () => closing.abort(),
  };
}

/**
 * The fetch function for jose, which by itself neither pauses after a failure nor keeps the last keys through one.
 * Rejects with `AccessUnavailable`.
 */
function createResilientFetch(
  { clock, logger }: Omit<AccessDependencies, 'providers'>,
  closing: AbortSignal,
): { readonly fetch: FetchImplementation; readonly isPaused: () => boolean } {
  let last: { readonly text: string; readonly at: number } | null = null;
  let pausedUntil = Number.NEGATIVE_INFINITY;
  let failing = false;

  const serveStale = (): Response => {
    if (last !== null && monotonicNow(clock) - last.at < GRACE_MS) return new Response(last.text);
    throw new AccessUnavailable(PAUSE_MS / 1000);
  };

  const isPaused = (): boolean => closing.aborted || monotonicNow(clock) < pausedUntil;
  const fetchOrStale: FetchImplementation = async (url, options) => {
    if (isPaused()) return serveStale();
    try {
      const text = await download(url, { ...options, signal: AbortSignal.any([options.signal, closing]) });
      last = { text, at: monotonicNow(clock) };
      if (failing) logger.info({}, 'the JWKS endpoint returns keys again');
      failing = false;
      return new Response(text);
    } catch (error) {
      pausedUntil = monotonicNow(clock) + PAUSE_MS;
      const reason = error instanceof Error ? error.message : 'unknown';
      if (!failing && !closing.aborted)
        logger.error(
          { reason },
          'the JWKS endpoint does not return keys: the last keys are used for up to an hour',
        );
      failing = true;
      return serveStale();
    }
  };
  return { fetch: fetchOrStale, isPaused };
}

/** The usable keys as the text of a key set. Rejects when there are none, and on any status but 200. */
async function download(url: string, options: RequestInit): Promise<string> {
  const response = await fetch(url, options);
  if (response.status !== 200 || response.body === null) {
    await response.body?.cancel();
    throw new Error(`the response has status ${response.status}`);
  }
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body) {
    bytes += chunk.byteLength;
    if (bytes > MAX_BYTES) throw new Error(`the response is longer than ${MAX_BYTES} bytes`);
    chunks.push(chunk);
  }
  return JSON.stringify({ keys: readUsableKeys(parseJson(Buffer.concat(chunks).toString('utf8'))) });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('the response is not a JWK set');
  }
}
