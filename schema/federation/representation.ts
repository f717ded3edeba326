import type { CallKey } from '../../src/domain/call-key.ts';
import { BadUserInput } from '../../src/domain/errors.ts';
import { checkProviderCallId, parseCallId } from '../../src/domain/parse-call-id.ts';
import { graphTypeName } from '../graph-names.ts';
import { providerBindings } from '../providers.ts';

/** The name of the interface that all calls share, and that routers may name instead of a provider's type. */
const INTERFACE = 'Call';

const providerIds = providerBindings.map(({ provider }) => provider.id);
const providerIdByType = new Map(providerIds.map((id) => [graphTypeName(id), id]));

/**
 * The keys of each type that routers may refer to. Any call is known by its global id; a call whose provider is said
 * by its type is known by the provider's own id as well.
 */
export const entityKeys: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  [INTERFACE, ['id']],
  ...[...providerIdByType.keys()].map((name) => [name, ['id', 'providerCallId']] as const),
]);

/**
 * The call that a federation router's representation stands for: `__typename` and the fields of one key. Throws
 * `BadUserInput` when it can stand for none, the id of another provider's call included.
 */
export function readRepresentation(representation: unknown): CallKey {
  const { __typename: typeName, id, providerCallId } = toMembers(representation);
  const provider = typeof typeName === 'string' ? providerIdByType.get(typeName) : undefined;
  if (provider === undefined && typeName !== INTERFACE)
    throw new BadUserInput(`\`__typename\` has to be one of ${[...entityKeys.keys()].join(', ')}.`);
  if (typeof id === 'string') return parseCallId(id, provider === undefined ? providerIds : [provider]);
  if (provider === undefined) throw new BadUserInput(`A ${INTERFACE} is referred to by its \`id\`, a text.`);
  if (typeof providerCallId !== 'string')
    throw new BadUserInput('A call is referred to by its `id` or its `providerCallId`, a text.');
  checkProviderCallId(providerCallId, provider);
  return { provider, providerCallId: providerCallId };
}

function toMembers(representation: unknown): Readonly<Record<string, unknown>> {
  if (typeof representation === 'object' && representation !== null) return { ...representation };
  throw new BadUserInput('A representation is an object with `__typename` and the fields of a key.');
}
