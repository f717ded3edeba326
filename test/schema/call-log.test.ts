import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ANONYMOUS } from '../../src/access/principal.ts';
import type { Scope } from '../../src/domain/scope.ts';
import { CompiledOperations } from '../../src/server/fast-path/compiled-operations.ts';
import { globalId, type ListServers, startListServers } from '../support/list-servers.ts';
import { sendJson } from '../support/mock-server.ts';
import { codesOf, startTestServer, type TestServer } from '../support/test-server.ts';

let lists: ListServers;
let server: TestServer;
beforeEach(async () => {
  lists = await startListServers(40);
});
afterEach(async () => {
  await server.stop();
  await lists.close();
});

const start = async (environment: Record<string, string> = {}): Promise<void> => {
  server = await startTestServer({ ...lists.environment, UPSTREAM_RETRIES: '0', ...environment });
};
const details = (): string[] =>
  lists.requests().filter((line) => !/calls\?|assistants|active_agents/.test(line));
const log = (selection: string, args = 'first: 10'): string =>
  `{ callLog(${args}) { nodes { ${selection} } } }`;

const COVERED =
  'id provider status direction from to agent { id name } customer { phoneNumber } campaignId startedAt endedAt durationSeconds isSettled freshness { stale }';

describe('a selection that rows cover', () => {
  it('costs list requests only', async () => {
    await start();
    const { errors } = await server.query(log(COVERED));
    expect(errors).toBeUndefined();
    expect(details()).toEqual([]);
  });

  it('costs no more for a provider whose rows are whole records, and those serve later reads of the calls', async () => {
    await start();
    const { data, errors } = await server.query<{ callLog: { nodes: { id: string; summary: string }[] } }>(
      log(`${COVERED} summary transcript { text } raw`, 'first: 10, filter: { providers: [PURETALK] }'),
    );
    expect(errors).toBeUndefined();
    const [first] = data?.callLog.nodes ?? [];
    expect(first?.summary).toBe('About puretalk-00000');
    const settled = data?.callLog.nodes.at(-1)?.id;
    await server.query(`{ call(id: "${settled}") { summary raw } }`);
    expect(details()).toEqual([]);
  });
});

describe('a filter', () => {
  it.each([
    ['an agent', { agents: [{ provider: 'SYNTHFLOW', providerAgentId: 'x'.repeat(257) }] }],
    [
      'an agent among many',
      {
        agents: Array.from({ length: 50 }, (_, index) => ({
          provider: 'OSVI',
          providerAgentId: 'x'.repeat(index < 49 ? 1 : 900_000),
        })),
      },
    ],
    ['a campaign', { campaigns: [{ provider: 'OSVI', campaignId: 'x'.repeat(900_000) }] }],
    ['a telephone number', { customerNumber: `+${'1'.repeat(900_000)}` }],
    ['a telephone number of spaces', { customerNumber: ' '.repeat(900_000) }],
  ])('with a text that no call can have is rejected, and no provider is asked: %s', async (_what, filter) => {
    await start();
    const response = await server.ask({
      query: 'query Q($filter: CallLogFilter) { callLog(filter: $filter) { nodes { id } } }',
      variables: { filter },
    });
    expect(codesOf(response)).toEqual(['BAD_USER_INPUT']);
    expect(lists.requests()).toEqual([]);
  });
});

