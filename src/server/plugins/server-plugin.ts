import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Plugin } from 'graphql-yoga';
import type { GraphContext } from '../../../schema/context.ts';

/** What the HTTP server hands on with a request. */
export interface Exchange {
  /** Absent when a request did not come over Node's HTTP server. */
  readonly req?: IncomingMessage;
  readonly res?: ServerResponse;
}

/** One behaviour of the server. */
export type ServerPlugin = Plugin<Exchange & GraphContext, Exchange>;
