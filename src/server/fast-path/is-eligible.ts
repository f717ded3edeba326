import type { IncomingMessage } from 'node:http';

/** Whether the fast path serves the request: a POST of known length. The request guard checks everything else. */
export const isEligible = ({ method, url, headers }: IncomingMessage): boolean =>
  method === 'POST' && url === '/graphql' && Number(headers['content-length']) > 0;
