import { readConfig } from '../../src/config/config.ts';
import { knownProviders, start } from '../../src/server/start.ts';
import { EXAMPLE_IDS } from '../clients/example-ids.ts';
import { ROUTERS } from './routers.ts';
import { startSupergraph } from './supergraph.ts';

// npm run supergraph [hive|apollo]: Switchboard, a CRM and a helpdesk behind a router, until Ctrl-C.

const PORT = 4100;
const [, puretalkCallId = ''] = EXAMPLE_IDS.PuretalkCall.split(':');

const asked = process.argv[2] ?? 'hive';
const router = asked === 'hive' || asked === 'apollo' ? asked : null;
if (router === null) {
  process.stderr.write(`There is no router "${asked}"; there are ${Object.keys(ROUTERS).join(' and ')}.\n`);
  process.exit(1);
}

const switchboard = await start(readConfig({ ...process.env, PORT: '0', LOG_LEVEL: 'warn' }, knownProviders));
const supergraph = await startSupergraph(switchboard.url, {
  router,
  composer: router,
  port: PORT,
  deals: [
    { id: 'deal-1', title: 'Solar roof', callIds: [EXAMPLE_IDS.VoxworksCall, EXAMPLE_IDS.OsviCall] },
    { id: 'deal-2', title: 'Heat pump', callIds: [EXAMPLE_IDS.SynthflowCall, EXAMPLE_IDS.PuretalkCall] },
  ],
  tickets: [{ id: 'ticket-1', subject: 'Cold water', puretalkCallId }],
});

process.stdout.write(`\
One graph of three subgraphs, Switchboard's, a CRM's and a helpdesk's: ${supergraph.url}
From a deal to its calls and back, and from a ticket to its call by the provider's own id:

curl -s ${supergraph.url} -H 'content-type: application/json' -d '{
  "query": "{ deals { title calls { id provider durationSeconds deal { id } } } tickets { subject openedIn { id summary deal { title } } } }" }'
`);

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    void supergraph
      .close()
      .then(() => switchboard.stop({ graceMs: 0 }))
      .then(() => process.exit(0));
  });
