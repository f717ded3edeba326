import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { startGateway } from '../support/gateway.ts';
import { message } from '../support/hostile-behaviours.ts';
import { durationOf, environmentOf, HOSTILE_PROVIDERS } from '../support/hostile-provider.ts';
import { startHostileServer } from '../support/hostile-server.ts';
it('late', async () => {
  const provider = HOSTILE_PROVIDERS[3]!;
  let seen = 0;
  const server = await startHostileServer((exchange) => {
    seen += 1;
    exchange.socket.write(message('200 OK', ['content-type: application/json'], provider.bodyFor(exchange.callId, exchange.url)));
    exchange.finish();
    if (seen === 1) setTimeout(() => exchange.socket.write(message('200 OK', ['content-type: application/json'], JSON.stringify({ success: true, data: { status: 'picked', duration_seconds: 666 } }))), 20);
  });
  const gateway = await startGateway({ ...environmentOf(provider, server.url), UPSTREAM_RETRIES: '0' });
  for (const id of ['a', 'b', 'c']) {
    const { data, errors } = await gateway.query('query ($id: ID!) { call(id: $id) { id durationSeconds } }', { id: `osvi:${id}` });
    console.log(id, durationOf(id), JSON.stringify(data), errors?.[0]?.message, server.acceptedSockets);
    await delay(60);
  }
  await gateway.stop();
  await server.close();
});
