import type { Call } from '../domain/call.ts';
import type { CallDirection, CallStatus } from '../domain/call-vocabulary.ts';
import type { CallFilter, CallListRow, FilterMember } from '../providers/abilities.ts';

/** The calls that a log is restricted to. All members apply together; an empty list matches nothing. */
export interface CallLogFilter {
  /** Provider ids of the registry. */
  readonly providers?: readonly string[];
  readonly statuses?: readonly CallStatus[];
  readonly directions?: readonly CallDirection[];
  readonly agents?: readonly { readonly provider: string; readonly providerAgentId: string }[];
  readonly campaigns?: readonly { readonly provider: string; readonly campaignId: string }[];
  readonly customerNumber?: string;
  readonly since?: Date;
  readonly until?: Date;
  readonly minDurationSeconds?: number;
}

/** The part of `filter` that concerns `provider`; `null` when no call of the provider can match. */
export function filterFor(provider: string, filter: CallLogFilter): CallFilter | null {
  const { providers, statuses, directions, agents, campaigns } = filter;
  const { customerNumber, since, until, minDurationSeconds } = filter;
  if (providers !== undefined && !providers.includes(provider)) return null;
  const agentIds = agents?.flatMap((agent) => (agent.provider === provider ? agent.providerAgentId : []));
  const campaignIds = campaigns?.flatMap((each) => (each.provider === provider ? each.campaignId : []));
  const lists = [statuses, directions, agentIds, campaignIds];
  if (lists.some((list) => list?.length === 0)) return null;
  if (customerNumber !== undefined && digitsOf(customerNumber) === '') return null;
  if (since !== undefined && until !== undefined && since >= until) return null;
  return {
    ...(statuses !== undefined && { statuses }),
    ...(directions !== undefined && { directions }),
    ...(agentIds !== undefined && { agentIds }),
    ...(campaignIds !== undefined && { campaignIds }),
    ...(customerNumber !== undefined && { customerNumber }),
    ...(since !== undefined && { since }),
    ...(until !== undefined && { until }),
    ...(minDurationSeconds !== undefined && { minDurationSeconds }),
  };
}

/** The members that `filter` has, under their names in the graph. */
export function membersOf(filter: CallFilter): readonly FilterMember[] {
  const { agentIds, campaignIds, ...others } = filter;
  return [
    ...(Object.keys(others) as (keyof typeof others)[]),
    ...(agentIds === undefined ? [] : (['agents'] as const)),
    ...(campaignIds === undefined ? [] : (['campaigns'] as const)),
  ];
}

/** Whether a row is in the log that `filter` restricts. A member that the row does not know does not match. */
export function matchesFilter(row: CallListRow<Call>, filter: CallFilter): boolean {
  const { since, until } = filter;
  const { at } = row;
  if (since !== undefined && (at === null || at < since)) return false;
  if (until !== undefined && (at === null || at >= until)) return false;
  return !asksOfCall(filter) || callMatches(row.call, filter);
}

/** Whether the filter has a member for which the row's call has to be mapped. */
const asksOfCall = ({ since: _since, until: _until, ...others }: CallFilter): boolean =>
  Object.values(others).some((member) => member !== undefined);

function callMatches(call: Call, filter: CallFilter): boolean {
  const { statuses, directions, agentIds, campaignIds, customerNumber, minDurationSeconds } = filter;
  if (statuses !== undefined && !statuses.includes(call.status)) return false;
  if (directions !== undefined && !isOneOf(directions, call.direction)) return false;
  if (agentIds !== undefined && !isOneOf(agentIds, call.agent?.providerAgentId ?? null)) return false;
  if (campaignIds !== undefined && !isOneOf(campaignIds, call.campaignId)) return false;
  if (customerNumber !== undefined) {
    const number = call.customer?.phoneNumber ?? null;
    if (number === null || digitsOf(number) !== digitsOf(customerNumber)) return false;
  }
  return minDurationSeconds === undefined || (call.durationSeconds ?? -1) >= minDurationSeconds;
}

const isOneOf = <Value>(values: readonly Value[], value: Value | null): boolean =>
  value !== null && values.includes(value);

const digitsOf = (number: string): string => number.replaceAll(/\D/g, '');
