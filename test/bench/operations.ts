/**
 * The operations of every contender: one call, and a list of calls. Apollo Client and urql add `__typename` to every
 * selection set below the root, so these documents have it too.
 */
const FIELDS =
  '__typename id provider status from to durationSeconds summary transcript { __typename turns { __typename role text } }';
const ONE = `query Call($id: ID!) { call(id: $id) { ${FIELDS} } }`;
const MANY = `query Calls($ids: [ID!]!) { calls(ids: $ids) { ${FIELDS} } }`;

export const askOne = (id: string): string => JSON.stringify({ query: ONE, variables: { id } });
export const askMany = (ids: readonly string[]): string =>
  JSON.stringify({ query: MANY, variables: { ids } });

const LOG = `query Log($first: Int!, $number: String!) { callLog(first: $first, filter: { customerNumber: $number, directions: [OUTBOUND] }) { __typename nodes { __typename id provider status direction from to durationSeconds } } }`;

/** The first page of the log of one customer's calls. `number` has no plus sign. */
export const askLog = (number: string, first: number): string =>
  JSON.stringify({ query: LOG, variables: { number: `+${number}`, first } });
