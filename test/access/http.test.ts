import { writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AccessControl, createAccessControl } from '../../src/access/access-control.ts';
import { createToken } from '../../src/access/token-hash.ts';
import { readConfig } from '../../src/config/config.ts';
import { type App, compose } from '../../src/server/compose.ts';
import { createEndpoint } from '../../src/server/graphql-endpoint.ts';
import { createHttpServer, listen } from '../../src/server/http-server.ts';
import { knownProviders } from '../../src/server/start.ts';
import { type MockServer, sendJson, startMockServer } from '../support/mock-server.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { createTestClock } from '../support/test-clock.ts';
import { createTestLog, entryFor, temporaryFile } from './access-fixture.ts';
import { createSigningKey, jwtOptions, type SigningKey, signToken } from './issuer.ts';

const clock = createTestClock();
const NAMES = ['north', 'south', 'west'] as const;
const tokens = Object.fromEntries(NAMES.map((name) => [name, createToken()]));

let upstream: MockServer;
let switchboard: App;
let access: AccessControl;
let server: Server;
let port: number;
let tokensFile: string;
let key: SigningKey;

/** Writes a tokens file that admits the clients of these names, each with an OSVI account of its own. */
const admit = (names: readonly string[]): void =>
  writeFileSync(
    tokensFile,
    JSON.stringify(
      names.map((name) =>
        entryFor(tokens[name] ?? '', {
          name,
          scopes: ['calls:read', 'calls:content'],
          providers: { osvi: { apiKey: `key-of-${name}`, baseUrl: upstream.url } },
        }),
      ),
    ),
  );

beforeEach(async () => {
  key = await createSigningKey('ES256');
  upstream = await startMockServer((request, response) => {
    const owner = String(request.headers['api-token']).replace('key-of-', '');
    const respond = (): void =>
      sendJson(response, 200, { success: true, data: { summary: owner, call_summary: owner } });
    if (upstream.requests.length % 2 === 0) setTimeout(respond, 3);
    else respond();
  });
  const environment = { OSVI_API_KEY: 'key-of-server', OSVI_BASE_URL: upstream.url, LOG_LEVEL: 'silent' };
  switchboard = compose(readConfig(environment, knownProviders), { clock });
  tokensFile = temporaryFile('tokens.json');
  admit(NAMES);
  access = createAccessControl(
    {
      tokensFile,
      jwt: jwtOptions({ from: 'file', path: temporaryFile('jwks.json', JSON.stringify(key.jwk)) }),
    },
    { logger: createTestLog(), clock, providers: knownProviders },
  );
  const limits = { operationsPerSecond: 0, concurrentPerClient: 0, concurrentInTotal: 0 };
  server = createHttpServer(
    createEndpoint(switchboard, { tabs: [], accessControl: access, limits }),
    access.ready,
  );
  port = await listen(server, 0, '127.0.0.1');
});

afterEach(async () => {
  await new Promise((resolve) => {
    server.close(resolve);
    server.closeAllConnections();
  });
  access.close();
  switchboard.close();
  await upstream.close();
});

interface GraphResponse {
  readonly status: number;
  readonly challenge: string | null;
  readonly body: {
    readonly data?: Readonly<Record<string, Readonly<Record<string, unknown>> | null>>;
    readonly errors?: readonly { readonly message: string; readonly extensions: object }[];
  };
}

async function ask(
  authorization: string | null,
  query = '{ osviCall(callId: "1") { summary } }',
): Promise<GraphResponse> {
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (authorization !== null) headers['authorization'] = authorization;
  const body = JSON.stringify({ query });
  const response = await fetch(`http://127.0.0.1:${port}/graphql`, { method: 'POST', headers, body });
  return {
    status: response.status,
    challenge: response.headers.get('www-authenticate'),
    body: (await response.json()) as GraphResponse['body'],
  };
}

