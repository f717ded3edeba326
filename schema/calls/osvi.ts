import { type OsviTag, osvi as provider } from '../../src/providers/osvi.ts';
import { builder } from '../builder.ts';
import { bindProvider } from '../provider-binding.ts';
import { CallRef, NodeRef } from '../types/call.ts';

export const osvi = bindProvider(provider);

const TagRef = builder.objectRef<OsviTag>('OsviTag').implement({
  description: 'The label that analysis put on a call.',
  fields: (t) => ({
    id: t.exposeID('id', { nullable: true, description: 'OSVI’s id of the tag.' }),
    name: t.exposeString('name', { nullable: true, description: 'What the tag says.' }),
    color: t.expose('color', {
      type: 'HexColorCode',
      nullable: true,
      description: 'The colour to show it in, such as `#22c55e`.',
    }),
  }),
});

osvi.ref.implement({
  description:
    'A call that OSVI ran. OSVI’s record of a call holds neither transcript nor recording, so both are null here. It holds neither start nor end: `startedAt` is when the record was made, `endedAt` is `answeredAt` and the talk time together.',
  interfaces: [NodeRef, CallRef],
  fields: (t) => ({
    providerCallType: t.exposeString('providerCallType', {
      nullable: true,
      description: 'OSVI’s own word for the direction.',
    }),
    providerEndedBy: t.exposeString('providerEndedBy', {
      nullable: true,
      description: 'OSVI’s own word for who ended the call.',
    }),
    ownNumber: t.exposeString('ownNumber', {
      nullable: true,
      scope: 'calls:identity',
      description:
        'The team’s own line: the number that the call was placed from, or received on. Known even when the direction is not.',
    }),
    campaignUploadId: t.exposeID('campaignUploadId', {
      nullable: true,
      description: 'OSVI’s id of the batch of contacts that the call came from.',
    }),
    tag: t.expose('tag', {
      type: TagRef,
      nullable: true,
      scope: 'calls:content',
      description: 'The label of the call. Null when untagged.',
    }),
    retryCount: t.exposeInt('retryCount', {
      nullable: true,
      description: 'How often OSVI dialled again so far.',
    }),
    dataCaptured: t.expose('dataCaptured', {
      type: 'JSONObject',
      nullable: true,
      scope: 'calls:content',
      description: 'Values of the fields that the agent’s data extraction defines.',
    }),
    postCallAnalysis: t.expose('postCallAnalysis', {
      type: 'JSONObject',
      nullable: true,
      scope: 'calls:content',
      description:
        'What the analysis after the call found: sentiment, callback wish, and the team’s own fields.',
    }),
  }),
});
