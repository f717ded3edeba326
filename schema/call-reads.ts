import SchemaBuilder, { BasePlugin, type PothosOutputFieldConfig, type SchemaTypes } from '@pothos/core';
import type { GraphQLField } from 'graphql';
import type { CallKey } from '../src/domain/call-key.ts';

/** The name under which the builder knows the plugin. */
export const CALL_READS_PLUGIN = 'callReads';

/** The calls that a root field reads: each is named by a value of one argument. */
export interface CallReads {
  /** The argument that names the calls, with one value or a list of values. */
  readonly calls: string;
  /** The call that one value of the argument names. Throws `BadUserInput` when the value can name no call. */
  readonly toCallKey: (value: unknown) => CallKey;
  /** The field of the root field's type under which a call stands; absent when the root field returns calls itself. */
  readonly callField?: string;
}

/** The calls that a root field lists. */
export interface CallListReads {
  /** The argument that bounds how many calls the field returns. */
  readonly first: string;
  /** The fields below the root field under which the calls stand, as paths joined by dots. */
  readonly callPaths: readonly string[];
  /** The field below the root field that reads every list once more. */
  readonly countField: string;
}

const EXTENSION = 'switchboardCallReads';

/** The calls that `field` reads; `null` when it reads none that its arguments name. */
export const callReadsOf = (field: Pick<GraphQLField<unknown, unknown>, 'extensions'>): CallReads | null => {
  const reads = field.extensions[EXTENSION] as CallReads | CallListReads | undefined;
  return reads !== undefined && 'calls' in reads ? reads : null;
};

/** The calls that `field` lists; `null` when it lists none. */
export const callListReadsOf = (
  field: Pick<GraphQLField<unknown, unknown>, 'extensions'>,
): CallListReads | null => {
  const reads = field.extensions[EXTENSION] as CallReads | CallListReads | undefined;
  return reads !== undefined && 'first' in reads ? reads : null;
};

/** Gives fields the option `reads` and keeps its value in the field's extensions, where the operation's cost is counted. */
class CallReadsPlugin<Types extends SchemaTypes> extends BasePlugin<Types> {
  override onOutputFieldConfig(config: PothosOutputFieldConfig<Types>): PothosOutputFieldConfig<Types> {
    const { reads } = config.pothosOptions as { readonly reads?: CallReads | CallListReads };
    if (reads === undefined) return config;
    return { ...config, extensions: { ...config.extensions, [EXTENSION]: reads } };
  }
}

SchemaBuilder.registerPlugin(CALL_READS_PLUGIN, CallReadsPlugin);

declare global {
  namespace PothosSchemaTypes {
    interface Plugins<Types extends SchemaTypes> {
      callReads: CallReadsPlugin<Types>;
    }

    interface FieldOptions {
      /** The calls that the field reads, for the cost of an operation. A field without it costs no request to a provider. */
      reads?: CallReads | CallListReads;
    }
  }
}
