import { type SubgraphServer, startSubgraph } from './subgraph-server.ts';

/** A sale, and the calls that were made for it, by Switchboard's ids. */
export interface Deal {
  readonly id: string;
  readonly title: string;
  readonly callIds: readonly string[];
}

/**
 * A CRM knows calls by their global id only. As an interface object `Call` gets a `deal` here for every provider at
 * once, those included that the CRM has never heard of.
 */
const SDL = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@interfaceObject"])

  type Query {
    deals: [Deal!]!
  }

  "A sale that is being made."
  type Deal @key(fields: "id") {
    id: ID!
    title: String!
    "The calls that were made for it."
    calls: [Call]!
  }

  type Call @key(fields: "id") @interfaceObject {
    id: ID!
    "The sale that the call was made for."
    deal: Deal
  }
`;

/** Starts the CRM's subgraph over `deals`. */
export const startCrm = (deals: readonly Deal[]): Promise<SubgraphServer> =>
  startSubgraph('crm', SDL, {
    Query: { deals: () => deals },
    Deal: {
      __resolveReference: ({ id }: { id: string }) => deals.find((deal) => deal.id === id) ?? null,
      calls: ({ callIds }: Deal) => callIds.map((id) => ({ id })),
    },
    Call: {
      __resolveReference: ({ id }: { id: string }) => ({ id }),
      deal: ({ id }: { id: string }) => deals.find(({ callIds }) => callIds.includes(id)) ?? null,
    },
  });
