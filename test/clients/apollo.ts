import { ApolloClient, ApolloLink, HttpLink, InMemoryCache, Observable } from '@apollo/client';
import { relayStylePagination } from '@apollo/client/utilities';
import { OperationTypeNode, print } from 'graphql';
import { createClient } from 'graphql-sse';
import { possibleTypes } from './generated/possible-types.ts';

/** Sends subscriptions as POSTs whose responses are server-sent events. */
function createSseLink(url: string): ApolloLink {
  const client = createClient({ url });
  return new ApolloLink(
    ({ query, variables, operationName = '' }) =>
      new Observable((sink) =>
        client.subscribe<Record<string, unknown>>(
          { query: print(query), variables, operationName },
          {
            next: (result) => sink.next(result as ApolloLink.Result),
            error: (error) => sink.error(error),
            complete: () => sink.complete(),
          },
        ),
      ),
  );
}

/** Keeps each call and each agent once, by type and `id`; a type without an `id` is a value and stays inside its parent. */
export const createApolloClient = (uri: string): ApolloClient =>
  new ApolloClient({
    link: ApolloLink.split(
      ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
      createSseLink(uri),
      new HttpLink({ uri }),
    ),
    cache: new InMemoryCache({
      possibleTypes,
      // Pages of one filter join into one list.
      typePolicies: { Query: { fields: { callLog: relayStylePagination(['filter']) } } },
    }),
  });
