import type { IncomingMessage } from 'node:http';
import type { Disclosure } from '../config/endpoint-config.ts';
import type { Limits } from '../config/limits.ts';
import type { Span } from '../domain/span.ts';
import type { CompiledOperations } from './fast-path/compiled-operations.ts';
import type { Authenticator } from './request/authentication.ts';
import type { ClientOf } from './request/client-address.ts';

/** The settings of the GraphQL endpoint, with what it needs of other parts. */
export interface EndpointOptions extends Partial<Disclosure> {
  /** The tabs that GraphiQL opens with. */
  readonly tabs: readonly { readonly query: string }[];
  /** Authenticates clients. Default: every client is admitted, with every scope. */
  readonly accessControl?: Authenticator;
  /** Whether common requests bypass Yoga's adapter for Node, with the same responses. Default: true. */
  readonly fastPath?: boolean;
  /** The compiled operations of the fast path. Default: none yet. */
  readonly compiledOperations?: CompiledOperations;
  /** Limits that override those of the app's configuration. */
  readonly limits?: Partial<Limits>;
  /** Identifies clients without a credential, for the limits per client. Default: by IP address, trusting no proxy. */
  readonly clientOf?: ClientOf;
  /** Whether requests wait for each other, so that large operations count more than once. Default: whether the event loop is busy. */
  readonly isBusy?: () => boolean;
  /** The header in which clients that forward users name the user, for the limits per client. Default: none. */
  readonly userHeader?: string | null;
  /** Origins of pages on other sites that may query the graph, such as `https://app.example.com`. Default: none. */
  readonly allowedOrigins?: readonly string[];
  /** Finds the span of a request. Default: nothing is traced. */
  readonly spanOf?: (request: IncomingMessage) => Span | undefined;
  /** The manifest of the only documents that may run. Default: any document may run. */
  readonly trustedDocuments?: { readonly path: string };
}
