import type { ProviderError } from '../domain/errors.ts';
import type { ListedAgent, ListPage } from '../providers/abilities.ts';
import type { ReadContext } from '../upstream/read-context.ts';
import type { Upstream } from '../upstream/upstream.ts';

const PAGE_SIZE = 100;
/** Most pages of agents: a cursor of the log has no room for the lists of more agents. */
export const MOST_AGENT_PAGES = 5;

/**
 * The agents that a provider lists, each once, in its order; `null` for a provider that does not list any. `context` hears
 * of a failure, also of one in whose place earlier agents are served.
 */
export async function listAgents(
  upstream: Upstream,
  context: ReadContext,
): Promise<readonly ListedAgent[] | null> {
  const operation = upstream.provider.listAgents;
  if (operation === undefined) return null;
  const { signal, span, owner, onUpstreamRequest } = context;
  const onStale = (failure: ProviderError): void => {
    context.onStale?.(failure);
    context.onFailure?.(failure);
  };
  const readContext: ReadContext = { signal, span, owner, onUpstreamRequest, onStale };
  const agents = new Map<string, ListedAgent>();
  let cursor: string | null = null;
  for (let pages = 0; pages < MOST_AGENT_PAGES; pages += 1) {
    const reading: Promise<ListPage<ListedAgent> | null> = upstream.run(
      operation,
      { cursor, limit: PAGE_SIZE },
      readContext,
    );
    if (context.onFailure !== undefined) reading.catch(context.onFailure);
    const page = await reading;
    for (const agent of page?.rows ?? []) {
      if (!agents.has(agent.providerAgentId)) agents.set(agent.providerAgentId, agent);
    }
    cursor = page?.next ?? null;
    if (cursor === null) break;
  }
  return [...agents.values()];
}
