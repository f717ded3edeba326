import { connect } from 'node:net';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codesOf, startTestServer, type TestServer } from '../../support/test-server.ts';

const nested = (levels: number, open: string, close = '}'): string =>
  open.repeat(levels) + close.repeat(levels);

/** Members with a name of their own each. */
const members = (count: number): string =>
  Array.from({ length: count }, (_, index) => `"${index.toString(36)}x":1`).join(',');

const doubled = (levels: number): string =>
  levels === 0 ? 'name' : `ofType { ${doubled(levels - 1)} } `.repeat(2);

describe('limits of an operation', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({}, { endpoint: {} });
  });
  afterAll(() => server.stop());

  const extensionsOf = async (query: string, variables?: object): Promise<unknown[]> => {
    const { status, body } = await server.ask({ query, variables });
    expect(status).toBe(400);
    expect(body).not.toHaveProperty('data');
    return (body.errors ?? []).map(({ extensions }) => extensions);
  };

  it('reject a body over the limit with 413, with or without a declared length', async () => {
    const body = JSON.stringify({ query: '{ __typename }', variables: { x: 'x'.repeat(1_000_000) } });
    const declared = await server.send({
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    const streamed = await server.send({
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: new Blob([body]).stream(),
      duplex: 'half',
    } as RequestInit);
    for (const { status, body: rejected } of [declared, streamed]) {
      expect(status).toBe(413);
      expect(rejected.errors?.[0]?.extensions).toEqual({
        code: 'LIMIT_EXCEEDED',
        limit: 'bodyBytes',
        allowed: 1_000_000,
      });
    }
  });

  it('reject too many tokens', async () => {
    expect(await extensionsOf(`{ ${'__typename '.repeat(4000)} }`)).toEqual([
      { code: 'LIMIT_EXCEEDED', limit: 'tokens', allowed: 4000 },
    ]);
  });

  it('reject fields nested too deeply, also through fragments', async () => {
    expect(await extensionsOf(nested(13, '{ a '))).toEqual([
      { code: 'LIMIT_EXCEEDED', limit: 'depth', allowed: 12, found: 13 },
    ]);
    const spread = `{ ${nested(6, 'a { ', '...F }')} } fragment F on Query ${nested(7, '{ a ')}`;
    expect(await extensionsOf(spread)).toContainEqual(
      expect.objectContaining({ limit: 'depth', allowed: 12, found: 13 }),
    );
  });

  it('report too many aliases, root fields and directives in one response', async () => {
    const aliases = Array.from({ length: 101 }, (_, index) => `a${index}: __typename @skip(if: true)`);
    expect(await extensionsOf(`{ ${aliases.join(' ')} }`)).toEqual([
      { code: 'LIMIT_EXCEEDED', limit: 'aliases', allowed: 100, found: 101 },
      { code: 'LIMIT_EXCEEDED', limit: 'rootFields', allowed: 50, found: 101 },
      { code: 'LIMIT_EXCEEDED', limit: 'directives', allowed: 50, found: 101 },
    ]);
  });

  it('count a fragment as often as it is spread, in linear time', async () => {
    const doubling = Array.from(
      { length: 60 },
      (_, n) => `fragment F${n} on Query { ...F${n + 1} ...F${n + 1} }`,
    );
    const started = performance.now();
    const extensions = await extensionsOf(
      `{ ...F0 } ${doubling.join(' ')} fragment F60 on Query { a: __typename }`,
    );
    expect(extensions).toContainEqual({
      code: 'LIMIT_EXCEEDED',
      limit: 'aliases',
      allowed: 100,
      found: 2 ** 60,
    });
    expect(performance.now() - started).toBeLessThan(1000);
  });

  it('reject comments beyond the limit of tokens', async () => {
    expect(await extensionsOf(`{ __typename } ${'#\n'.repeat(4_001)}`)).toEqual([
      { code: 'LIMIT_EXCEEDED', limit: 'tokens', allowed: 4000 },
    ]);
  });

  it.each([
    ['line feeds', '\n'.repeat(4_001)],
    ['carriage returns', '\r'.repeat(4_001)],
    ['both', '\r\n'.repeat(2_001)],
    ['those within a string', `a(b: """${'\n'.repeat(4_001)}""")`],
  ])('reject line breaks beyond the limit of tokens: %s', async (_what, text) => {
    expect(await extensionsOf(`{ ${text} __typename }`)).toEqual([
      { code: 'LIMIT_EXCEEDED', limit: 'tokens', allowed: 4000 },
    ]);
  });

  it.each([
    ['of fields', (fields: string) => `{ __schema { types { ${fields} } } }`],
    [
      'in a fragment',
      (fields: string) => `{ __schema { types { ...F } } } fragment F on __Type { ${fields} }`,
    ],
    ['of a type', (fields: string) => `{ __type(name: "Call") { ${fields} } }`],
  ])('reject aliases in introspection beyond the fifth: %s', async (_where, query) => {
    const fields = (count: number): string =>
      Array.from({ length: count }, (_, index) => `a${index}: fields { name }`).join(' ');
    expect((await server.ask({ query: query(fields(5)) })).status).toBe(200);
    expect(await extensionsOf(query(fields(6)))).toEqual([
      { code: 'LIMIT_EXCEEDED', limit: 'aliases', allowed: 5, found: 6 },
    ]);
  });

  it('reject aliases of the introspection beyond the fifth', async () => {
    const roots = Array.from({ length: 6 }, (_, index) => `a${index}: __schema { types { name } }`);
    expect(await extensionsOf(`{ ${roots.join(' ')} }`)).toEqual([
      { code: 'LIMIT_EXCEEDED', limit: 'aliases', allowed: 5, found: 6 },
    ]);
  });

  it('reject too many values of variables, whether or not they fit', async () => {
    for (const value of ['osvi:1', null, [], {}]) {
      const variables = { ids: Array(20_000).fill(value) };
      expect(await extensionsOf('query Q($ids: [ID!]!) { calls(ids: $ids) { id } }', variables)).toEqual([
        { code: 'LIMIT_EXCEEDED', limit: 'variableValues', allowed: 10_000 },
      ]);
    }
  });

  it.each([
    ['lists', `"variables":{"a":[${'[],'.repeat(330_000)}[]]}`],
    ['numbers', `"variables":{"a":[${'1,'.repeat(495_000)}1]}`],
    ['objects', `"variables":{"a":[${'{"a":1},'.repeat(120_000)}1]}`],
    ['members of their own', `"variables":{${members(80_000)}}`],
    ['members of an extension', `"extensions":{${members(80_000)}}`],
    ['members of the request', members(80_000)],
    ['nested members', `"variables":{"a":[${`${'{"a":'.repeat(150)}1${'}'.repeat(150)},`.repeat(1_000)}1]}`],
  ])('reject a megabyte of %s before it is parsed', async (_what, values) => {
    const headers = { 'content-type': 'application/json', accept: 'application/graphql-response+json' };
    const body = `{"query":"{ __typename }",${values}}`;
    const delays = monitorEventLoopDelay({ resolution: 1 });
    delays.enable();
    const rejected = await server.send({ method: 'POST', headers, body });
    delays.disable();
    expect([rejected.status, rejected.body.errors?.[0]?.extensions]).toEqual([
      400,
      { code: 'LIMIT_EXCEEDED', limit: 'variableValues', allowed: 10_000 },
    ]);
    expect(delays.max / 1e6).toBeLessThan(50);
  });

  it('reject a body in more parts than its length explains, and close its connection', async () => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    const body = JSON.stringify({ query: '{ __typename }', variables: { a: 'x'.repeat(10_000) } });
    socket.write(
      'POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n',
    );
    socket.write(`${body.replaceAll(/./g, '1\r\n$&\r\n')}0\r\n\r\n`);
    let received = '';
    for await (const chunk of socket) received += String(chunk);
    expect(received).toMatch(/^HTTP\/1\.1 400 [\s\S]*"code":"BAD_REQUEST"/);
  });

  it('admit a body in packets of 536 bytes, and a short one in parts of a byte', async () => {
    for (const [bytes, part] of [
      [900_000, 536],
      [200, 1],
    ] as const) {
      const body = JSON.stringify({ query: '{ __typename }', variables: { a: 'x'.repeat(bytes) } });
      const parts = body.replaceAll(
        new RegExp(`.{1,${part}}`, 'g'),
        (text) => `${text.length.toString(16)}\r\n${text}\r\n`,
      );
      const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
      socket.write(
        `POST /graphql HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n${parts}0\r\n\r\n`,
      );
      let received = '';
      for await (const chunk of socket) received += String(chunk);
      expect(received).toMatch(/^HTTP\/1\.1 200 /);
    }
  });

  it('reject JSON that nests too deeply, in any member and in a query string', async () => {
    const deep = `${'['.repeat(6_000)}${']'.repeat(6_000)}`;
    const headers = { 'content-type': 'application/json' };
    for (const member of ['extensions', 'variables', 'operationName', 'query', 'documentId', 'other']) {
      const body = `{"query":"{ __typename }","${member}":${member === 'extensions' ? `{"a":${deep}}` : deep}}`;
      const rejected = await server.send({ method: 'POST', headers, body });
      expect([rejected.status, codesOf(rejected)]).toEqual([400, ['BAD_REQUEST']]);
    }
    const url = `/graphql?query={__typename}&extensions=${deep}`;
    const rejected = await server.send({ headers: { 'x-requested-with': 'x' } }, url);
    expect([rejected.status, codesOf(rejected)]).toEqual([400, ['BAD_REQUEST']]);
  });

  it.each([
    ['fields of one name', `{ callLog { nodes { ${'agent { id } '.repeat(300)} } } }`],
    [
      'chained fragments',
      `{ ...F0 } ${Array.from({ length: 400 }, (_, n) => `fragment F${n} on Query { ...F${n + 1} }`).join(' ')} fragment F400 on Query { __typename }`,
    ],
    [
      'fragments side by side',
      `{ providers { ${Array.from({ length: 400 }, (_, n) => `...F${n}`).join(' ')} } } ${Array.from({ length: 400 }, (_, n) => `fragment F${n} on ProviderInfo { name }`).join(' ')}`,
    ],
    ['selections that double at each level', `{ __schema { types { ${doubled(9)} } } }`],
    [
      'operations that share fragments',
      `${Array.from({ length: 300 }, (_, n) => `query Q${n} { ...F0 }`).join(' ')} ${Array.from({ length: 200 }, (_, n) => `fragment F${n} on Query { ...F${n + 1} }`).join(' ')} fragment F200 on Query { __typename }`,
    ],
    ['inline fragments', `{ providers { ${'... on ProviderInfo { name } '.repeat(600)} } }`],
  ])('reject %s that take long to compare, before they are compared', async (_name, query) => {
    const started = performance.now();
    const { body } = await server.ask({
      query,
      ...(query.startsWith('query Q0') && { operationName: 'Q0' }),
    });
    expect(body.errors?.map(({ extensions }) => extensions)).toEqual([
      { code: 'LIMIT_EXCEEDED', limit: 'fieldComparisons', allowed: 10_000 },
    ]);
    expect(performance.now() - started).toBeLessThan(200);
  });

  it('admit a selection that many fragments share', async () => {
    const fragments = Array.from({ length: 60 }, (_, n) => `fragment F${n} on ProviderInfo { name healthy }`);
    const spreads = fragments.map((_, n) => `...F${n}`).join(' ');
    const { status } = await server.ask({ query: `{ providers { ${spreads} } } ${fragments.join(' ')}` });
    expect(status).toBe(200);
  });

  it('admit the introspection query', async () => {
    const { status, body } = await server.ask({
      query: getIntrospectionQuery({ inputValueDeprecation: true }),
    });
    expect(status).toBe(200);
    expect(body.errors).toBeUndefined();
  });

  it('reject documents at the limit of the parser without an unexpected error', async () => {
    for (const query of [
      nested(1300, '{a'),
      `{ a(b: ${nested(1990, '[', ']')}) }`,
      `{ a(b: ${nested(990, '{a:', '}')}) }`,
      `{ a(b: ${'{a:'.repeat(990)}1${'}'.repeat(990)}) }`,
      nested(990, '{...'),
      `{ ...F0 } ${Array.from({ length: 570 }, (_, n) => `fragment F${n} on Query{...F${n + 1}}`).join(' ')}`,
      `{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }`,
      `query(${Array.from({ length: 1 }, () => `$a: ${nested(1900, '[', ']')}`)}) { a }`,
      `query($a: ${'['.repeat(1900)}ID${']'.repeat(1900)}) { __typename }`,
      `{ ${'providers { name } '.repeat(900)} }`,
    ]) {
      const started = performance.now();
      const { status, body } = await server.ask({ query });
      expect(status, query.slice(0, 40)).toBe(400);
      expect(JSON.stringify(body)).not.toContain('INTERNAL_SERVER_ERROR');
      expect(performance.now() - started).toBeLessThan(2000);
    }
  });
});

