import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createRecordingLinks,
  type RecordingLinkOptions,
  RecordingLinkRejected,
} from '../../src/recordings/recording-link.ts';
import { createTestClock } from '../support/test-clock.ts';
import { GRANT } from './recordings-fixture.ts';

const KEY = Buffer.alloc(32, 7);

function createLinks(options: Partial<RecordingLinkOptions> = {}) {
  const clock = createTestClock();
  const links = createRecordingLinks({
    publicUrl: () => 'https://calls.example.com/',
    keys: [KEY],
    lifetimeSeconds: 3_600,
    clock,
    ...options,
  });
  return { clock, links };
}

const pathOf = (url: string): string => new URL(url).pathname + new URL(url).search;

describe('a recording link', () => {
  it('is a URL of this server that names the call, and reads back as it was signed', () => {
    const { links } = createLinks();
    const { url, expiresAt } = links.sign(GRANT);
    expect(url).toMatch(/^https:\/\/calls\.example\.com\/recordings\/acme%3Acall-1\?account=/);
    expect(links.verify(pathOf(url))).toEqual({ ...GRANT, expiresAt });
  });

  it.each(['a b', 'a/b', 'a?b', 'ä#%', 'a:b:c', 'a&account=x', '../..', '%2e', '"', '日本', '+1', ';=,'])(
    'carries the call id %j whole',
    (providerCallId) => {
      const { links } = createLinks();
      const grant = { ...GRANT, providerCallId };
      expect(links.verify(pathOf(links.sign(grant).url))).toMatchObject(grant);
    },
  );

  it('is valid until it expires, and lasts no longer than its lifetime', () => {
    for (const offset of [0, 1, 899_999, 900_000, 123_456]) {
      const { clock, links } = createLinks();
      clock.advance(offset);
      const signedAt = clock.now();
      const { url, expiresAt } = links.sign(GRANT);
      const lasts = expiresAt.getTime() - signedAt;
      expect(lasts).toBeGreaterThan(2_700_000);
      expect(lasts).toBeLessThanOrEqual(3_600_000);
      clock.advance(lasts - 1);
      expect(() => links.verify(pathOf(url))).not.toThrow();
      clock.advance(1);
      expect(() => links.verify(pathOf(url))).toThrow(RecordingLinkRejected);
    }
  });

  it('stays the same while a page polls, on every replica, so that a player is not restarted', () => {
    const [one, other] = [createLinks(), createLinks()];
    const { url } = one.links.sign(GRANT);
    one.clock.advance(60_000);
    expect(one.links.sign(GRANT).url).toBe(url);
    expect(other.links.sign(GRANT).url).toBe(url);
  });

  it('is accepted under any key that is still held, and signed with the first', () => {
    const next = Buffer.alloc(32, 8);
    const { links: before } = createLinks();
    const { links: during } = createLinks({ keys: [next, KEY] });
    const { links: after } = createLinks({ keys: [next] });
    const old = pathOf(before.sign(GRANT).url);
    expect(during.verify(old)).toMatchObject(GRANT);
    expect(() => after.verify(old)).toThrow(RecordingLinkRejected);
    expect(after.verify(pathOf(during.sign(GRANT).url))).toMatchObject(GRANT);
  });

  it('that another server signed is rejected', () => {
    const { links: foreign } = createLinks({ keys: [Buffer.alloc(32, 9)] });
    expect(() => createLinks().links.verify(pathOf(foreign.sign(GRANT).url))).toThrow(RecordingLinkRejected);
  });

  const { links } = createLinks();
  const good = pathOf(links.sign(GRANT).url);
  const signature = new URLSearchParams(good.split('?')[1]).get('signature') ?? '';
  const flipped = (signature.startsWith('A') ? 'B' : 'A') + signature.slice(1);
  const last = signature.at(-1) ?? '';
  const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const spare = signature.slice(0, -1) + ALPHABET[ALPHABET.indexOf(last) + 1];
  it.each([
    ['a signature of the same bytes in another spelling', good.replace(signature, spare)],
    ['another call', good.replace('call-1', 'call-2')],
    ['another provider', good.replace('acme', 'acmf')],
    ['a character moved from provider to call', good.replace('acme%3Acall', 'acm%3Aecall')],
    ['a call id with the account appended', good.replace('call-1', 'call-1fingerprint')],
    ['another account', good.replace('fingerprint-of-1', 'fingerprint-of-2')],
    ['another scope', good.replace('calls%3Acontent', 'calls%3Aidentity')],
    ['a scope that is none', good.replace('calls%3Acontent', 'calls%3Aall')],
    ['a later time', good.replace(/expires=(\d+)/, (_, at) => `expires=${Number(at) + 900}`)],
    ['a time with a leading zero in a longer form', good.replace('expires=', 'expires=00')],
    [
      'a time in another notation',
      good.replace(/expires=(\d+)/, (_, at) => `expires=${Number(at).toExponential()}`),
    ],
    ['a negative time', good.replace('expires=', 'expires=-')],
    ['another signature', good.replace(signature, flipped)],
    ['a short signature', good.replace(signature, signature.slice(1))],
    ['a long signature', good.replace(signature, `${signature}A`)],
    ['an empty signature', good.replace(signature, '')],
    ['no signature', good.replace(/&signature=.*/, '')],
    ['no account', good.replace(/account=[^&]*&/, '')],
    ['a second account', `${good}&account=fingerprint-of-2`],
    ['a second signature', `${good}&signature=${signature}`],
    ['a parameter more', `${good}&x=1`],
    ['a second question mark', `${good}?`],
    ['no query', good.split('?')[0] ?? ''],
    ['no call', good.replace('acme%3Acall-1', '')],
    ['a call without a provider', good.replace('acme%3A', '%3A')],
    ['a path below the call', good.replace('call-1', 'call-1/x')],
    ['another path', good.replace('/recordings/', '/recording/')],
    ['a broken escape', good.replace('acme%3A', 'acme%3')],
    ['an escape that is no UTF-8', good.replace('call-1', '%ff')],
    ['nothing', ''],
  ])('with %s is rejected', (_title, path) => {
    expect(path).not.toBe(good);
    expect(() => links.verify(path)).toThrow(RecordingLinkRejected);
  });

  it('that is any other text is rejected, and with no other error', () => {
    const parts = fc.constantFrom(
      '/recordings/',
      'acme',
      '%3A',
      ':',
      '%',
      '?',
      '&',
      '=',
      'account',
      'expires',
      '1',
      good,
    );
    const text = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.array(parts).map((list) => list.join('')),
    );
    fc.assert(
      fc.property(text, (path) => {
        fc.pre(path !== good);
        expect(() => links.verify(path)).toThrow(RecordingLinkRejected);
      }),
    );
  });

  it('says nothing of what was wrong with it', () => {
    const messages = [good.replace('call-1', 'call-2'), `${good}&x=1`, ''].map((path) => {
      try {
        return links.verify(path);
      } catch (error) {
        return String(error);
      }
    });
    expect(new Set(messages).size).toBe(1);
  });
});
