import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { type CallKey, toCallId } from '../domain/call-key.ts';
import type { Clock } from '../domain/clock.ts';
import { SCOPES, type Scope } from '../domain/scope.ts';

/** The grant of a link: the recording of one call, read with one account, under one scope, until one moment. */
export interface RecordingGrant extends CallKey {
  /** `Account.fingerprint` of the account that the recording is read with. */
  readonly accountFingerprint: string;
  /** The scope that the client held when the link was signed. */
  readonly scope: Scope;
  /** In whole seconds. */
  readonly expiresAt: Date;
}

export interface RecordingLink {
  /** An absolute URL of this server. */
  readonly url: string;
  readonly expiresAt: Date;
}

/** The link is malformed, expired, or not signed with a key of this server for exactly what it names. */
export class RecordingLinkRejected extends Error {
  override readonly name = 'RecordingLinkRejected';

  constructor() {
    super('This recording link is not valid, or no longer. Query the call for a new playbackUrl.');
  }
}

export interface RecordingLinks {
  sign(grant: Omit<RecordingGrant, 'expiresAt'>): RecordingLink;
  /** Reads a request's path and query. Throws `RecordingLinkRejected` for every link that `sign` did not make. */
  verify(pathAndQuery: string): RecordingGrant;
}

export interface RecordingLinkOptions {
  /** The URL at which clients reach this server, such as `https://calls.example.com`. A trailing slash is ignored. */
  readonly publicUrl: () => string;
  /** Keys of 32 bytes. The first signs; each of them verifies, so that a key can be rotated. */
  readonly keys: readonly [Buffer, ...Buffer[]];
  /** The longest that a link is valid, in seconds. */
  readonly lifetimeSeconds: number;
  readonly clock: Clock;
}

export const RECORDINGS_PATH = '/recordings/';

const PARAMETERS = ['account', 'scope', 'expires', 'signature'] as const;

/** Links expire on multiples of this part of their lifetime. */
const STEPS_PER_LIFETIME = 4;

/**
 * Creates and verifies recording links, which are capabilities: a client that holds one needs no other credential, as
 * an `<audio>` element can send none. Every replica with the same key and public URL makes the same link for up to a
 * quarter of the lifetime, so that a page which polls a call does not restart its player; a link is therefore valid
 * for three quarters of the lifetime at least.
 */
export function createRecordingLinks(options: RecordingLinkOptions): RecordingLinks {
  const { keys, lifetimeSeconds, clock } = options;
  const secrets = keys.map(deriveSecret) as [Buffer, ...Buffer[]];

  return {
    sign(granted) {
      const step = Math.max(1, Math.floor(lifetimeSeconds / STEPS_PER_LIFETIME));
      const expiresSeconds = Math.floor((clock.now() / 1_000 + lifetimeSeconds) / step) * step;
      const grant = { ...granted, expiresAt: new Date(expiresSeconds * 1_000) };
      const query = new URLSearchParams({
        account: grant.accountFingerprint,
        scope: grant.scope,
        expires: String(expiresSeconds),
        signature: signatureOf(grant, secrets[0]).toString('base64url'),
      });
      const path = RECORDINGS_PATH + encodeURIComponent(toCallId(grant));
      const publicUrl = options.publicUrl().replace(/\/+$/, '');
      return { url: `${publicUrl}${path}?${query}`, expiresAt: grant.expiresAt };
    },
    verify(pathAndQuery) {
      const { grant, signature } = parseLink(pathAndQuery);
      // every key is tried, so that the time taken does not say which one signed
      const matches = secrets.filter((secret) => timingSafeEqual(signatureOf(grant, secret), signature));
      if (matches.length === 0 || grant.expiresAt.getTime() <= clock.now()) throw new RecordingLinkRejected();
      return grant;
    },
  };
}

/** A secret for this purpose alone: the same key may encrypt the cache, and neither use reveals the other. */
const deriveSecret = (key: Buffer): Buffer =>
  Buffer.from(hkdfSync('sha256', key, '', 'switchboard recording link', SIGNATURE_BYTES));

const SIGNATURE_BYTES = 32;

/** Signs a list of JSON texts rather than joined texts, so that no part can lend characters to its neighbour. */
function signatureOf(grant: RecordingGrant, secret: Buffer): Buffer {
  const { provider, providerCallId, accountFingerprint, scope, expiresAt } = grant;
  const signed = JSON.stringify([provider, providerCallId, accountFingerprint, scope, expiresAt.getTime()]);
  return createHmac('sha256', secret).update(signed).digest();
}

/** Reads a link as `sign` writes it: no parameter missing, added or given twice. */
function parseLink(pathAndQuery: string): { readonly grant: RecordingGrant; readonly signature: Buffer } {
  const [path = '', query = '', ...rest] = pathAndQuery.split('?');
  const parameters = [...new URLSearchParams(query)];
  const { account, scope, expires, signature } = Object.fromEntries(parameters);
  const callId = decodeSegment(path);
  const colon = callId.indexOf(':');
  if (
    rest.length > 0 ||
    parameters.length !== PARAMETERS.length ||
    account === undefined ||
    !isScope(scope) ||
    !/^\d{1,11}$/.test(expires ?? '') ||
    colon < 1
  ) {
    throw new RecordingLinkRejected();
  }
  return {
    grant: {
      provider: callId.slice(0, colon),
      providerCallId: callId.slice(colon + 1),
      accountFingerprint: account,
      scope,
      expiresAt: new Date(Number(expires) * 1_000),
    },
    signature: decodeSignature(signature),
  };
}

/** The 43rd character has bits to spare: of the four that decode alike, only the one that encoding yields is accepted. */
function decodeSignature(text = ''): Buffer {
  const signature = Buffer.from(text, 'base64url');
  if (signature.length !== SIGNATURE_BYTES || signature.toString('base64url') !== text) {
    throw new RecordingLinkRejected();
  }
  return signature;
}

const isScope = (text: string | undefined): text is Scope => SCOPES.some((scope) => scope === text);

function decodeSegment(path: string): string {
  const segment = path.startsWith(RECORDINGS_PATH) ? path.slice(RECORDINGS_PATH.length) : '/';
  if (segment.includes('/')) throw new RecordingLinkRejected();
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new RecordingLinkRejected();
  }
}
