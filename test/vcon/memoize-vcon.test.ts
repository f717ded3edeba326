import { execute, parse } from 'graphql';
import { expect, it } from 'vitest';
import { schema } from '../../schema/index.ts';
import type { Call } from '../../src/domain/call.ts';
import { ALL_SCOPES } from '../../src/domain/scope.ts';
import { memoizeVcon } from '../../src/vcon/memoize-vcon.ts';
import { puretalk } from '../fixtures/puretalk.ts';

const callKey = { provider: 'puretalk', providerCallId: 'call-1' };
const [operation] = puretalk.provider.getCall;

function readCall(): Call {
  const body = puretalk.wrap({ ...puretalk.record, [puretalk.idField]: 'call-1' }, '');
  const response = { status: 200, location: null, body, input: callKey, subject: callKey };
  const call = operation.read({ ...response, fetchedAt: new Date('2026-11-24T12:00:00Z') });
  if (call === null) throw new Error('The fixture holds no call');
  return call;
}

it('100 aliases of a vCon build it once', async () => {
  const call = readCall();
  let built = 0;
  const aliases = Array.from({ length: 100 }, (_, index) => `v${index}: vcon`).join(' ');
  const { data, errors } = await execute({
    schema,
    document: parse(
      `{ a: call(id: "puretalk:call-1") { ${aliases} } b: node(id: "puretalk:call-1") { ... on Call { vcon } } }`,
    ),
    contextValue: {
      loaders: { puretalk: { load: async () => call } },
      scopes: ALL_SCOPES,
      toVcon: memoizeVcon(() => {
        built += 1;
        return 'calls.example.com';
      }),
    },
  });
  expect(errors).toBeUndefined();
  expect(data?.['b']).toMatchObject({ vcon: { vcon: '0.4.0' } });
  expect(new Set(Object.values(data?.['a'] as object))).toHaveLength(1);
  expect(built).toBe(1);
});

it('each call has a vCon of its own, and so has a newer copy of a call', () => {
  const toVcon = memoizeVcon(() => 'calls.example.com');
  const call = readCall();
  const newer = { ...call, fetchedAt: new Date('2026-11-24T13:00:00Z') };
  expect(toVcon(newer)).not.toEqual(toVcon(call));
  expect(toVcon(call)).toBe(toVcon(call));
});
