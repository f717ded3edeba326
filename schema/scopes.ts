import SchemaBuilder, {
  BasePlugin,
  type PothosOutputFieldConfig,
  PothosSchemaError,
  type SchemaTypes,
} from '@pothos/core';
import {
  GraphQLError,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLResolveInfo,
  responsePathAsArray,
} from 'graphql';
import { Forbidden } from '../src/domain/errors.ts';
import type { Scope } from '../src/domain/scope.ts';
import { withoutStack } from '../src/domain/without-stack.ts';
import type { GraphContext } from './context.ts';
import { failField } from './fail-field.ts';

/** The name under which the builder knows the plugin. */
export const SCOPES_PLUGIN = 'scopes';

/** The scopes that a client must hold to see a field: one scope, or several at once. */
export type RequiredScopes = Scope | readonly [Scope, ...Scope[]];

/** The scopes that `field` requires; empty when every client may see the field. */
export const scopesOf = (field: Pick<GraphQLField<unknown, unknown>, 'extensions'>): readonly Scope[] =>
  (field.extensions[EXTENSION] as readonly Scope[] | undefined) ?? [];

/** The first scope that `field` requires and `granted` lacks; `null` when the client may see the field. */
export const missingScope = (
  field: Pick<GraphQLField<unknown, unknown>, 'extensions'>,
  granted: ReadonlySet<Scope>,
): Scope | null => scopesOf(field).find((scope) => !granted.has(scope)) ?? null;

const EXTENSION = 'switchboardScopes';
const ROOTS: readonly string[] = ['Query', 'Mutation', 'Subscription'];

/**
 * Gives fields the option `scope`. A field with that option fails with `FORBIDDEN` for a client that lacks the scope,
 * before the field's resolver runs, and its description names the scope.
 */
class ScopesPlugin<Types extends SchemaTypes> extends BasePlugin<Types> {
  override onOutputFieldConfig(config: PothosOutputFieldConfig<Types>): PothosOutputFieldConfig<Types> {
    const scopes = declaredScopes(config);
    if (scopes.length === 0) return config;
    const place = `${config.parentType}.${config.name}`;
    // A null in a non-null field nulls the field's parent, and with it data that the client may see.
    if (!config.type.nullable && !ROOTS.includes(config.parentType))
      throw new PothosSchemaError(`${place} needs a scope, so it has to be nullable`);
    const need = `Needs the scope${scopes.length > 1 ? 's' : ''} ${scopes.map((scope) => `\`${scope}\``).join(' and ')}.`;
    return {
      ...config,
      description: config.description ? `${config.description} ${need}` : need,
      extensions: { ...config.extensions, [EXTENSION]: scopes },
    };
  }

  override wrapResolve(
    resolve: GraphQLFieldResolver<unknown, Types['Context'], object>,
    config: PothosOutputFieldConfig<Types>,
  ): GraphQLFieldResolver<unknown, Types['Context'], object> {
    return guard(resolve, config);
  }

  override wrapSubscribe(
    subscribe: GraphQLFieldResolver<unknown, Types['Context'], object> | undefined,
    config: PothosOutputFieldConfig<Types>,
  ): GraphQLFieldResolver<unknown, Types['Context'], object> | undefined {
    return subscribe && guard(subscribe, config);
  }
}

function guard<Types extends SchemaTypes>(
  resolve: GraphQLFieldResolver<unknown, Types['Context'], object>,
  config: PothosOutputFieldConfig<Types>,
): GraphQLFieldResolver<unknown, Types['Context'], object> {
  const scopes = declaredScopes(config);
  if (scopes.length === 0) return resolve;
  const field = { extensions: { [EXTENSION]: scopes } };
  const isRoot = ROOTS.includes(config.parentType);
  return (parent, args, untyped, info) => {
    const context = untyped as GraphContext;
    const missing = missingScope(field, context.scopes);
    if (missing === null) {
      const value: unknown = resolve(parent, args, untyped, info);
      return value instanceof Error && !isRoot ? failField(context, info, () => value) : value;
    }
    if (isRoot) throw forbidden(info, missing); // a root field may not be null
    return failField(context, info, () => forbidden(info, missing));
  };
}

/** Creates the error with its path and without a stack, because one operation may select a forbidden field of thousands of objects. */
const forbidden = ({ fieldName, fieldNodes, path }: GraphQLResolveInfo, missing: Scope): GraphQLError =>
  withoutStack(() => {
    const message = `This client may not see \`${fieldName}\`: it lacks the scope ${missing}.`;
    const originalError = new Forbidden(missing, message);
    return new GraphQLError(message, { nodes: fieldNodes, path: responsePathAsArray(path), originalError });
  });

function declaredScopes<Types extends SchemaTypes>(config: PothosOutputFieldConfig<Types>): readonly Scope[] {
  const { scope } = config.pothosOptions as { readonly scope?: RequiredScopes };
  if (scope === undefined) return [];
  return typeof scope === 'string' ? [scope] : scope;
}

SchemaBuilder.registerPlugin(SCOPES_PLUGIN, ScopesPlugin);

declare global {
  namespace PothosSchemaTypes {
    interface Plugins<Types extends SchemaTypes> {
      scopes: ScopesPlugin<Types>;
    }

    interface FieldOptions {
      /** The scopes that a client must hold to see the field. The field has to be nullable, unless it is a root field. */
      scope?: RequiredScopes;
    }
  }
}