describe('names that every object inherits, or that promises have', () => {
  const NAMES = [
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    '__defineGetter__',
    'then',
    'length',
  ];
  let server: TestServer;
  let withoutFastPath: TestServer;
  beforeAll(async () => {
    server = await startTestServer({}, { endpoint: {} });
    withoutFastPath = await startTestServer({}, { endpoint: { fastPath: false } });
  });
  afterAll(async () => {
    await server.stop();
    await withoutFastPath.stop();
  });

  const PLACES: readonly (readonly [string, (name: string) => string, string?])[] = [
    ['an alias of a field', (name) => `{ call(id: "osvi:1") { ${name}: id } providers { ${name}: name } }`],
    ['an alias of a root field', (name) => `{ ${name}: providers { name } }`],
    ['an alias of a list', (name) => `{ callLog { ${name}: nodes { id } edges { ${name}: node { id } } } }`],
    ['an operation', (name) => `query ${name} { providers { name } }`],
    ['a fragment', (name) => `{ providers { ...${name} } } fragment ${name} on ProviderInfo { name }`],
    ['an unknown fragment', (name) => `{ providers { ...${name} } }`],
    ['an unknown field', (name) => `{ ${name} providers { ${name} } }`],
    ['an unknown argument', (name) => `{ call(id: "osvi:1", ${name}: 1) { id } }`],
    ['an unknown type', (name) => `{ call(id: "osvi:1") { ... on ${name} { id } } }`],
    ['an unknown directive', (name) => `{ providers @${name} { name } }`],
    ['a word', (name) => `{ callLog(filter: {providers: [${name}]}) { nodes { id } } }`],
    ['a provider', (name) => `{ call(id: "${name}:1") { id } }`],
    [
      'a member of an input',
      () => 'query Q($f: CallLogFilter) { callLog(filter: $f) { nodes { id } } }',
      '{"f":{"NAME":1}}',
    ],
    ['a variable', (name) => `query Q($${name}: ID!) { call(id: $${name}) { id } }`, '{"NAME":"osvi:1"}'],
    ['a variable that is missing', (name) => `query Q($${name}: ID!) { call(id: $${name}) { id } }`, '{}'],
    [
      'a variable with a default',
      (name) => `query Q($${name}: Boolean = true) { providers { name @skip(if: $${name}) } }`,
      '{}',
    ],
  ];

  const ROWS = PLACES.map(([place, query, variables = '{}']) => ({ place, query, variables }));
  it.each(ROWS)('are names like any other of $place', async ({ query, variables }) => {
    for (const name of NAMES) {
      const params = { query: query(name), variables: JSON.parse(variables.replace('NAME', name)) as object };
      const expected = await withoutFastPath.ask(params);
      expect(JSON.stringify(expected.body), name).not.toContain('INTERNAL_SERVER_ERROR');
      for (let time = 0; time < 10; time += 1) {
        const { status, body } = await server.ask(params);
        expect([status, body], name).toEqual([expected.status, expected.body]);
      }
    }
  });
});

