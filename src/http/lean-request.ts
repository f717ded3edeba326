import http from 'node:http';
import https from 'node:https';
import type { RequestFunction } from 'got';

/**
 * Sends with the options that a request to a provider has, and leaves the rest to Node's defaults. got hands on forty,
 * most of them undefined, which Node copies three times a request.
 */
export const leanRequest: RequestFunction = (url, { agent, headers, method }, onResponse) => {
  const send = url.protocol === 'https:' ? https.request : http.request;
  return send(url, { agent, headers, method } as http.RequestOptions, onResponse);
};
