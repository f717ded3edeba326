import { createLocalJWKSet, errors, type JWK } from 'jose';
import { monotonicNow } from '../domain/clock.ts';
import { AccessUnavailable } from './access-errors.ts';
import type { AccessDependencies } from './dependencies.ts';
import type { JwtKeys } from './jwt-keys.ts';
import { readUsableKeys } from './usable-keys.ts';

/** Longest wait for a response of the identity provider. */
const TIMEOUT_MS = 5000;
/** Time after a request during which a token with an unknown key id does not cause another one. */
const COOLDOWN_MS = 30_000;
/** Age at which the keys are fetched again, and so the longest time for which a withdrawn key is still accepted. */
const MAX_AGE_MS = 600_000;
/** Time after a failure during which the identity provider receives no request. */
const PAUSE_MS = 10_000;
/** Age up to which the last keys are used while the identity provider is down. */
const GRACE_MS = 3_600_000;
/** Longest key set that is accepted, in bytes. */
const MAX_BYTES = 1_048_576;

type Dependencies = Omit<AccessDependencies, 'providers'>;

/**
 * The keys that an identity provider publishes at `url`, fetched again as they change. jose's own remote key set uses
 * the wall clock: once that is set back by an hour, it accepts a withdrawn key and rejects a new one for an hour. It also
 * does not pause after a failure.
 */
export function fetchKeys(url: string, dependencies: Dependencies): JwtKeys {
  const keys = new RemoteKeys(url, dependencies);
  keys.fetchFirst();
  return {
    find: async (header, token) => {
      const find = await keys.current();
      try {
        return await find(header, token);
      } catch (error) {
        if (!(error instanceof errors.JWKSNoMatchingKey) || keys.isCoolingDown) throw error;
        await keys.reload();
        return (await keys.current())(header, token);
      }
    },
    ready: () => {
      keys.fetchFirst();
      return keys.areKnown;
    },
    close: () => keys.close(),
  };
}

/** One key set at a URL. One request at a time is in flight, however many tokens wait for it. */
class RemoteKeys {
  readonly #url: string;
  readonly #dependencies: Dependencies;
  readonly #closing = new AbortController();
  #last: { readonly find: JwtKeys['find']; readonly fetchedAt: number } | null = null;
  /** When the identity provider was asked last, successfully or not. */
  #askedAt = Number.NEGATIVE_INFINITY;
  #pausedUntil = Number.NEGATIVE_INFINITY;
  #isFailing = false;
  #reloading: Promise<void> | null = null;

  constructor(url: string, dependencies: Dependencies) {
    this.#url = url;
    this.#dependencies = dependencies;
  }

  get areKnown(): boolean {
    return this.#last !== null;
  }

  get isCoolingDown(): boolean {
    return this.#now() - this.#askedAt < COOLDOWN_MS;
  }

  /** Fetches the keys in the background, unless there are any. */
  fetchFirst(): void {
    if (this.#last === null) void this.reload();
  }

  /** The keys; those of the last response while the identity provider is down. Rejects with `AccessUnavailable`. */
  async current(): Promise<JwtKeys['find']> {
    if (this.#last === null || this.#now() - this.#askedAt >= MAX_AGE_MS) await this.reload();
    const last = this.#last;
    if (last === null || (this.#isFailing && this.#now() - last.fetchedAt >= GRACE_MS))
      throw new AccessUnavailable(PAUSE_MS / 1000);
    return last.find;
  }

  /** Fetches the keys, unless a failure is so recent that the identity provider is left alone. Never rejects. */
  async reload(): Promise<void> {
    if (this.#closing.signal.aborted || this.#now() < this.#pausedUntil) return;
    this.#reloading ??= this.#fetch().finally(() => {
      this.#reloading = null;
    });
    await this.#reloading;
  }

  close(): void {
    this.#closing.abort();
  }

  async #fetch(): Promise<void> {
    const { logger } = this.#dependencies;
    try {
      const signal = AbortSignal.any([AbortSignal.timeout(TIMEOUT_MS), this.#closing.signal]);
      const keys = await download(this.#url, signal);
      this.#last = { find: createLocalJWKSet({ keys: [...keys] }), fetchedAt: this.#now() };
      if (this.#isFailing) logger.info({}, 'the JWKS endpoint returns keys again');
      this.#isFailing = false;
    } catch (error) {
      this.#pausedUntil = this.#now() + PAUSE_MS;
      const reason = error instanceof Error ? error.message : 'unknown';
      if (!this.#isFailing && !this.#closing.signal.aborted)
        logger.error(
          { reason },
          'the JWKS endpoint does not return keys: the last keys are used for up to an hour',
        );
      this.#isFailing = true;
    }
    if (this.#last !== null) this.#askedAt = this.#now();
  }

  #now(): number {
    return monotonicNow(this.#dependencies.clock);
  }
}

/** The usable keys of the key set at `url`. Rejects when there is no key set, and on any status but 200. */
async function download(url: string, signal: AbortSignal): Promise<readonly JWK[]> {
  const headers = { accept: 'application/json, application/jwk-set+json' };
  const response = await fetch(url, { headers, signal, redirect: 'manual' });
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
  return readUsableKeys(parseJson(Buffer.concat(chunks).toString('utf8')));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('the response is not a JWK set');
  }
}