describe('a field that rows lack', () => {
  it('is read for each call of the providers whose rows lack it', async () => {
    await start();
    const { data, errors } = await server.query<{
      callLog: { nodes: { id: string; summary: string | null }[] };
    }>(log('id summary', 'first: 20'));
    expect(errors).toBeUndefined();
    const nodes = data?.callLog.nodes ?? [];
    for (const { id, summary } of nodes) {
      const [provider, callId] = id.split(':');
      expect(summary).toBe(provider === 'synthflow' ? null : `About ${callId}`);
    }
    const read = nodes.filter(({ id }) => /^(osvi|voxworks):/.test(id));
    expect(read.length).toBeGreaterThan(3);
    expect(details()).toHaveLength(read.length);
  });

  it('that fails is null with an error, and the row stays', async () => {
    await start();
    lists.intercept = (_provider, { pathname }, response) => {
      if (!pathname.startsWith('/v1/call/')) return false;
      sendJson(response, 503, {});
      return true;
    };
    const { data, errors } = await server.query<{ callLog: { nodes: Record<string, unknown>[] } }>(
      log('id status summary customer { phoneNumber name }', 'first: 2, filter: { providers: [OSVI] }'),
    );
    const [first] = lists.calls['osvi'] ?? [];
    expect(data?.callLog.nodes).toHaveLength(2);
    expect(data?.callLog.nodes[0]).toEqual({
      id: 'osvi:osvi-00000',
      status: first?.status,
      summary: null,
      customer: { phoneNumber: first?.customerNumber, name: null },
    });
    expect(errors?.map(({ path, extensions }) => [path?.join('.'), extensions?.['code']]).toSorted()).toEqual(
      [0, 1].flatMap((index) => [
        [`callLog.nodes.${index}.customer.name`, 'PROVIDER_UNAVAILABLE'],
        [`callLog.nodes.${index}.summary`, 'PROVIDER_UNAVAILABLE'],
      ]),
    );
  });

  it('is null for a call that is gone since, and the row stays', async () => {
    await start();
    lists.intercept = (_provider, { pathname }, response) => {
      if (!pathname.startsWith('/v1/call/')) return false;
      sendJson(response, 404, { success: false });
      return true;
    };
    const { data, errors } = await server.query(log('id summary', 'first: 1, filter: { providers: [OSVI] }'));
    expect(errors).toBeUndefined();
    expect(data).toEqual({ callLog: { nodes: [{ id: 'osvi:osvi-00000', summary: null }] } });
  });

  it('is never served by a row: a row of a list does not stand in for its call', async () => {
    await start();
    await server.query(log('id', 'first: 5, filter: { providers: [OSVI, SYNTHFLOW] }'));
    const { data } = await server.query('{ call(id: "osvi:osvi-00000") { summary } }');
    expect(data).toEqual({ call: { summary: 'About osvi-00000' } });
    expect(details()).toHaveLength(1);
  });
});

describe('scopes', () => {
  const ask = async (scopes: readonly Scope[], query: string) => {
    server = await startTestServer(lists.environment, {
      endpoint: {
        accessControl: {
          authenticate: () => ({ ...ANONYMOUS, scopes: new Set(scopes) }),
          isCurrent: () => true,
        },
      },
    });
    return server.ask({ query });
  };

  it('of calls show the log', async () => {
    expect(codesOf(await ask([], log('id')))).toEqual(['FORBIDDEN']);
    expect(lists.requests()).toEqual([]);
  });

  it('keep content from clients, and no request is sent for it', async () => {
    const response = await ask(['calls:read'], log('id summary', 'first: 3'));
    expect(new Set(codesOf(response))).toEqual(new Set(['FORBIDDEN']));
    expect(details()).toEqual([]);
  });

  it('keep clients from probing telephone numbers', async () => {
    const query = log('id', 'filter: { customerNumber: "+4930101" }');
    const response = await ask(['calls:read', 'calls:content'], query);
    expect(codesOf(response)).toEqual(['FORBIDDEN']);
    expect(JSON.stringify(response.body)).not.toContain('4930101');
    expect(lists.requests()).toEqual([]);
  });
});

describe('a page that may cost too much', () => {
  it.each([
    ['rows and no details', 60, log('id', 'first: 100'), []],
    ['few details', 60, log('id summary', 'first: 10'), []],
    ['many details', 60, log('id summary', 'first: 11'), ['LIMIT_EXCEEDED']],
    [
      'details of two endpoints',
      60,
      log('id raw transcript { turns { text } }', 'first: 6'),
      ['LIMIT_EXCEEDED'],
    ],
    ['details in edges', 60, '{ callLog(first: 11) { edges { node { summary } } } }', ['LIMIT_EXCEEDED']],
    ['a count', 60, '{ callLog(first: 1) { totalCount { value } } }', ['LIMIT_EXCEEDED']],
    ['two pages', 60, '{ a: callLog { nodes { id } } b: callLog { nodes { id } } }', ['LIMIT_EXCEEDED']],
  ])('by %s', async (_name, limit, query, codes) => {
    await start({ MAX_UPSTREAM_REQUESTS: String(limit) });
    const response = await server.ask({ query });
    expect(codesOf(response)).toEqual(codes);
    if (codes.length > 0) expect(lists.requests()).toEqual([]);
  });
});

