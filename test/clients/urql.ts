import { Client, fetchExchange } from '@urql/core';
import { cacheExchange } from '@urql/exchange-graphcache';
import { introspection, valueTypes } from './generated/introspection.ts';

/** Keeps each call once, under its `id`; what is no `Node` stays inside its call, for its ids are the provider’s own. */
export const createUrqlClient = (url: string): Client =>
  new Client({
    url,
    preferGetMethod: false,
    exchanges: [
      cacheExchange({
        schema: introspection,
        keys: Object.fromEntries(valueTypes.map((name) => [name, () => null])),
      }),
      fetchExchange,
    ],
  });
