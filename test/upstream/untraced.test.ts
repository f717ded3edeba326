import { expect, it } from 'vitest';
import { NO_SPAN, type Span } from '../../src/domain/span.ts';
import { CallLoader } from '../../src/loaders/call-loader.ts';
import { sendJson } from '../support/mock-server.ts';
import { connectInvented, echoline } from './invented-provider.ts';

const fail = (): never => {
  throw new Error('A span that does not record was given attributes');
};

it('a read that is not traced never touches its span, so that no attributes are built', async () => {
  const untouched: Span = { ...NO_SPAN, begin: fail, set: fail, fail, end: fail };
  let status = 503;
  const invented = await connectInvented(echoline, ({ headers }, response) => {
    sendJson(response, headers['traceparent'] === undefined ? status : 500, { live: false });
    status = 200;
  });
  const load = () => new CallLoader(invented.upstream.source, { span: untouched }).load('1');
  expect((await load())?.status).toBe('COMPLETED'); // retried
  expect((await load())?.status).toBe('COMPLETED'); // cached
  expect(invented.server.requests).toHaveLength(2);
  await invented.close();
});

it('the span of untraced work is its own child, and has no header', () => {
  expect(NO_SPAN.begin('anything')).toBe(NO_SPAN);
  expect(NO_SPAN.traceparent).toBeUndefined();
});
