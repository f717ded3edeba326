import type { CallKey } from '../../src/domain/call-key.ts';
import { BadUserInput } from '../../src/domain/errors.ts';
import { checkProviderCallId, parseCallId } from '../../src/domain/parse-call-id.ts';
import { graphTypeName } from '../graph-names.ts';
import { providerById, providers } from '../providers.ts';

/** The interface of all calls. Routers may name it instead of a provider's type. */
const INTERFACE = 'Call';

const providerIdByType = new Map(providers.map(({ id }) => [graphTypeName(id), id]));

/**
 * The keys of each type that routers may refer to. The global id is a key of every call; the provider's own id is a key
 * of a provider's type as well.
 */
export const entityKeys: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  [INTERFACE, ['id']],
  ...[...providerIdByType.keys()].map((name) => [name, ['id', 'providerCallId']] as const),
]);

/**
 * The call that a federation router's representation names: `__typename` and the fields of one key. Throws
 * `BadUserInput` when it can name none, the id of another provider's call included.
 */
export function readRepresentation(representation: unknown): CallKey {
  const { __typename: typeName, id, providerCallId } = toMembers(representation);
  const provider = typeof typeName === 'string' ? providerIdByType.get(typeName) : undefined;
  if (provider === undefined && typeName !== INTERFACE)
    throw new BadUserInput(`\`__typename\` has to be one of ${[...entityKeys.keys()].join(', ')}.`);
  if (typeof id === 'string')
    return parseCallId(id, provider === undefined ? providerById : new Set([provider]));
  if (provider === undefined)
    throw new BadUserInput(`A representation of ${INTERFACE} needs its \`id\`, a string.`);
  if (typeof providerCallId !== 'string')
    throw new BadUserInput('A representation of a call needs its `id` or its `providerCallId`, a string.');
  checkProviderCallId(providerCallId, provider);
  return { provider, providerCallId };
}

function toMembers(representation: unknown): Readonly<Record<string, unknown>> {
  if (typeof representation === 'object' && representation !== null) return { ...representation };
  throw new BadUserInput('A representation is an object with `__typename` and the fields of a key.');
}
