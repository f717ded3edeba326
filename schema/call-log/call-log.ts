import type { GraphQLResolveInfo } from 'graphql';
import type { Call } from '../../src/domain/call.ts';
import { BadUserInput, Forbidden } from '../../src/domain/errors.ts';
import type { CallLogFilter } from '../../src/loaders/call-log-filter.ts';
import { incompleteLogError, MAX_FIRST } from '../../src/loaders/call-log-loader.ts';
import { completeRow } from '../../src/loaders/complete-row.ts';
import type { CallListRow } from '../../src/providers/abilities.ts';
import { builder } from '../builder.ts';
import { type GraphContext, loaderOf } from '../context.ts';
import { providerById } from '../providers.ts';
import {
  type CallSelection,
  selectedAtPath,
  selectedEndpoints,
  selectedPaths,
} from '../selected-endpoints.ts';
import { CallLogConnectionRef } from './call-log-connection.ts';
import { CallLogFilterRef, IncompleteCallLogRef } from './call-log-input.ts';
import { checkLengths } from './check-lengths.ts';

const DEFAULT_FIRST = 25;

/** The paths of calls below the connection. */
const CALL_PATHS = ['nodes', 'edges.node'];
const COUNT_FIELD = 'totalCount';

builder.queryField('callLog', (t) =>
  t.field({
    type: CallLogConnectionRef,
    nullable: true,
    scope: 'calls:read',
    reads: { first: 'first', callPaths: CALL_PATHS, countField: COUNT_FIELD },
    description:
      "Every provider's calls in one list, newest first. Null, with the error of a provider, when all that were read failed; when some failed, `complete` is false and `sources` says why.",
    args: {
      first: t.arg.int({
        required: false,
        defaultValue: DEFAULT_FIRST,
        description: `Most calls of the page, from 1 to ${MAX_FIRST}. A page may hold fewer and go on.`,
      }),
      after: t.arg.string({
        required: false,
        description:
          'A cursor of the same filter: the page begins behind it. A cursor of another filter or account is `BAD_USER_INPUT`.',
      }),
      filter: t.arg({
        type: CallLogFilterRef,
        required: false,
        description: 'The calls to list. Without it, all.',
      }),
      incomplete: t.arg({
        type: IncompleteCallLogRef,
        required: false,
        defaultValue: 'ALLOW',
        description: 'What to return when a provider failed.',
      }),
    },
    resolve: async (_root, args, context, info) => {
      const first = args.first ?? DEFAULT_FIRST;
      if (first < 1 || first > MAX_FIRST)
        throw new BadUserInput(`\`first\` is a number from 1 to ${MAX_FIRST}; this one is ${first}.`);
      const filter = toFilter(args.filter ?? {});
      checkLengths(filter);
      if (filter.customerNumber !== undefined && !context.scopes.has('calls:identity'))
        throw new Forbidden(
          'calls:identity',
          'This client may not filter by `customerNumber`: it lacks the scope calls:identity.',
        );
      const page = await context.callLog.page({ first, after: args.after ?? null, filter });
      if (args.incomplete === 'REFUSE' && !page.complete) throw incompleteLogError(page);
      const complete = createCompletion(context, info);
      // Awaited here: a compiled operation writes fields that wait behind those that do not.
      const [calls, count] = await Promise.all([
        Promise.all(page.edges.map(({ row }) => complete(row))),
        selectedAtPath(info, COUNT_FIELD).length > 0 ? page.count() : null,
      ]);
      const edges = page.edges.map((edge, index) => ({
        at: edge.row.at,
        cursor: () => edge.cursor,
        call: calls[index] ?? edge.row.call,
      }));
      return { page, edges, count };
    },
  }),
);

/** Leaves out the members that are null, which restrict nothing. */
const toFilter = (
  members: { readonly [Name in keyof CallLogFilter]?: CallLogFilter[Name] | null | undefined },
): CallLogFilter =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value != null)) as CallLogFilter;

/** Reads calls whose rows lack selected fields. The selection is examined once a provider. */
function createCompletion(
  context: GraphContext,
  info: GraphQLResolveInfo,
): (row: CallListRow<Call>) => Promise<Call> {
  const fieldNodes = CALL_PATHS.flatMap((path) => selectedAtPath(info, path));
  const selection: CallSelection = { info, fieldNodes, granted: context.scopes };
  const byProvider = new Map<string, ReturnType<typeof examine>>();
  const examine = (providerId: string) => {
    const provider = providerById.get(providerId);
    if (provider === undefined) throw new Error(`Provider ${providerId} is not in the registry`);
    const lacking = new Set(selectedPaths(provider, provider.listCalls?.mayLack ?? [], selection));
    return {
      provider,
      lacking,
      selected: lacking.size === 0 ? null : selectedEndpoints(provider, selection),
    };
  };
  return async ({ call, lacks }) => {
    const examined = byProvider.get(call.provider) ?? examine(call.provider);
    byProvider.set(call.provider, examined);
    const { provider, selected } = examined;
    const lacking = lacks.filter((path) => examined.lacking.has(path));
    if (lacking.length === 0 || selected === null) return call;
    const { endpoints, commonFields } = selected;
    return completeRow(call, lacking, () =>
      loaderOf(context, provider).load(call.providerCallId, endpoints, commonFields),
    );
  };
}
