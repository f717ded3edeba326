import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client';
import { possibleTypes } from './generated/possible-types.ts';

/** Keeps each call once, under its `id`; what is no `Node` stays inside its call, for its ids are the provider’s own. */
export const createApolloClient = (uri: string): ApolloClient =>
  new ApolloClient({
    link: new HttpLink({ uri }),
    cache: new InMemoryCache({
      possibleTypes,
      dataIdFromObject: ({ __typename, id }) =>
        possibleTypes.Node.includes(String(__typename)) ? String(id) : undefined,
    }),
  });
