import type { IncomingMessage, OutgoingHttpHeader, ServerResponse } from 'node:http';
import { compress } from './compress.ts';
import { type ContentCoding, contentCodingFor } from './content-coding.ts';

/** Shorter bodies fit in one packet with their headers, so that compression would save nothing. */
const MIN_BYTES = 1_024;

/** Media types that shrink. A stream of events or of parts is not among them: compression would hold its parts back. */
const COMPRESSIBLE =
  /^(?:application\/(?:graphql-response\+)?json|text\/(?!event-stream)[\w.+-]+|image\/svg\+xml)(?:;|$)/i;

/**
 * Lets `response` compress its body when the request asks for it. This is the one place that does so, for the fast path,
 * Yoga and pages alike; a request without `accept-encoding` pays one comparison. The header `vary` is set only where the
 * client sent `accept-encoding`, because a response that varies is not stored by caches in any case.
 *
 * The BREACH attack does not apply: it needs a page of another site that makes a browser send requests with the victim's
 * credentials and with text of the attacker's choice. Credentials travel in a header that browsers never add by
 * themselves, and no response contains a credential.
 */
export function compressWhenAsked(request: IncomingMessage, response: ServerResponse): void {
  const accepted = request.headers['accept-encoding'];
  if (accepted === undefined) return;
  deferHead(response, request.method === 'HEAD' ? null : contentCodingFor(accepted));
}

type Chunk = string | Uint8Array;

/**
 * Defers the head of `response` until its whole body is known. A response that is not compressed goes on as Node made
 * it, from its head on.
 */
function deferHead(response: ServerResponse, coding: ContentCoding | null): void {
  let isHeadKnown = false;
  const chunks: Chunk[] = [];
  const overrides = {
    writeHead(status: number, ...rest: unknown[]): ServerResponse {
      response.statusCode = status;
      const [first] = rest;
      if (typeof first === 'string') response.statusMessage = first;
      addHeaders(response, rest.at(-1));
      isHeadKnown = true;
      if (!isCompressible(response)) release();
      else {
        addVary(response);
        if (coding === null) release();
      }
      return response;
    },
    write(chunk: Chunk, ...rest: unknown[]): boolean {
      if (isHeadKnown) return chunks.push(chunk) > 0;
      release();
      return Reflect.apply(response.write, response, [chunk, ...rest]);
    },
    end(...args: unknown[]): ServerResponse {
      release();
      const [last] = args;
      if (isChunk(last)) chunks.push(last);
      const body = toBytes(chunks);
      const callback = args.find((each) => typeof each === 'function') as (() => void) | undefined;
      if (coding === null || !isHeadKnown || body.length < MIN_BYTES) return response.end(body, callback);
      compress(body, coding, (compressed) => {
        if (response.destroyed) return;
        if (compressed === null) return void response.end(body, callback);
        response.setHeader('content-encoding', coding);
        response.setHeader('content-length', compressed.length);
        response.end(compressed, callback);
      });
      return response;
    },
  };
  const release = (): void => {
    for (const name of Object.keys(overrides)) Reflect.deleteProperty(response, name);
  };
  Object.assign(response, overrides);
}

const isChunk = (value: unknown): value is Chunk => typeof value === 'string' || value instanceof Uint8Array;

/** One chunk keeps its identity, by which its compressed form is remembered. */
function toBytes(chunks: readonly Chunk[]): Uint8Array {
  const [first] = chunks;
  if (chunks.length === 1 && first instanceof Uint8Array) return first;
  return Buffer.concat(chunks.map((chunk) => (typeof chunk === 'string' ? Buffer.from(chunk) : chunk)));
}

/** Adds headers in either form that `writeHead` takes: an object, or a list of alternating names and values. */
function addHeaders(response: ServerResponse, headers: unknown): void {
  if (Array.isArray(headers)) {
    const list = headers as OutgoingHttpHeader[];
    for (let index = 0; index < list.length; index += 2) response.removeHeader(String(list[index]));
    for (let index = 0; index < list.length; index += 2)
      response.appendHeader(String(list[index]), String(list[index + 1]));
  } else if (typeof headers === 'object' && headers !== null) {
    for (const [name, value] of Object.entries(headers as Record<string, OutgoingHttpHeader | undefined>))
      if (value !== undefined) response.setHeader(name, value);
  }
}

function isCompressible(response: ServerResponse): boolean {
  if (response.statusCode === 304 || response.hasHeader('content-encoding')) return false;
  return COMPRESSIBLE.test(String(response.getHeader('content-type') ?? ''));
}

function addVary(response: ServerResponse): void {
  const vary = [response.getHeader('vary') ?? []].flat().join(', ');
  response.setHeader('vary', vary === '' ? 'accept-encoding' : `${vary}, accept-encoding`);
}
