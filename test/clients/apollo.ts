import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client';
import { relayStylePagination } from '@apollo/client/utilities';
import { possibleTypes } from './generated/possible-types.ts';

/** Keeps each call and each agent once, by type and `id`; a type without an `id` is a value and stays inside its parent. */
export const createApolloClient = (uri: string): ApolloClient =>
  new ApolloClient({
    link: new HttpLink({ uri }),
    cache: new InMemoryCache({
      possibleTypes,
      // Pages of one filter join into one list.
      typePolicies: { Query: { fields: { callLog: relayStylePagination(['filter']) } } },
    }),
  });
