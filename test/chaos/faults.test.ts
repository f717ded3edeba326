import { describe, expect, it } from 'vitest';
import { hostileFaults } from '../support/hostile-behaviours.ts';
import { durationOf, environmentOf, HOSTILE_WORDS, hostileProvider } from '../support/hostile-provider.ts';
import { startHostileServer, until } from '../support/hostile-server.ts';
import { startTestServer } from '../support/test-server.ts';

const QUERY = 'query ($ids: [ID!]!) { calls(ids: $ids) { id durationSeconds } }';
const DEADLINE_MS = 1_500;
const RETRIES = 2;
/** Milliseconds that a machine busy with other tests may add. */
const SLACK_MS = 1_000;
const REPEATED: readonly string[] = ['PROVIDER_UNAVAILABLE', 'PROVIDER_TIMEOUT'];

const rude = hostileProvider('osvi');
const wellBehaved = hostileProvider('puretalk');

/** Reads one call from a faulty provider together with one from a well-behaved provider. */
async function readFrom(name: string) {
  const away = await startHostileServer(({ socket }) => socket.destroy());
  const faults = hostileFaults(away.url);
  const behave = (behaviour: string) => faults[behaviour]?.behave ?? (() => {});
  const server = await startHostileServer((request) => behave(name)(request, rude));
  const neighbour = await startHostileServer((request) => behave('prompt')(request, wellBehaved));
  const testServer = await startTestServer(
    {
      ...environmentOf(rude, server.url),
      ...environmentOf(wellBehaved, neighbour.url),
      UPSTREAM_TIMEOUT_MS: '300',
      UPSTREAM_DEADLINE_MS: String(DEADLINE_MS),
      UPSTREAM_RETRIES: String(RETRIES),
      UPSTREAM_MAX_BODY_MB: '1',
    },
    { random: () => 0 },
  );
  const began = performance.now();
  const ids = [`puretalk:${name}`, `osvi:${name}`];
  const result = await testServer.query<{ calls: unknown[] }>(QUERY, { ids });
  const tookMs = performance.now() - began;
  const attempts = server.requests.length;
  await testServer.stop();
  await until('every socket is closed', () => server.openSockets + neighbour.openSockets === 0);
  const strayed = away.acceptedSockets;
  await Promise.all([server.close(), neighbour.close(), away.close()]);
  return { result, tookMs, attempts, strayed };
}

const ALL = Object.entries(hostileFaults('http://127.0.0.1:1')).map(
  ([name, { verdict }]) => [name, verdict] as const,
);

describe('a provider with one permanent fault', () => {
  it.each(ALL)('%s: %s within the deadline, and the other provider is unaffected', async (name, verdict) => {
    const { result, tookMs, attempts, strayed } = await readFrom(name);
    const [whole, call] = result.data?.calls ?? [];
    expect(whole).toEqual({ id: `puretalk:${name}`, durationSeconds: durationOf(name) });
    if (verdict === 'record') expect(call).toEqual({ id: `osvi:${name}`, durationSeconds: durationOf(name) });
    else expect(call).toBeNull();
    const failed = verdict !== 'record' && verdict !== 'absent';
    expect(result.errors ?? []).toEqual(
      failed
        ? [
            expect.objectContaining({
              path: ['calls', 1],
              extensions: { code: verdict, provider: 'OSVI', providerCallId: name },
            }),
          ]
        : [],
    );
    expect(attempts).toBe(REPEATED.includes(verdict) ? 1 + RETRIES : 1);
    expect(tookMs).toBeLessThan(DEADLINE_MS + SLACK_MS);
    expect(strayed).toBe(0);
    expect(JSON.stringify(result)).not.toContain(HOSTILE_WORDS);
    expect(JSON.stringify(result)).not.toContain(rude.key);
  });

  it('an unresolvable host name: PROVIDER_UNAVAILABLE', async () => {
    const testServer = await startTestServer({
      ...environmentOf(rude, 'https://switchboard-chaos.invalid'),
      UPSTREAM_DEADLINE_MS: String(DEADLINE_MS),
    });
    const { data, errors } = await testServer.query(QUERY, { ids: ['osvi:1'] });
    await testServer.stop();
    expect(data).toEqual({ calls: [null] });
    expect(errors?.map(({ path, extensions }) => [path, extensions?.['code']])).toEqual([
      [['calls', 0], 'PROVIDER_UNAVAILABLE'],
    ]);
    expect(JSON.stringify(errors)).not.toContain('.invalid');
  });
});
