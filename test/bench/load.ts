import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { isDeepStrictEqual } from 'node:util';
import { expectedResponse } from './expected-call.ts';
import { type ReadResponse, ResponseReader } from './response-reader.ts';

/**
 * A minimal load generator: libraries spend more on a request than some of the servers do. It writes prepared requests
 * and compares every response with the expected one. Run as `load.js`, with the JSON of `LoadSpec` on standard input;
 * prints the JSON of `LoadResult`.
 */
export interface LoadSpec {
  readonly port: number;
  readonly connections: number;
  /** Duration in seconds, or number of requests: one of the two is set. */
  readonly seconds?: number;
  readonly requests?: number;
  readonly headers: Readonly<Record<string, string>>;
  /** A body in which `@N@` is replaced by a counter, so that no two requests are equal; or a list of bodies that is cycled. */
  readonly bodies: readonly string[];
  /** First value of `@N@`. */
  readonly from?: number;
  /** Requests a second over all connections. Default: as many as possible. */
  readonly rate?: number;
  /** Number of additional idle connections. */
  readonly idleConnections?: number;
}

export interface LoadResult {
  readonly requests: number;
  /** Requests without the expected response. */
  readonly failures: number;
  readonly seconds: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  /** First unused value of `@N@`. */
  readonly next: number;
}

const SAMPLES = 400_000;

const spec: LoadSpec = JSON.parse(readFileSync(0, 'utf8')) as LoadSpec;
const head = `POST /graphql HTTP/1.1\r\nhost: 127.0.0.1:${spec.port}\r\n${Object.entries(spec.headers)
  .map(([name, value]) => `${name}: ${value}\r\n`)
  .join('')}`;
const counts = spec.bodies.some((body) => body.includes('@N@'));
const made = counts ? [] : spec.bodies.map(toRequest);

interface PreparedRequest {
  readonly bytes: Buffer;
  readonly expected: string;
}

let sent = 0;
let counter = spec.from ?? 0;
let answered = 0;
let failures = 0;
const latencies = new Float64Array(SAMPLES);
const began = performance.now();
const endsAt = spec.seconds === undefined ? Number.POSITIVE_INFINITY : began + spec.seconds * 1000;
const most = spec.requests ?? Number.POSITIVE_INFINITY;

function toRequest(body: string): PreparedRequest {
  return {
    bytes: Buffer.from(`${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`),
    expected: expectedResponse(body),
  };
}

function nextRequest(): PreparedRequest | null {
  if (performance.now() >= endsAt) return null;
  if (sent >= most) return null;
  const turn = sent % spec.bodies.length;
  sent += 1;
  if (!counts) return made[turn] ?? null;
  const body = (spec.bodies[turn] ?? '').replaceAll('@N@', () => {
    counter += 1;
    return String(counter);
  });
  return toRequest(body);
}

/** Servers may order the members of an object as they like. */
function isExpected({ head, body }: ReadResponse, expected: string): boolean {
  if (!head.startsWith('http/1.1 200')) return false;
  if (body === expected) return true;
  try {
    return isDeepStrictEqual(JSON.parse(body), JSON.parse(expected));
  } catch {
    return false;
  }
}

/** Waits for the next slot when the rate is limited. */
function whenDue(send: () => void): void {
  const due = spec.rate === undefined ? 0 : began + (sent / spec.rate) * 1000;
  const wait = due - performance.now();
  if (wait <= 1) send();
  else setTimeout(send, wait);
}

function run(): Promise<void> {
  return new Promise((resolve) => {
    const socket: Socket = connect(spec.port, '127.0.0.1');
    socket.setNoDelay(true);
    const reader = new ResponseReader();
    let sentAt = 0;
    let expected = '';
    const send = (): void =>
      whenDue(() => {
        const request = nextRequest();
        if (request === null) return void socket.destroy();
        expected = request.expected;
        sentAt = performance.now();
        socket.write(request.bytes);
      });
    socket.on('connect', send);
    socket.on('error', () => {
      failures += 1;
    });
    socket.on('close', resolve);
    socket.on('data', (data: Buffer) => {
      const response = reader.push(data);
      if (response === null) return;
      latencies[answered % SAMPLES] = performance.now() - sentAt;
      answered += 1;
      if (!isExpected(response, expected)) failures += 1;
      send();
    });
  });
}

const idle = Array.from({ length: spec.idleConnections ?? 0 }, () => connect(spec.port, '127.0.0.1'));
await Promise.all(Array.from({ length: spec.connections }, run));
const seconds = (performance.now() - began) / 1000;
for (const socket of idle) socket.destroy();

const sorted = latencies.subarray(0, Math.min(answered, SAMPLES)).sort();
const quantile = (q: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? 0;
const result: LoadResult = {
  requests: answered,
  failures,
  seconds,
  p50: quantile(0.5),
  p90: quantile(0.9),
  p99: quantile(0.99),
  next: counter,
};
process.stdout.write(`${JSON.stringify(result)}\n`);
