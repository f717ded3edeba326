import type { SeriesAgent } from './call-outline.ts';

/**
 * Returns the agents with their ids, `count` of them: the first ones as given, then further ones of the same kinds
 * with a number in the name. Never fewer than given. The later ones make fewer calls.
 */
export const growAgents = (
  kinds: readonly Omit<SeriesAgent, 'agentId'>[],
  count: number | null,
  agentIdOf: (name: string) => string,
): readonly SeriesAgent[] =>
  Array.from({ length: Math.max(count ?? 0, kinds.length) }, (_, index): SeriesAgent => {
    const kind = kinds[index % kinds.length];
    if (kind === undefined) throw new Error('There is no kind of agent.');
    const round = Math.floor(index / kinds.length);
    const name = round === 0 ? kind.name : `${kind.name} ${round + 1}`;
    return { ...kind, name, agentId: agentIdOf(name) };
  });
