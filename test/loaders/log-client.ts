import type { ListedCall } from '../support/listed-calls.ts';
import type { TestServer } from '../support/test-server.ts';

/** A page of the log as these tests select it. */
export interface LogPage {
  readonly edges: readonly {
    readonly cursor: string;
    readonly at: string | null;
    readonly node: { readonly id: string };
  }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly endCursor: string | null;
    readonly hasPreviousPage: boolean;
  };
  readonly complete: boolean;
  readonly sources: readonly {
    readonly provider: string;
    readonly state: string;
    readonly code: string | null;
    readonly message: string | null;
    readonly retryAfterSeconds: number | null;
    readonly upstreamFilters: readonly string[];
  }[];
}

const PAGE = `query Log($first: Int, $after: String, $filter: CallLogFilter, $incomplete: IncompleteCallLog) {
  callLog(first: $first, after: $after, filter: $filter, incomplete: $incomplete) {
    edges { cursor at node { id status } }
    pageInfo { hasNextPage hasPreviousPage endCursor }
    complete
    sources { provider state code message retryAfterSeconds upstreamFilters }
  }
}`;

type Variables = Readonly<Record<string, unknown>>;

/** Asks for one page, and returns the whole body. */
export const askPage = (server: TestServer, variables: Variables, headers: Record<string, string> = {}) =>
  server.query<{ callLog: LogPage | null }>(PAGE, { ...variables }, headers);

/** One page. Throws when the response has errors. */
export async function pageOf(
  server: TestServer,
  variables: Variables,
  headers?: Record<string, string>,
): Promise<LogPage> {
  const { data, errors } = await askPage(server, variables, headers);
  if (errors !== undefined || data?.callLog == null) throw new Error(JSON.stringify(errors));
  return data.callLog;
}

/** Every page of a walk. */
export async function walk(
  server: TestServer,
  variables: Variables,
  headers?: Record<string, string>,
): Promise<LogPage[]> {
  const pages: LogPage[] = [];
  let after = (variables['after'] ?? null) as string | null;
  for (;;) {
    const page = await pageOf(server, { ...variables, after }, headers);
    pages.push(page);
    if (!page.pageInfo.hasNextPage) return pages;
    after = page.pageInfo.endCursor;
    if (pages.length > 2_000) throw new Error('The walk does not end');
  }
}

export const idsOf = (pages: readonly LogPage[]): string[] =>
  pages.flatMap(({ edges }) => edges.map(({ node }) => node.id));

/** A filter as a test states it, with times in milliseconds. */
export interface TestFilter {
  readonly providers?: readonly string[];
  readonly statuses?: readonly string[];
  readonly directions?: readonly string[];
  readonly agents?: readonly { readonly provider: string; readonly providerAgentId: string }[];
  readonly campaigns?: readonly { readonly provider: string; readonly campaignId: string }[];
  readonly customerNumber?: string;
  readonly since?: string;
  readonly until?: string;
  readonly minDurationSeconds?: number;
}

/** Whether `call` is in the log of `filter`, by the words of the contract. */
export function isIn(call: ListedCall, filter: TestFilter): boolean {
  const provider = call.provider.toUpperCase();
  const digits = (text: string): string => text.replaceAll(/\D/g, '');
  return [
    filter.providers?.includes(provider),
    filter.statuses?.includes(call.status),
    filter.directions?.includes(String(call.direction)),
    filter.agents?.some((each) => each.provider === provider && each.providerAgentId === call.agentId),
    filter.campaigns?.some((each) => each.provider === provider && each.campaignId === call.campaignId),
    filter.customerNumber === undefined
      ? undefined
      : call.customerNumber !== null && digits(call.customerNumber) === digits(filter.customerNumber),
    filter.since === undefined ? undefined : call.at >= Date.parse(filter.since),
    filter.until === undefined ? undefined : call.at < Date.parse(filter.until),
    filter.minDurationSeconds === undefined
      ? undefined
      : call.durationSeconds !== null && call.durationSeconds >= filter.minDurationSeconds,
  ].every((each) => each !== false);
}
