import {
  createLocalJWKSet,
  createRemoteJWKSet,
  customFetch,
  type FetchImplementation,
  type JSONWebKeySet,
} from 'jose';
import { AccessUnavailable } from './access-errors.ts';
import type { AccessDependencies } from './dependencies.ts';
import type { JwtKeys } from './jwt-keys.ts';

/** How long the identity provider may take to answer. */
const TIMEOUT_MS = 5000;
/** After an answer, tokens that name a key nobody has heard of do not cause another request for so long. */
const COOLDOWN_MS = 30_000;
/** Keys are fetched anew at that age: the longest that a withdrawn key is still believed. */
const MAX_AGE_MS = 600_000;
/** After a failure, the identity provider is left alone for so long. */
const PAUSE_MS = 10_000;
/** An identity provider that is down does not lock clients out before its last keys are that old. */
const GRACE_MS = 3_600_000;
/** Longest key set that is read, in bytes. */
const MAX_BYTES = 1_048_576;

/** Keys from the address where an identity provider publishes them, fetched now and as they change. */
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
      void find.reload().catch(() => {}); // reported where it happened
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
 * Fetches for jose, which neither pauses after a failure nor keeps old keys through one. Rejects with
 * `AccessUnavailable`.
 */
function createResilientFetch(
  { clock, logger }: Omit<AccessDependencies, 'providers'>,
  closing: AbortSignal,
): { readonly fetch: FetchImplementation; readonly isPaused: () => boolean } {
  let last: { readonly text: string; readonly at: number } | null = null;
  let pausedUntil = Number.NEGATIVE_INFINITY;
  let failing = false;

  const serveStale = (): Response => {
    if (last !== null && clock.now() - last.at < GRACE_MS) return new Response(last.text);
    throw new AccessUnavailable(PAUSE_MS / 1000);
  };

  const isPaused = (): boolean => closing.aborted || clock.now() < pausedUntil;
  const fetchOrStale: FetchImplementation = async (url, options) => {
    if (isPaused()) return serveStale();
    try {
      const text = await download(url, { ...options, signal: AbortSignal.any([options.signal, closing]) });
      last = { text, at: clock.now() };
      if (failing) logger.info({}, 'the JWKS address answers again');
      failing = false;
      return new Response(text);
    } catch (error) {
      pausedUntil = clock.now() + PAUSE_MS;
      const reason = error instanceof Error ? error.message : 'unknown';
      if (!failing && !closing.aborted)
        logger.error({ reason }, 'the JWKS address does not answer with keys');
      failing = true;
      return serveStale();
    }
  };
  return { fetch: fetchOrStale, isPaused };
}

/** The text of a key set, checked to be one. Rejects when it is not, and on any answer but 200. */
async function download(url: string, options: RequestInit): Promise<string> {
  const response = await fetch(url, options);
  if (response.status !== 200 || response.body === null) {
    await response.body?.cancel();
    throw new Error(`it answered with status ${response.status}`);
  }
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body) {
    bytes += chunk.byteLength;
    if (bytes > MAX_BYTES) throw new Error(`its answer is longer than ${MAX_BYTES} bytes`);
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString('utf8');
  try {
    createLocalJWKSet(JSON.parse(text) as JSONWebKeySet);
  } catch {
    throw new Error('its answer is not a JWK set');
  }
  return text;
}
