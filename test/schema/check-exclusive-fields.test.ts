import { buildSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { checkExclusiveFields } from '../../schema/check-exclusive-fields.ts';
import { schema } from '../../schema/index.ts';
import { providers } from '../../schema/providers.ts';
import type { Provider } from '../../src/providers/provider.ts';

const graph = buildSchema(`
  type Query { acmeCall: AcmeCall }
  type AcmeCall { mood: String transcript: Transcript! lines: [Line!]! }
  type Transcript { turns: [Line!]! }
  type Line { text: String }
`);

/** An invented provider whose endpoint `get-call` claims `exclusiveFields`. */
const acme = (exclusiveFields: readonly string[]): Provider => ({
  id: 'acme',
  title: 'Acme',
  baseUrl: 'https://api.acme.example',
  authorize: () => ({}),
  concurrency: 1,
  getCall: [
    {
      name: 'get-call',
      request: ({ providerCallId }) => ({ method: 'GET', path: `/calls/${providerCallId}` }),
      read: () => null,
      lifetime: null,
      idempotent: true,
      exclusiveFields,
      hasCommonFields: true,
    },
  ],
});

describe('the fields that an endpoint claims', () => {
  it("are fields of the provider's type, at any depth, through lists and non-null types", () => {
    const paths = ['mood', 'transcript', 'transcript.turns.text', 'lines.text'];
    expect(() => checkExclusiveFields(graph, [acme(paths)])).not.toThrow();
  });

  it.each(['moood', 'transcript.turn', 'mood.text', 'lines.0', '', 'transcript.'])(
    'stop the start when the graph lacks one: %j',
    (path) => {
      expect(() => checkExclusiveFields(graph, [acme(['mood', path])])).toThrow(
        `The operation get-call of provider acme lists the exclusive field "${path}", which AcmeCall does not have.`,
      );
    },
  );

  it('stop the start when the provider has no type', () => {
    expect(() => checkExclusiveFields(schema, [acme(['id'])])).toThrow('AcmeCall');
  });

  it('hold for every provider of the registry', () => {
    expect(providers.length).toBeGreaterThanOrEqual(4);
    expect(() => checkExclusiveFields(schema, providers)).not.toThrow();
  });
});
