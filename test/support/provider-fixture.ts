import type { Json, JsonObject } from '../../src/domain/json.ts';
import type { Provider } from '../../src/providers/provider.ts';

/** How a documented member is written, which decides what else is tried in its place. */
export type FieldKind =
  | 'text'
  | 'id'
  | 'word'
  | 'instant'
  | 'amount'
  | 'number'
  | 'integer'
  | 'boolean'
  | 'url'
  | 'colour'
  | 'object'
  | 'list'
  | 'json';

/** One documented member of a record, and where it comes out in the graph. */
export interface FieldRow {
  /** Dotted path in the record; `[]` stands for the items of a list. */
  readonly field: string;
  /** Dotted path on the provider's type in the graph; digits are places in a list. */
  readonly at: string;
  readonly kind: FieldKind;
  readonly sent: Json;
  readonly seen: Json;
  /** What stands there when nothing, or nothing readable, was sent; `null` unless given. */
  readonly absent?: Json;
  /** Of a `list`: what an empty one comes out as; an empty list unless given. */
  readonly empty?: Json;
  /** Of a `word`: what an unlisted one comes out as, and where the provider's own spelling stays readable. */
  readonly unlisted?: Json;
  readonly twin?: string;
  /** Of an `amount`: how many of the sent unit make one of the graph's; 1 unless given. */
  readonly perUnit?: number;
}

/** A provider as its documents describe it: everything that the shared tests need to play it. */
export interface ProviderFixture {
  readonly provider: Provider;
  /** The only header that carries the key. */
  readonly keyHeader: { readonly name: string; readonly value: (key: string) => string };
  /** The paths of calls, with `{id}` for the escaped id. The first is requested when any would do. */
  readonly paths: readonly string[];
  /** The member that says which call a record is. */
  readonly idField: string;
  /** A record with every documented member. */
  readonly record: JsonObject;
  /** What is sent from `path` for a record. */
  readonly wrap: (record: JsonObject, path: string) => Json;
  /** Bodies that come with status 200 and reject the request. */
  readonly rejections: readonly Json[];
  /** Bodies that come with status 200 and say that there is no such call. */
  readonly absences: readonly Json[];
  /** Bodies that come with status 200 and hold no call. */
  readonly envelopesWithoutCall: readonly Json[];
  /** Every member that the document of the endpoint names. */
  readonly documented: readonly string[];
  readonly rows: readonly FieldRow[];
  /** The provider's word for a call that rang out. */
  readonly unansweredStatus: string;
  /** Half past nine on 12 June 2026 without an offset, as the record's own time zone has it. */
  readonly halfPastNine: string;
}
