import { request as httpRequest } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { KnownOperations } from '../../../src/server/fast-lane/known-operations.ts';
import { startVoiceProviders, type VoiceProviders } from '../../support/voice-providers.ts';
import { type Lane, startLane } from './lanes.ts';

const QUERY = 'query Calls($ids: [ID!]!) { calls(ids: $ids) { id summary } }';
const HEADERS = ['host', 'localhost', 'content-type', 'application/json', 'accept', 'application/json'];

let providers: VoiceProviders;
let lane: Lane;

afterEach(async () => {
  await lane.close();
  await providers.close();
});

const ask = (ids: readonly string[]) => {
  const body = JSON.stringify({ query: QUERY, variables: { ids } });
  const options = {
    method: 'POST',
    headers: [...HEADERS, 'content-length', String(body.length)],
    agent: false,
  };
  const sent = httpRequest(`${lane.url}/graphql`, options, (response) => response.resume());
  sent.on('error', () => {});
  sent.end(body);
  return sent;
};

const WAYS: readonly (readonly [string, { knownOperations?: KnownOperations; fastLane?: boolean }])[] = [
  ['by an operation that is known', { knownOperations: new KnownOperations({ answersBefore: 1 }) }],
  ['on the fast lane, by Yoga', {}],
  ['past the fast lane', { fastLane: false }],
];

it.each(WAYS)(
  'a client that leaves calls off what is fetched for it, and is no fault: %s',
  async (_way, options) => {
    let calledOff = 0;
    providers = await startVoiceProviders((id, response) => {
      if (id.startsWith('soon')) return {};
      response.once('close', () => {
        calledOff += response.writableEnded ? 0 : 1;
      });
      return new Promise(() => {});
    });
    lane = await startLane(providers.environment, options);
    const asked = { accept: 'application/json', params: { query: QUERY } };
    const { knownOperations } = options;
    const learn = async (): Promise<boolean> => {
      await new Promise((resolve) => ask(['osvi:soon']).on('close', resolve));
      return knownOperations?.find(asked) !== undefined;
    };
    if (knownOperations !== undefined) await expect.poll(learn, { timeout: 10_000 }).toBe(true);
    const before = providers.requestCount;
    const sent = ask(['osvi:late', 'puretalk:late']);
    await expect.poll(() => providers.requestCount - before).toBe(2);
    sent.destroy();
    await expect.poll(() => calledOff).toBe(2);
    await sleep(50);
    expect(lane.log.filter(({ level }) => Number(level) > 30)).toEqual([]);
  },
);
