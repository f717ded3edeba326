import type { EnvironmentReader } from './environment-reader.ts';
import { DEFAULT_LIMITS, type Limits } from './limits.ts';

/** The parts of its schema that the endpoint discloses. */
export interface Disclosure {
  /** Whether `__schema`, `__type` and a federation router's `_service` can be queried. */
  readonly introspection: boolean;
  /** Whether the error of an unknown name suggests known ones ("Did you mean"). */
  readonly suggestions: boolean;
  /** Whether browsers get GraphiQL. */
  readonly graphiql: boolean;
}

/**
 * The one place that decides the defaults of disclosure. An endpoint that is not open to every client, or that runs
 * trusted documents only, does not describe itself unless a setting says so. Suggestions and GraphiQL follow
 * introspection, without which they are of little use. `choose` returns a setting, or its fallback where it is not set.
 */
export function decideDisclosure(
  choose: (setting: keyof Disclosure, fallback: boolean) => boolean,
  { open, trustedDocuments }: { readonly open: boolean; readonly trustedDocuments: boolean },
): Disclosure {
  const introspection = choose('introspection', open && !trustedDocuments);
  return {
    introspection,
    suggestions: choose('suggestions', introspection),
    graphiql: choose('graphiql', introspection),
  };
}

/** The settings of the GraphQL endpoint. */
export interface EndpointConfig extends Disclosure {
  readonly limits: Limits;
  /** Whether there is a page at the root, whose statistics every client that reaches the server can read. */
  readonly frontPage: boolean;
  /** Origins of pages on other sites that may query the graph. */
  readonly allowedOrigins: readonly string[];
  /** Names besides `localhost` under which a server without access control may be reached. */
  readonly allowedHosts: readonly string[];
  /** Path of the manifest of the only documents that may run; `null` when any document may. */
  readonly trustedDocumentsFile: string | null;
  /** Number of the operator's proxies in front of this server. */
  readonly trustedProxies: number;
  /** The header in which trusted clients name the user behind a request, in lower case; `null` when no client does. */
  readonly userHeader: string | null;
}

/** Reads the settings of the endpoint. `open` tells whether clients need no credential. */
export function readEndpointConfig(reader: EnvironmentReader, { open }: { open: boolean }): EndpointConfig {
  const trustedDocumentsFile = reader.text('TRUSTED_DOCUMENTS_FILE');
  return {
    limits: readLimits(reader),
    ...decideDisclosure((setting, fallback) => reader.switch(setting.toUpperCase(), fallback), {
      open,
      trustedDocuments: trustedDocumentsFile !== null,
    }),
    frontPage: reader.switch('FRONT_PAGE', true),
    allowedOrigins: readOrigins(reader),
    allowedHosts: readHosts(reader),
    trustedDocumentsFile,
    trustedProxies: reader.integer('TRUSTED_PROXIES', { fallback: 0, min: 0, max: 10 }),
    userHeader: readUserHeader(reader),
  };
}

function readLimits(reader: EnvironmentReader): Limits {
  const read = (name: string, limit: keyof Limits, { min, max }: { min: number; max: number }): number =>
    reader.integer(name, { fallback: DEFAULT_LIMITS[limit], min, max });
  return {
    bodyBytes: read('MAX_BODY_BYTES', 'bodyBytes', { min: 1_000, max: 100_000_000 }),
    tokens: read('MAX_TOKENS', 'tokens', { min: 100, max: 100_000 }),
    depth: read('MAX_DEPTH', 'depth', { min: 2, max: 100 }),
    aliases: read('MAX_ALIASES', 'aliases', { min: 0, max: 10_000 }),
    rootFields: read('MAX_ROOT_FIELDS', 'rootFields', { min: 1, max: 1_000 }),
    directives: read('MAX_DIRECTIVES', 'directives', { min: 0, max: 10_000 }),
    upstreamRequests: read('MAX_UPSTREAM_REQUESTS', 'upstreamRequests', { min: 1, max: 100_000 }),
    callLogRequests: read('CALL_LOG_MAX_REQUESTS', 'callLogRequests', { min: 2, max: 1_000 }),
    responseFields: read('MAX_RESPONSE_FIELDS', 'responseFields', { min: 1_000, max: 100_000_000 }),
    responseBytes: read('MAX_RESPONSE_BYTES', 'responseBytes', { min: 10_000, max: 500_000_000 }),
    concurrentPerClient: read('CLIENT_MAX_CONCURRENT', 'concurrentPerClient', { min: 0, max: 100_000 }),
    operationsPerSecond: read('CLIENT_OPERATIONS_PER_SECOND', 'operationsPerSecond', {
      min: 0,
      max: 1_000_000,
    }),
    subscriptionsPerClient: read('CLIENT_MAX_SUBSCRIPTIONS', 'subscriptionsPerClient', {
      min: 0,
      max: 100_000,
    }),
    concurrentInTotal: read('MAX_CONCURRENT', 'concurrentInTotal', { min: 0, max: 1_000_000 }),
  };
}

function readOrigins(reader: EnvironmentReader): readonly string[] {
  const origins = reader.list('CORS_ORIGINS');
  for (const origin of origins) {
    if (URL.canParse(origin) && new URL(origin).origin === origin) continue;
    reader.problems.push(
      `CORS_ORIGINS must list origins such as https://app.example.com, without a path; one of them is "${origin.slice(0, 80)}".`,
    );
  }
  return origins;
}

/** Headers whose values are secrets, or that every request has. */
const NOT_USER_HEADERS = ['authorization', 'cookie', 'host', 'content-type', 'content-length', 'accept'];

function readUserHeader(reader: EnvironmentReader): string | null {
  const name = reader.text('ACCESS_USER_HEADER')?.toLowerCase() ?? null;
  if (name === null) return null;
  if (!/^[a-z0-9-]{1,64}$/.test(name) || NOT_USER_HEADERS.includes(name))
    reader.problems.push('ACCESS_USER_HEADER must be the name of a header of its own, such as x-user-id.');
  if (reader.text('ACCESS_TOKENS_FILE') === null)
    reader.problems.push(
      'ACCESS_USER_HEADER needs ACCESS_TOKENS_FILE: only clients whose entry has `"forwardsUsers": true` may send it.',
    );
  return name;
}

function readHosts(reader: EnvironmentReader): readonly string[] {
  const hosts = reader.list('ALLOWED_HOSTS');
  for (const host of hosts) {
    if (/^(?:\*\.)?[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/i.test(host)) continue;
    reader.problems.push(
      `ALLOWED_HOSTS must list host names such as switchboard.internal or *.example.com, without a port; one of them is "${host.slice(0, 80)}".`,
    );
  }
  return hosts;
}
