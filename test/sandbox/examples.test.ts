import { readFileSync } from 'node:fs';
import { buildSchema, parse, validate } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as graphNames from '../../schema/graph-names.ts';
import { SANDBOX_PROVIDERS } from '../../src/sandbox/registry.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { PROVIDER_STUBS, readRecord, stubOf } from './sandbox-http.ts';

let sandbox: Sandbox;
let tabs: ReturnType<Sandbox['createTabs']>;
const graph = buildSchema(readFileSync('schema/schema.graphql', 'utf8'));

beforeAll(async () => {
  sandbox = await startSandbox();
  tabs = sandbox.createTabs(graphNames);
});
afterAll(() => sandbox.close());

describe('GraphiQL tabs', () => {
  it('are eleven valid documents that begin with a comment', () => {
    expect(tabs).toHaveLength(11);
    for (const { query } of tabs) {
      expect(query).toMatch(/^# [A-Z]/);
      expect(() => parse(query)).not.toThrow();
    }
  });

  it('select only fields of the graph', () => {
    const others = tabs.filter(({ query }) => !query.includes('callLog('));
    expect(others).toHaveLength(8);
    for (const { query } of others) expect(validate(graph, parse(query))).toEqual([]);
  });

  it('select only fields of the call log', () => {
    const ofTheLog = tabs.filter(({ query }) => query.includes('callLog('));
    expect(ofTheLog).toHaveLength(3);
    for (const { query } of ofTheLog) expect(validate(graph, parse(query))).toEqual([]);
  });

  it('show every provider in the first tab', () => {
    for (const name of ['VoxworksCall', 'SynthflowCall', 'PuretalkCall', 'OsviCall']) {
      expect(tabs[0]?.query).toContain(`... on ${name} {`);
    }
  });

  it('name calls that exist, except for the deliberate failures', async () => {
    const failures = /always-|no-such-call|outage-/;
    const named = tabs.flatMap(({ query }) => [...query.matchAll(/"([a-z]+):([^"]+)"/g)]);
    const real = named.filter(([, , callId = '']) => !failures.test(callId));
    expect(real.length).toBeGreaterThan(6);
    for (const [, providerId = '', callId = ''] of real) {
      if (providerId === 'unknown') continue;
      const stub = stubOf(providerId);
      expect((await readRecord(sandbox, stub, callId))[stub.idField]).toBe(callId);
    }
  });
});

describe('the sandbox examples', () => {
  it('begin with a stable id for every provider', () => {
    const firstIds = SANDBOX_PROVIDERS.map(({ examples }) => examples.calls[0].callId);
    expect(firstIds).toEqual([
      '7d9f2c41-3b8e-4f6a-9c15-e20b84a6d3f7',
      '1794911400000x327898249603432960',
      'be8b84ed-16d8-459e-b71c-b0f54fce5ec1',
      'a1b2c3d4-5e6f-7a8b-9c0d-1e2f3a4b5c6d',
    ]);
  });

  it('have a title and a note each', () => {
    expect(new Set(sandbox.examples.map(({ providerId }) => providerId)).size).toBe(PROVIDER_STUBS.length);
    for (const { title, note, callId } of sandbox.examples) {
      expect([title, note, callId].every((text) => text !== '')).toBe(true);
    }
  });

  it('cover every tab once', () => {
    const covered = SANDBOX_PROVIDERS.flatMap((provider) => provider.examples.tabs);
    expect([...covered].sort()).toEqual(['first-call', 'live', 'outage', 'own-id', 'rejected']);
  });
});