describe('a compiled operation', () => {
  it.each([
    log(`${COVERED} summary`),
    '{ callLog(first: 7) { edges { cursor at node { __typename id } } pageInfo { endCursor hasNextPage startCursor } complete totalCount { value } sources { provider state } } }',
    '{ agents { sources { state } agents { id name } } }',
  ])('responds as execution does: %s', async (query) => {
    const compiledOperations = new CompiledOperations({ compileThreshold: 2, maxCompileShare: 1 });
    server = await startTestServer(lists.environment, { endpoint: { compiledOperations } });
    const executed = await startTestServer(lists.environment, { endpoint: { fastPath: false } });
    const bodyOf = async (from: TestServer): Promise<string> =>
      JSON.stringify((await from.ask({ query })).body).replaceAll(/"fetchedAt":"[^"]*"/g, '');
    const expected = await bodyOf(executed);
    const bodies: string[] = [];
    for (let repeats = 0; repeats < 12; repeats += 1) bodies.push(await bodyOf(server));
    expect(new Set(bodies)).toEqual(new Set([expected]));
    await executed.stop();
  });

  it('of a log is read anew: no response that holds a list is reused', async () => {
    await start();
    const query = log('id status', 'first: 1, filter: { providers: [OSVI] }');
    await server.ask({ query });
    await new Promise((resolve) => setTimeout(resolve, 3_100));
    const [first, ...rest] = lists.calls['osvi'] ?? [];
    if (first === undefined) throw new Error('There is no call');
    const newer = { ...first, id: 'new', record: { ...first.record, call_id: 'new', status: 'busy' } };
    lists.calls['osvi']?.splice(0, 1 + rest.length, newer, first, ...rest);
    const { body } = await server.ask({ query });
    expect(JSON.stringify(body)).toContain('osvi:new');
  });
});

describe('providers without a key', () => {
  it('do not make a log incomplete', async () => {
    server = await startTestServer({
      OSVI_API_KEY: 'key',
      OSVI_BASE_URL: lists.environment['OSVI_BASE_URL'] ?? '',
    });
    const { data } = await server.query(
      '{ callLog(first: 1) { complete nodes { id } sources { provider state } } agents { sources { state } } }',
    );
    expect(data).toEqual({
      callLog: {
        complete: true,
        nodes: [{ id: globalId({ provider: 'osvi', id: 'osvi-00000' }) }],
        sources: [
          { provider: 'OSVI', state: 'ANSWERED' },
          ...['PURETALK', 'SYNTHFLOW', 'VOXWORKS'].map((provider) => ({ provider, state: 'NOT_CONFIGURED' })),
        ],
      },
      agents: {
        sources: [
          ...[{ state: 'ANSWERED' }, { state: 'NOT_CONFIGURED' }, { state: 'NOT_CONFIGURED' }],
          { state: 'NOT_SUPPORTED' },
        ],
      },
    });
    const alone = await server.query('{ callLog(filter: { providers: [PURETALK] }) { complete } }');
    expect(alone.data).toEqual({ callLog: null });
    expect(alone.errors?.[0]?.extensions?.['code']).toBe('PROVIDER_NOT_CONFIGURED');
  });
});

describe('capabilities', () => {
  it('say what each provider can do', async () => {
    await start();
    const { data } = await server.query<{ providers: { capabilities: Record<string, unknown> }[] }>(
      '{ providers { capabilities { listCalls listAgents transcript upstreamFilters { member support } } } }',
    );
    const capabilities = data?.providers.map((each) => each.capabilities) ?? [];
    expect(capabilities.map(({ listCalls }) => listCalls)).toEqual([true, true, true, true]);
    expect(capabilities.map(({ listAgents }) => listAgents)).toEqual([true, true, true, false]);
    expect(capabilities[0]?.['upstreamFilters']).toContainEqual({
      member: 'customerNumber',
      support: 'SUPERSET',
    });
  });
});
