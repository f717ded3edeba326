import type { LogSource } from '../call-log/log-source.ts';
import type { Call } from '../domain/call.ts';
import { ProviderError } from '../domain/errors.ts';
import type { CallFilter, CallListPlan, CallListRow, ListParameters } from '../providers/abilities.ts';
import type { ReadContext } from '../upstream/read-context.ts';
import type { Upstream } from '../upstream/upstream.ts';
import { listAgents } from './agent-directory.ts';
import { type CallLogFilter, filterFor, membersOf } from './call-log-filter.ts';
import { ListSource } from './list-source.ts';

/** The lists of one provider that the filter and the configuration select, before anything is read. */
export interface ProviderLists {
  readonly upstream: Upstream;
  readonly state: 'ASKED' | 'EXCLUDED' | 'NOT_CONFIGURED' | 'NOT_SUPPORTED';
  readonly filter: CallFilter;
  readonly plan: CallListPlan;
  readonly lists: readonly ListSource[];
  /** The provider's directory of agents, where its calls are listed by agent. Has no rows, and fails as the directory does. */
  readonly directory: LogSource<CallListRow<Call>> | null;
}

const NO_PLAN: CallListPlan = { lists: [], applied: {} };

/** Decides which lists of a provider a log reads, and with how many rows each begins. Rejects with what is no `ProviderError`. */
export async function listsOf(
  upstream: Upstream,
  logFilter: CallLogFilter,
  headRows: number,
  context: ReadContext,
): Promise<ProviderLists> {
  const { provider, accountKey } = upstream;
  const filter = filterFor(provider.id, logFilter);
  const nothing = { upstream, filter: filter ?? {}, plan: NO_PLAN, lists: [], directory: null };
  if (filter === null) return { ...nothing, state: 'EXCLUDED' };
  const operation = provider.listCalls;
  if (operation === undefined) return { ...nothing, state: 'NOT_SUPPORTED' };
  const plan = operation.plan(filter);
  if (plan.lists.length === 0) return { ...nothing, state: 'EXCLUDED' };
  if (accountKey === null) return { ...nothing, state: 'NOT_CONFIGURED' };
  const since = filter.since ?? null;
  const toSource = (parameters: ListParameters): ListSource =>
    new ListSource({ upstream, operation, parameters, headRows, since, context });
  const { agentParameter } = operation;
  const isByAgent = agentParameter !== null && plan.lists.some((list) => list[agentParameter] === undefined);
  if (!isByAgent) return { ...nothing, state: 'ASKED', plan, lists: plan.lists.map(toSource) };
  const { agentIds, failure } = await directoryOf(upstream, context);
  const lists = plan.lists.flatMap((list) =>
    agentIds.map((agentId) => toSource({ ...list, [agentParameter]: agentId })),
  );
  const directory: LogSource<CallListRow<Call>> = {
    name: `${provider.id} agents`,
    read: async () => {
      if (failure !== null) throw failure;
      return { rows: [], next: null };
    },
  };
  return { ...nothing, state: 'ASKED', plan, lists, directory };
}

async function directoryOf(
  upstream: Upstream,
  context: ReadContext,
): Promise<{ readonly agentIds: readonly string[]; readonly failure: ProviderError | null }> {
  try {
    const agents = (await listAgents(upstream, context)) ?? [];
    return { agentIds: agents.map(({ providerAgentId }) => providerAgentId), failure: null };
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    return { agentIds: [], failure: error };
  }
}

/** Whether the provider applies the whole filter, and applies it exactly, so that its totals are those of the log. */
export const isCounted = ({ filter, plan }: ProviderLists): boolean =>
  membersOf(filter).every((member) => plan.applied[member] === 'EXACT');