/** The status line of the response to a request written by hand. */
const askWith = (...headers: string[]): Promise<string> =>
  new Promise((resolve, reject) => {
    const body = '{"query":"{ __typename }"}';
    const socket = connect(port, '127.0.0.1');
    socket.once('error', reject);
    socket.once('data', (data) => {
      resolve(data.toString('latin1').split('\r\n', 1)[0] ?? '');
      socket.destroy();
    });
    const lines = ['POST /graphql HTTP/1.1', 'host: x', 'content-type: application/json', ...headers];
    socket.write(`${lines.join('\r\n')}\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
  });

describe('over HTTP, a client without a valid credential', () => {
  it.each([
    ['without a credential', null],
    ['with an unknown token', `Bearer ${createToken()}`],
    ['with a token in the wrong scheme', `Basic ${tokens['north']}`],
    ['with two tokens', `Bearer ${tokens['north']}, Bearer ${tokens['south']}`],
  ])('%s gets 401 and a challenge, and no request leaves', async (_who, authorization) => {
    const { status, challenge, body } = await ask(authorization);
    expect([status, challenge]).toEqual([401, 'Bearer']);
    expect(body.data).toBeUndefined();
    expect(body.errors).toHaveLength(1);
    expect(body.errors?.[0]?.extensions).toEqual({ code: 'UNAUTHENTICATED' });
    expect(upstream.requests).toHaveLength(0);
  });

  it('learns nothing of the graph: neither whether a document is valid nor a suggestion', async () => {
    for (const query of ['{ osviCal { id } }', '{', '{ __schema { types { name } } }'])
      expect((await ask(null, query)).body.errors?.[0]?.extensions).toEqual({ code: 'UNAUTHENTICATED' });
  });

  it('is rejected with a valid token behind an invalid one, and with a token in the URL', async () => {
    const good = `authorization: Bearer ${tokens['north']}`;
    expect(await askWith(`authorization: Bearer ${createToken()}`, good)).toContain(' 401 ');
    expect(await askWith()).toContain(' 401 ');
    const url = `http://127.0.0.1:${port}/graphql?access_token=${tokens['north']}&query={__typename}`;
    expect((await fetch(url, { headers: { 'x-requested-with': 'x' } })).status).toBe(401);
  });

  it('is rejected with a header of 15 KB, and the server keeps running', async () => {
    expect(await askWith(`authorization: Bearer ${'x'.repeat(15_000)}`)).toMatch(/ 4\d\d /);
    expect((await ask(`Bearer ${tokens['north']}`)).status).toBe(200);
  });
});

describe('over HTTP, a client', () => {
  it('may write header and scheme in any case, and with extra spaces', async () => {
    for (const header of [
      `AUTHORIZATION: BEARER ${tokens['north']}`,
      `Authorization:   bearer   ${tokens['north']}   `,
    ])
      expect(await askWith(header)).toContain(' 200 ');
  });

  it('sees calls through its own account', async () => {
    for (const name of NAMES) {
      const { body } = await ask(`Bearer ${tokens[name]}`);
      expect(body.data?.['osviCall']).toEqual({ summary: name });
    }
  });

  it('with a JWT sees calls through the account of the server, within its scopes', async () => {
    const { status, body } = await ask(
      `Bearer ${await signToken(key)}`,
      '{ osviCall(callId: "1") { id summary } }',
    );
    expect(status).toBe(200);
    expect(body.data?.['osviCall']).toEqual({ id: 'osvi:1', summary: null });
    expect(body.errors?.[0]?.extensions).toEqual({ code: 'FORBIDDEN', requiredScope: 'calls:content' });
  });
});

describe('tokens that are revoked and restored at random while requests are in flight', () => {
  it('authenticate exactly the clients in the file at the time of the request, each for its own calls', async () => {
    const random = seededRandom(7);
    const pick = (): (typeof NAMES)[number] => NAMES[Math.floor(random() * NAMES.length)] ?? 'north';
    let admitted = new Set<string>(NAMES);
    const tally = { in: 0, out: 0 };
    for (let round = 0; round < 150; round += 1) {
      const wave = Array.from({ length: 10 }, pick);
      const responses = await Promise.all(
        wave.map((name) => ask(`Bearer ${tokens[name]}`, `{ osviCall(callId: "${round % 7}") { summary } }`)),
      );
      for (const [index, { status, body }] of responses.entries()) {
        const name = wave[index] ?? '';
        expect(status).toBe(admitted.has(name) ? 200 : 401);
        expect(body.data?.['osviCall']?.['summary']).toBe(admitted.has(name) ? name : undefined);
        tally[admitted.has(name) ? 'in' : 'out'] += 1;
      }
      admitted = new Set(NAMES.filter(() => random() < 0.6));
      admit([...admitted]);
      if (random() < 0.2) clock.advance(86_400_000);
    }
    expect(Math.min(tally.in, tally.out)).toBeGreaterThan(300);
  });

  it('let a request in flight finish, and no new one begin', async () => {
    const pending: (() => void)[] = [];
    upstream.respondWith((_request, response) => {
      pending.push(() =>
        sendJson(response, 200, { success: true, data: { summary: 'north', call_summary: 'north' } }),
      );
    });
    const inFlight = ask(`Bearer ${tokens['north']}`);
    while (pending.length === 0) await new Promise((resolve) => setImmediate(resolve));
    admit(['south']);
    expect((await ask(`Bearer ${tokens['north']}`)).status).toBe(401);
    pending[0]?.();
    expect((await inFlight).body.data?.['osviCall']).toEqual({ summary: 'north' });
  });
});
