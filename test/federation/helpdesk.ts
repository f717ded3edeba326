import { type SubgraphServer, startSubgraph } from './subgraph-server.ts';

/** A complaint that was taken by telephone. */
export interface Ticket {
  readonly id: string;
  readonly subject: string;
  /** Puretalk's own id of the call, as its webhook brought it. */
  readonly puretalkCallId: string;
}

/** A helpdesk works with one provider, and refers to its calls by that provider's own id. */
const SDL = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])

  type Query {
    tickets: [Ticket!]!
  }

  "A complaint that was taken by telephone."
  type Ticket @key(fields: "id") {
    id: ID!
    subject: String!
    "The call in which it was made."
    openedIn: PuretalkCall
  }

  type PuretalkCall @key(fields: "providerCallId", resolvable: false) {
    providerCallId: ID!
  }
`;

/** Starts the helpdesk's subgraph over `tickets`. */
export const startHelpdesk = (tickets: readonly Ticket[]): Promise<SubgraphServer> =>
  startSubgraph('helpdesk', SDL, {
    Query: { tickets: () => tickets },
    Ticket: {
      __resolveReference: ({ id }: { id: string }) => tickets.find((ticket) => ticket.id === id) ?? null,
      openedIn: ({ puretalkCallId }: Ticket) => ({ providerCallId: puretalkCallId }),
    },
  });
