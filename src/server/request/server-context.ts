import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Plugin } from 'graphql-yoga';
import type { GraphContext } from '../../../schema/context.ts';
import type { ResponseDependencies } from './response-dependencies.ts';
import type { ClientConnection } from './subscription-lifetime.ts';

/** What the HTTP server hands on with a request. */
export interface ServerContext {
  /** Absent when a request did not come over Node's HTTP server. */
  readonly req?: IncomingMessage;
  readonly res?: ServerResponse;
  /** Whoever waits for the answer, where the request does not say when they have gone. */
  readonly client?: ClientConnection;
  /** The body of `req`, where it has been read before. */
  readonly body?: Promise<Buffer> | undefined;
  /** Takes note of what the answer is made of, where somebody wants to know. */
  readonly dependencies?: ResponseDependencies | undefined;
  /** When its headers had come, in milliseconds by `performance.now()`, where somebody looked before the plugins do. */
  readonly startedAt?: number;
  /** What resolvers have been given for it before: whatever they loaded is not loaded again. */
  readonly graphContext?: GraphContext | undefined;
}

/** One behaviour of the server. */
export type ServerPlugin = Plugin<ServerContext & GraphContext, ServerContext>;
