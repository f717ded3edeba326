import { createHash } from 'node:crypto';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parseManifest } from '../../../src/server/trusted-documents/parse-manifest.ts';
import { codesOf, startTestServer, type TestServer } from '../../support/test-server.ts';

const hash = (algorithm: string, text: string): string => createHash(algorithm).update(text).digest('hex');
const NAMES = 'query Names { providers { name } }';
const HEALTH = 'query Health { providers { healthy } }';
const SHA = hash('sha256', NAMES);
const MD5 = hash('md5', NAMES);

describe('trusted documents', () => {
  let folder: string;
  let path: string;
  let testServer: TestServer;

  const start = async (manifest: string): Promise<void> => {
    await writeFile(path, manifest);
    testServer = await startTestServer({}, { endpoint: { trustedDocuments: { path } } });
  };
  /** Replaces the file atomically, as deployments do. */
  const replaceManifest = async (manifest: string): Promise<void> => {
    await writeFile(`${path}.new`, manifest);
    await rename(`${path}.new`, path);
  };
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'switchboard-documents-'));
    path = join(folder, 'manifest.json');
  });
  afterEach(async () => {
    await testServer.stop();
    await rm(folder, { recursive: true });
  });

  it("run from the client preset's manifest, by every parameter that can carry a hash", async () => {
    await start(JSON.stringify({ [SHA]: NAMES }));
    for (const body of [
      { extensions: { persistedQuery: { version: 1, sha256Hash: SHA } } },
      { documentId: SHA },
      { documentId: `sha256:${SHA}` },
    ]) {
      const { status, body: response } = await testServer.ask({
        ...body,
        operationName: 'Names',
        variables: {},
      });
      expect(status).toBe(200);
      expect(response.data).toHaveProperty('providers');
    }
    const headers = { 'graphql-require-preflight': '1' };
    expect((await testServer.send({ headers }, `/graphql?documentId=${SHA}`)).body.data).toHaveProperty(
      'providers',
    );
  });

  it("run from Relay's manifest", async () => {
    await start(JSON.stringify({ [MD5]: NAMES }));
    for (const body of [{ doc_id: MD5 }, { id: MD5 }, { documentId: MD5 }])
      expect((await testServer.ask({ ...body, variables: {} })).body.data).toHaveProperty('providers');
  });

  it('exclude any text, an unknown hash and introspection', async () => {
    await start(JSON.stringify({ [SHA]: NAMES }));
    for (const body of [
      { query: NAMES },
      { query: '{ __schema { queryType { name } } }' },
      { query: HEALTH, extensions: { persistedQuery: { version: 1, sha256Hash: hash('sha256', HEALTH) } } },
      { documentId: 'unknown' },
      { documentId: '__proto__' },
      { documentId: { toString: 'x' } },
      {},
    ]) {
      const response = await testServer.ask(body);
      expect(response.status).toBe(403);
      expect(codesOf(response)).toEqual(['DOCUMENT_NOT_TRUSTED']);
      expect(response.body).not.toHaveProperty('data');
    }
  });

  it("run with the manifest's text, not with the text sent with the hash", async () => {
    await start(JSON.stringify({ [SHA]: NAMES }));
    const { body } = await testServer.ask({ documentId: SHA, query: '{ providers { healthy } }' });
    expect(body.data).toEqual({
      providers: [{ name: 'OSVI' }, { name: 'Puretalk' }, { name: 'Synthflow' }, { name: 'Voxworks' }],
    });
  });

  it('switch GraphiQL off', async () => {
    await start(JSON.stringify({ [SHA]: NAMES }));
    expect((await testServer.send({ headers: { accept: 'text/html' } })).status).toBeGreaterThanOrEqual(400);
  });

  it('follow the manifest file, and keep the old manifest while the new one is invalid', async () => {
    await start(JSON.stringify({ [SHA]: NAMES }));
    const added = hash('sha256', HEALTH);
    await replaceManifest('{ "half of a ma');
    expect((await testServer.ask({ documentId: SHA })).status).toBe(200);
    expect(testServer.log.find(({ level }) => level === 50)).toMatchObject({ reason: 'it is not JSON' });
    await replaceManifest(JSON.stringify({ [added]: HEALTH }));
    expect((await testServer.ask({ documentId: added })).status).toBe(200);
    expect((await testServer.ask({ documentId: SHA })).status).toBe(403);
  });

  it('fail the start when the manifest cannot be used', async () => {
    await start(JSON.stringify({ [SHA]: NAMES }));
    const startWith = (file: string): Promise<unknown> =>
      startTestServer({}, { endpoint: { trustedDocuments: { path: file } } });
    await expect(startWith(join(folder, 'none.json'))).rejects.toThrow(
      /cannot be used: the file cannot be read \(ENOENT\)/,
    );
    await writeFile(join(folder, 'empty.json'), '{}');
    await expect(startWith(join(folder, 'empty.json'))).rejects.toThrow(/it holds no documents/);
  });
});

describe('the manifest parser', () => {
  it("parses the form of Apollo's generator", () => {
    const operations = [{ id: 'abc', name: 'Names', type: 'query', body: NAMES }];
    const text = JSON.stringify({ format: 'apollo-persisted-query-manifest', version: 1, operations });
    expect([...parseManifest(text)]).toEqual([['abc', NAMES]]);
  });

  it('throws on text that is no manifest', () => {
    for (const text of ['', '[]', 'null', '1', '{"a":1}', '{"a":""}', '{"a":{"b":"c"}}', '{}'])
      expect(() => parseManifest(text), text).toThrow();
  });
});

describe('automatic persisted queries', () => {
  let testServer: TestServer;
  beforeAll(async () => {
    testServer = await startTestServer({}, { endpoint: {} });
  });
  afterAll(() => testServer.stop());
  const persisted = (sha256Hash: string): object => ({ persistedQuery: { version: 1, sha256Hash } });

  it('register a query under its hash, which suffices from then on', async () => {
    const unknown = await testServer.ask({ extensions: persisted(SHA) });
    expect(unknown.status).toBe(400);
    expect(unknown.body.errors).toEqual([
      { message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } },
    ]);
    const legacy = await testServer.ask({ extensions: persisted(SHA) }, { accept: 'application/json' });
    expect(legacy.status).toBe(200);
    expect((await testServer.ask({ query: NAMES, extensions: persisted(SHA) })).body.data).toHaveProperty(
      'providers',
    );
    expect((await testServer.ask({ extensions: persisted(SHA) })).body.data).toHaveProperty('providers');
  });

  it('reject a query that does not have the hash', async () => {
    const response = await testServer.ask({ query: HEALTH, extensions: persisted(SHA) });
    expect(response.status).toBe(400);
    expect(codesOf(response)).toEqual(['PERSISTED_QUERY_MISMATCH']);
  });
});
