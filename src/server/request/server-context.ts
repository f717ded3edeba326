import type { Plugin } from 'graphql-yoga';
import type { GraphContext } from '../../../schema/context.ts';
import type { RequestState } from './request-state.ts';

/** The context that Yoga passes to every plugin with a request. */
export interface ServerContext {
  readonly state: RequestState;
}

/** One behaviour of the server. */
export type ServerPlugin = Plugin<ServerContext & GraphContext, ServerContext>;
