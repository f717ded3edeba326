import SchemaBuilder from '@pothos/core';
import type { Json, JsonObject } from '../src/domain/json.ts';
import { CALL_READS_PLUGIN } from './call-reads.ts';
import type { GraphContext } from './context.ts';
import { LIST_COUNTS_PLUGIN } from './list-counts.ts';
import { PLAIN_FIELDS_PLUGIN } from './plain-fields.ts';
import { SCOPES_PLUGIN } from './scopes.ts';

/** The scalars of the graph: the type that a resolver returns for each, and the type that an argument of it holds. */
type GraphScalars = {
  ID: { Input: string; Output: string };
  DateTime: { Input: Date; Output: Date };
  JSON: { Input: Json; Output: Json };
  JSONObject: { Input: JsonObject; Output: JsonObject };
  URL: { Input: string; Output: string };
  HexColorCode: { Input: string; Output: string };
  _Any: { Input: unknown; Output: never };
};

/** The builder that declares every type of the graph. Output fields are nullable unless they say otherwise. */
export const builder = new SchemaBuilder<{ Context: GraphContext; Scalars: GraphScalars }>({
  plugins: [SCOPES_PLUGIN, CALL_READS_PLUGIN, LIST_COUNTS_PLUGIN, PLAIN_FIELDS_PLUGIN],
});
