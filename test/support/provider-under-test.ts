import { graphTypeName } from '../../schema/graph-names.ts';
import type { Environment } from '../../src/config/config.ts';
import type { Json, JsonObject } from '../../src/domain/json.ts';
import { everythingOf } from './everything-selected.ts';
import { type Handler, type MockServer, sendJson, startMockServer } from './mock-server.ts';
import type { ProviderFixture } from './provider-fixture.ts';
import { startTestServer, type TestServer } from './test-server.ts';

/** The key that the server under test holds. No client may ever see it. */
export const API_KEY = 'key-5ecret-0f-the-test';

/** The server under test, and the server in the provider's place. */
export interface ProviderUnderTest {
  readonly server: MockServer;
  readonly testServer: TestServer;
  /**
   * The call as the graph has it, every field of its type, when the provider sends `record` for it. The id of the
   * example record is put right; any other is sent as it is.
   */
  read(record: JsonObject): Promise<JsonObject>;
  /** As `read`, for many records at once; the calls are in the order of the records. */
  readAll(records: readonly JsonObject[]): Promise<readonly JsonObject[]>;
  close(): Promise<void>;
}

/** The settings that make a server use the provider at `url`. */
export const environmentFor = ({ provider }: ProviderFixture, url: string): Environment => ({
  [`${provider.id.toUpperCase()}_API_KEY`]: API_KEY,
  [`${provider.id.toUpperCase()}_BASE_URL`]: url,
});

/** The id in a request: the last segment of its path. */
export const requestedId = (url = ''): string => decodeURIComponent(url.slice(url.lastIndexOf('/') + 1));

/** Responds to every request with the record of the requested call. */
export const respondWithRecord =
  (fixture: ProviderFixture, recordFor: (id: string) => JsonObject = () => fixture.record): Handler =>
  ({ url = '' }, response) => {
    const id = requestedId(url);
    sendJson(response, 200, fixture.wrap({ ...recordFor(id), [fixture.idField]: id }, url));
  };

export async function startProviderUnderTest(
  fixture: ProviderFixture,
  environment: Environment = {},
): Promise<ProviderUnderTest> {
  const { provider, idField, wrap } = fixture;
  const server = await startMockServer(respondWithRecord(fixture));
  const testServer = await startTestServer({ ...environmentFor(fixture, server.url), ...environment });
  const type = graphTypeName(provider.id);
  const query = `query ($ids: [ID!]!) { calls(ids: $ids) { ... on ${type} { ${everythingOf(type)} } } }`;
  let served = 0;

  const readAll = async (records: readonly JsonObject[]): Promise<readonly JsonObject[]> => {
    const first = served;
    served += records.length;
    const byId = new Map(records.map((record, index) => [`call-${first + index}`, record]));
    server.respondWith(({ url = '' }, response) => {
      const id = requestedId(url);
      const record = byId.get(id) ?? {};
      const isWhole = record[idField] === fixture.record[idField];
      sendJson(response, 200, wrap(isWhole ? { ...record, [idField]: id } : record, url));
    });
    const ids = [...byId.keys()].map((id) => `${provider.id}:${id}`);
    const { data, errors } = await testServer.query<{ calls: readonly (JsonObject | null)[] }>(query, {
      ids,
    });
    if (errors !== undefined) throw new Error(`The response has errors: ${JSON.stringify(errors)}`);
    return ids.map((id, index) => {
      const call = data?.calls[index];
      if (call?.['id'] !== id) throw new Error(`${id} did not come back: ${JSON.stringify(call)}`);
      return call;
    });
  };

  return {
    server,
    testServer,
    readAll,
    read: async (record) => {
      const [call] = await readAll([record]);
      if (call === undefined) throw new Error('No call came back');
      return call;
    },
    close: async () => {
      await testServer.stop();
      await server.close();
    },
  };
}

/** What is at a dotted path; `null` where the way ends early. */
export function at(value: Json | undefined, path: string): Json {
  let here: Json | undefined = value;
  for (const step of path.split('.')) {
    if (typeof here !== 'object' || here === null) return null;
    here = (here as JsonObject)[step];
  }
  return here ?? null;
}

/** A copy of `record` with `value` at a dotted path, or without what is there when `value` is `undefined`. */
export function withAt(record: Json, path: string, value: Json | undefined): JsonObject {
  const [head = '', ...rest] = path.replaceAll('[]', '.0').split('.');
  const next = rest.length === 0 ? value : withAt((record as JsonObject)[head] ?? {}, rest.join('.'), value);
  if (Array.isArray(record)) return record.with(Number(head), next) as unknown as JsonObject;
  const { [head]: _replaced, ...others } = record as JsonObject;
  return next === undefined ? others : { ...others, [head]: next };
}