describe('the cost of an operation in upstream requests', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({}, { endpoint: { limits: { upstreamRequests: 4 } } });
  });
  afterAll(() => server.stop());

  const ids = (provider: string, count: number): string[] =>
    Array.from({ length: count }, (_, index) => `${provider}:no-such-call-${index}`);
  const operationCost = async (query: string, variables?: object): Promise<unknown> => {
    const { body } = await server.ask({ query, variables });
    const extensions = body.errors?.[0]?.extensions;
    return extensions?.['limit'] === 'upstreamRequests' ? extensions['found'] : 'within the limit';
  };
  const CALLS = 'query Q($ids: [ID!]!) { calls(ids: $ids) { id } }';

  it('counts the ids of a list, from variables and literals', async () => {
    expect(await operationCost(CALLS, { ids: ids('osvi', 4) })).toBe('within the limit');
    expect(await operationCost(CALLS, { ids: ids('osvi', 5) })).toBe(5);
    expect(await operationCost(`{ nodes(ids: ${JSON.stringify(ids('osvi', 5))}) { id } }`)).toBe(5);
  });

  it('counts the calls of callResults by what is selected below `call`', async () => {
    const results = (fields: string) => `query Q($ids: [ID!]!) { callResults(ids: $ids) { id ${fields} } }`;
    expect(await operationCost(results(''), { ids: ids('osvi', 5) })).toBe(5);
    expect(await operationCost(results('call { id }'), { ids: ids('voxworks', 4) })).toBe('within the limit');
    const both = results('call { raw transcript { turns { text } } } error { code }');
    expect(await operationCost(both, { ids: ids('voxworks', 2) })).toBe('within the limit');
    expect(await operationCost(both, { ids: ids('voxworks', 3) })).toBe(6);
  });

  it('counts the ids of a variable whatever its name is', async () => {
    for (const name of ['toString', 'constructor', '__proto__', 'hasOwnProperty']) {
      const query = `query Q($${name}: [ID!]!) { calls(ids: $${name}) { id } }`;
      const list = JSON.stringify(ids('osvi', 5));
      expect(await operationCost(query, JSON.parse(`{"${name}":${list}}`)), name).toBe(5);
      const byDefault = `query Q($${name}: [ID!]! = ${list}) { calls(ids: $${name}) { id } }`;
      expect(await operationCost(byDefault), name).toBe(5);
    }
  });

  it('charges nothing for an id that cannot be one, for no request leaves for it', async () => {
    expect(await operationCost(CALLS, { ids: [...ids('osvi', 4), 'nobody:1', 'osvi:', 'osvi:..'] })).toBe(
      'within the limit',
    );
  });

  it('counts an id once, however often it is asked for', async () => {
    expect(await operationCost(CALLS, { ids: Array(50).fill('osvi:one') })).toBe('within the limit');
    const twice =
      'query Q($ids: [ID!]!) { calls(ids: $ids) { id } nodes(ids: $ids) { id } a: call(id: "osvi:1") { id } b: osviCall(callId: "1") { id } }';
    expect(await operationCost(twice, { ids: ids('osvi', 3) })).toBe('within the limit');
    expect(await operationCost(twice, { ids: ids('osvi', 4) })).toBe(5);
  });

  it('counts both endpoints of a provider when the selected fields need both', async () => {
    expect(await operationCost(CALLS, { ids: ids('voxworks', 4) })).toBe('within the limit');
    const both = 'query Q($ids: [ID!]!) { calls(ids: $ids) { raw transcript { turns { text } } } }';
    expect(await operationCost(both, { ids: ids('puretalk', 4) })).toBe('within the limit');
    expect(await operationCost(both, { ids: ids('voxworks', 2) })).toBe('within the limit');
    expect(await operationCost(both, { ids: ids('voxworks', 3) })).toBe(6);
  });

  it('counts fragments and default values, and not skipped fields', async () => {
    const list = JSON.stringify(ids('puretalk', 5));
    expect(await operationCost(`{ ...F } fragment F on Query { ... { calls(ids: ${list}) { id } } }`)).toBe(
      5,
    );
    expect(await operationCost(`query Q($ids: [ID!]! = ${list}) { calls(ids: $ids) { id } }`)).toBe(5);
    expect(
      await operationCost(`query Q($no: Boolean = true) { calls(ids: ${list}) @skip(if: $no) { id } }`),
    ).toBe('within the limit');
  });

  it('is zero for fields that need no provider', async () => {
    expect(await operationCost('{ providers { name } a: __typename __schema { queryType { name } } }')).toBe(
      'within the limit',
    );
  });

  it('is told in the error, with the limit and advice', async () => {
    const { body, status } = await server.ask({ query: CALLS, variables: { ids: ids('osvi', 9) } });
    expect(status).toBe(400);
    expect(body.errors?.[0]?.message).toBe(
      'An operation may need 4 requests to providers at most; this one may need 9. Ask for fewer calls at once.',
    );
    expect(codesOf({ body, status, headers: new Headers() })).toEqual(['LIMIT_EXCEEDED']);
  });
});
