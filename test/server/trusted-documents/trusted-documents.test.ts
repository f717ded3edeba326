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
  /** As deployments do: the new file takes the old one’s place at once. */
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

  it('runs a document of the client preset’s manifest, however its hash is sent', async () => {
    await start(JSON.stringify({ [SHA]: NAMES }));
    for (const body of [
      { extensions: { persistedQuery: { version: 1, sha256Hash: SHA } } },
      { documentId: SHA },
      { documentId: `sha256:${SHA}` },
    ]) {
      const { status, body: answer } = await testServer.ask({
        ...body,
        operationName: 'Names',
        variables: {},
      });
      expect(status).toBe(200);
      expect(answer.data).toHaveProperty('providers');
    }
    const headers = { 'graphql-require-preflight': '1' };
    expect((await testServer.send({ headers }, `/graphql?documentId=${SHA}`)).body.data).toHaveProperty(
      'providers',
    );
  });

  it('runs a document of Relay’s manifest', async () => {
    await start(JSON.stringify({ [MD5]: NAMES }));
    for (const body of [{ doc_id: MD5 }, { id: MD5 }, { documentId: MD5 }])
      expect((await testServer.ask({ ...body, variables: {} })).body.data).toHaveProperty('providers');
  });

  it('refuses any text, an unknown hash, and introspection, and runs nothing', async () => {
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
      const answer = await testServer.ask(body);
      expect(answer.status).toBe(403);
      expect(codesOf(answer)).toEqual(['DOCUMENT_NOT_TRUSTED']);
      expect(answer.body).not.toHaveProperty('data');
    }
  });

  it('runs the manifest’s text and not the one that comes with the hash', async () => {
    await start(JSON.stringify({ [SHA]: NAMES }));
    const { body } = await testServer.ask({ documentId: SHA, query: '{ providers { healthy } }' });
    expect(body.data).toEqual({
      providers: [{ name: 'OSVI' }, { name: 'Puretalk' }, { name: 'Synthflow' }, { name: 'Voxworks' }],
    });
  });

  it('gives browsers no GraphiQL, which could run nothing', async () => {
    await start(JSON.stringify({ [SHA]: NAMES }));
    expect((await testServer.send({ headers: { accept: 'text/html' } })).status).toBeGreaterThanOrEqual(400);
  });

  it('follows the file, and keeps the old manifest while the new one is broken', async () => {
    await start(JSON.stringify({ [SHA]: NAMES }));
    const added = hash('sha256', HEALTH);
    await replaceManifest('{ "half of a ma');
    expect((await testServer.ask({ documentId: SHA })).status).toBe(200);
    expect(testServer.log.find(({ level }) => level === 50)).toMatchObject({ reason: 'it is not JSON' });
    await replaceManifest(JSON.stringify({ [added]: HEALTH }));
    expect((await testServer.ask({ documentId: added })).status).toBe(200);
    expect((await testServer.ask({ documentId: SHA })).status).toBe(403);
  });

  it('does not start with a manifest that cannot be used', async () => {
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

describe('reading a manifest', () => {
  it('reads the form of Apollo’s generator', () => {
    const operations = [{ id: 'abc', name: 'Names', type: 'query', body: NAMES }];
    const text = JSON.stringify({ format: 'apollo-persisted-query-manifest', version: 1, operations });
    expect([...parseManifest(text)]).toEqual([['abc', NAMES]]);
  });

  it('refuses what is no manifest', () => {
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

  it('asks for the text of an unknown hash, takes it, and needs the hash alone from then on', async () => {
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

  it('refuses a text that is not the hash’s', async () => {
    const answer = await testServer.ask({ query: HEALTH, extensions: persisted(SHA) });
    expect(answer.status).toBe(400);
    expect(codesOf(answer)).toEqual(['PERSISTED_QUERY_MISMATCH']);
  });
});
