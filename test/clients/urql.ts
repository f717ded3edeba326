import { Client, fetchExchange } from '@urql/core';
import { cacheExchange } from '@urql/exchange-graphcache';
import { relayPagination } from '@urql/exchange-graphcache/extras';
import { introspection, valueTypes } from './generated/introspection.ts';

/** Keeps each call and each agent once, by type and `id`; a type without an `id` is a value and stays inside its parent. */
export const createUrqlClient = (url: string): Client =>
  new Client({
    url,
    preferGetMethod: false,
    fetchSubscriptions: true,
    exchanges: [
      cacheExchange({
        schema: introspection,
        resolvers: { Query: { callLog: relayPagination() } }, // pages of one filter join into one list
        keys: {
          ...Object.fromEntries(valueTypes.map((name) => [name, () => null])),
          Agent: ({ id }) => (typeof id === 'string' ? id : null), // null where the provider gives a name alone
        },
      }),
      fetchExchange,
    ],
  });
