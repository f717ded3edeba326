import type { ExecutionResult } from 'graphql';
import { COMPOSERS, type Subgraph } from './compose.ts';
import { type Deal, startCrm } from './crm.ts';
import { startHelpdesk, type Ticket } from './helpdesk.ts';
import { ROUTERS } from './routers.ts';

/** What the other teams' services hold, who composes and who routes. */
export interface SupergraphOptions {
  readonly deals?: readonly Deal[];
  readonly tickets?: readonly Ticket[];
  readonly composer?: keyof typeof COMPOSERS;
  readonly router?: keyof typeof ROUTERS;
  /** The router's port. Default: a free one. */
  readonly port?: number;
  /** The SDL from which Switchboard's part is composed. Default: its response to `_service`. */
  readonly switchboardSdl?: string;
}

/** Switchboard, a CRM and a helpdesk behind a router, as one graph. */
export interface Supergraph {
  /** The URL of the router's GraphQL endpoint. */
  readonly url: string;
  readonly sdl: string;
  query(
    query: string,
    variables?: Record<string, unknown>,
    headers?: Record<string, string>,
  ): Promise<ExecutionResult>;
  close(): Promise<void>;
}

/**
 * Starts the other teams' subgraphs, composes them with the Switchboard at `switchboardUrl`, and puts a router in
 * front.
 */
export async function startSupergraph(
  switchboardUrl: string,
  options: SupergraphOptions = {},
): Promise<Supergraph> {
  const { deals = [], tickets = [], composer = 'hive', router = 'hive', port = 0 } = options;
  const others = await Promise.all([startCrm(deals), startHelpdesk(tickets)]);
  const closeOthers = () => Promise.all(others.map((each) => each.close()));
  try {
    const url = `${switchboardUrl}/graphql`;
    const switchboard: Subgraph = {
      name: 'switchboard',
      url,
      sdl: options.switchboardSdl ?? (await fetchSdl(url)),
    };
    const sdl = COMPOSERS[composer]([switchboard, ...others]);
    const running = await ROUTERS[router](sdl, port);
    return {
      url: running.url,
      sdl,
      query: (query, variables = {}, headers = {}) => ask(running.url, { query, variables }, headers),
      close: async () => {
        await running.close();
        await closeOthers();
      },
    };
  } catch (error) {
    await closeOthers();
    throw error;
  }
}

/** The SDL with which a subgraph responds to `_service`, as a schema registry requests it. */
async function fetchSdl(url: string): Promise<string> {
  const { data, errors } = await ask(url, { query: '{ _service { sdl } }' });
  if (data === undefined || data === null) throw new Error(`No SDL: ${JSON.stringify(errors)}`);
  return (data['_service'] as { sdl: string }).sdl;
}

async function ask(
  url: string,
  body: object,
  headers: Record<string, string> = {},
): Promise<ExecutionResult<Record<string, unknown>>> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return (await response.json()) as ExecutionResult<Record<string, unknown>>;
}
