import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startMessage } from '../../src/server/start-message.ts';
import { codesOf, startTestServer, type TestServer } from '../support/test-server.ts';

describe('the start message of the sandbox', () => {
  let server: TestServer;
  let message: string;
  beforeAll(async () => {
    server = await startTestServer();
    message = startMessage(server, []);
  });
  afterAll(() => server.stop());

  it('says that it is the sandbox, and its URL', () => {
    expect(message).toContain(`Switchboard listens on ${server.url}/graphql`);
    expect(message).toContain('This is the SANDBOX');
  });

  it('lists ids whose responses match their titles', async () => {
    const listed = [...message.matchAll(/^ {2}([a-z]+:\S+) +(\S.*)$/gm)];
    const outcomes: Record<string, string> = {
      Absence: 'null',
      'Rejected request': 'PROVIDER_REJECTED',
      'Web page instead of a call': 'PROVIDER_BAD_RESPONSE',
      'Rate limit': 'PROVIDER_RATE_LIMITED', // requested last, because it pauses the provider
    };
    const failing = Object.keys(outcomes);
    const ids = listed
      .map(([, id = '', title = '']) => ({ id, title }))
      .toSorted((one, other) => failing.indexOf(one.title) - failing.indexOf(other.title));
    expect(ids.length).toBeGreaterThanOrEqual(12);
    for (const { id, title } of ids) {
      const response = await server.ask({
        query: 'query ($id: ID!) { call(id: $id) { id } }',
        variables: { id },
      });
      const [code] = codesOf(response);
      const outcome = code ?? (response.body.data?.['call'] === null ? 'null' : 'a call');
      expect(outcome, `${id} (${title})`).toBe(outcomes[title] ?? 'a call');
    }
  });
});

it('the start message of a server with keys lists their providers, and no sandbox', () => {
  const running = {
    url: 'http://127.0.0.1:1',
    sandbox: null,
    logger: undefined as never,
    stop: async () => {},
  };
  expect(startMessage(running, ['osvi'])).toBe(
    'Switchboard listens on http://127.0.0.1:1/graphql\nProviders with a key: osvi.\n',
  );
});
