import type { Call } from '../../src/domain/call.ts';
import type { CallCount } from '../../src/loaders/call-count.ts';
import type { CallLogPage } from '../../src/loaders/call-log-loader.ts';
import { builder } from '../builder.ts';
import { CallRef } from '../types/call.ts';
import { describeEnum } from '../types/describe-enum.ts';
import { CallLogSourceRef } from './call-log-source.ts';

/** A call on a page of the log. */
export interface LoggedCall {
  readonly at: Date | null;
  readonly cursor: () => string;
  /** Holds the selected fields, or an error at each that could not be read. */
  readonly call: Call;
}

/** A page of the log with its calls. */
export interface CallLog {
  readonly page: CallLogPage;
  readonly edges: readonly LoggedCall[];
  /** `null` when it cannot be told, or is not selected. */
  readonly count: CallCount | null;
}

const CallLogEdgeRef = builder.objectRef<LoggedCall>('CallLogEdge').implement({
  description: 'A call at its place in the log.',
  fields: (t) => ({
    cursor: t.string({
      nullable: false,
      description: 'Give it as `after` to go on behind this call.',
      resolve: ({ cursor }) => cursor(),
    }),
    at: t.field({
      type: 'DateTime',
      nullable: true,
      description:
        'The moment by which its provider lists the call; it does not change while the call lives. Null for a call without one, which stands where its provider lists it.',
      resolve: ({ at }) => at,
    }),
    node: t.field({
      type: CallRef,
      nullable: false,
      description:
        'The call. Fields that the list of its provider lacks are read for each call; one that fails is null, with an error at its path.',
      resolve: ({ call }) => call,
    }),
  }),
});

const PageInfoRef = builder.objectRef<CallLogPage>('PageInfo').implement({
  description: "Where a page stands in its list, by Relay's convention. Lists go forward only.",
  fields: (t) => ({
    hasNextPage: t.exposeBoolean('hasNextPage', {
      nullable: false,
      description: 'Whether there may be more behind this page. The next page may turn out empty.',
    }),
    hasPreviousPage: t.exposeBoolean('hasPreviousPage', {
      nullable: false,
      description: 'Whether `after` was given.',
    }),
    startCursor: t.string({
      nullable: true,
      description: 'Cursor of the first edge. Null for a page without edges.',
      resolve: ({ edges }) => edges[0]?.cursor ?? null,
    }),
    endCursor: t.string({
      nullable: true,
      description:
        'Give it as `after` to get the next page. A page without edges has one as well while there is more; null for an empty list.',
      resolve: (page) => page.endCursor(),
    }),
  }),
});

const CountPrecisionRef = describeEnum<CallCount['precision']>('CountPrecision', 'How exact a count is.', {
  EXACT: 'Just so many.',
  AT_LEAST: 'So many or more: a provider states no total, does not apply the filter itself, or failed.',
});

const CallCountRef = builder.objectRef<CallCount>('CallCount').implement({
  description: 'A number of calls.',
  fields: (t) => ({
    value: t.exposeInt('value', { nullable: false, description: 'Number of calls.' }),
    precision: t.expose('precision', {
      type: CountPrecisionRef,
      nullable: false,
      description: 'Whether there may be more than `value`.',
    }),
  }),
});

export const CallLogConnectionRef = builder.objectRef<CallLog>('CallLogConnection').implement({
  description:
    'A page of the calls of all providers, newest first by `CallLogEdge.at`, equal times by `id`. From the first page to the last, each call that was in the log when the first was read comes once.',
  fields: (t) => ({
    edges: t.field({
      type: [CallLogEdgeRef],
      nullable: false,
      description: 'The calls of the page, each with its cursor.',
      resolve: ({ edges }) => edges,
    }),
    nodes: t.field({
      type: [CallRef],
      nullable: false,
      description: 'The calls of the page.',
      resolve: ({ edges }) => edges.map(({ call }) => call),
    }),
    pageInfo: t.field({
      type: PageInfoRef,
      nullable: false,
      description: 'Where the page stands in the log.',
      resolve: ({ page }) => page,
    }),
    complete: t.boolean({
      nullable: false,
      description:
        'Whether every provider that received a request responded, for this page and each before it. An earlier response in place of a failure (`STALE`) counts. False to the last page once a provider has failed.',
      resolve: ({ page }) => page.complete,
    }),
    sources: t.field({
      type: [CallLogSourceRef],
      nullable: false,
      description: 'The state of each provider on this page, one item for each provider.',
      resolve: ({ page }) => page.sources,
    }),
    totalCount: t.field({
      type: CallCountRef,
      nullable: true,
      description:
        'Number of calls that match the filter, on all pages. Null when it cannot be told. Select it only where you show it: it reads the first page of each list.',
      resolve: ({ count }) => count,
    }),
  }),
});
