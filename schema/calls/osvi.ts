import { type OsviTag, osvi as provider } from '../../src/providers/osvi.ts';
import { builder } from '../builder.ts';
import { bindProvider } from '../provider-binding.ts';
import { CallRef, NodeRef } from '../types/call.ts';

export const osvi = bindProvider(provider);

const TagRef = builder.objectRef<OsviTag>('OsviTag').implement({
  description: 'A label that the analysis put on a call.',
  fields: (t) => ({
    tagId: t.exposeID('tagId', {
      nullable: true,
      description: "OSVI's own id of the tag. Null when OSVI gives none.",
    }),
    name: t.exposeString('name', {
      nullable: true,
      description: 'Text of the tag. Null when it has none.',
    }),
    color: t.expose('color', {
      type: 'HexColorCode',
      nullable: true,
      description:
        'Colour to show the tag in, such as `#22c55e`. Null when OSVI gives none that can be read.',
    }),
  }),
});

osvi.ref.implement({
  description:
    "A call that OSVI ran. Its transcript comes from an endpoint of its own, in a request of its own, and so does its recording when it is played. OSVI's record holds no start and no end: `startedAt` is when the record was created, and `endedAt` is `answeredAt` plus the talk time.",
  interfaces: [NodeRef, CallRef],
  fields: (t) => ({
    providerCallType: t.exposeString('providerCallType', {
      nullable: true,
      description: "OSVI's own word for the direction. Null when it gives none.",
    }),
    providerEndedBy: t.exposeString('providerEndedBy', {
      nullable: true,
      description: "OSVI's own word for the party that ended the call. Null when it gives none.",
    }),
    providerSentiment: t.exposeString('providerSentiment', {
      nullable: true,
      scope: 'calls:content',
      description: "OSVI's own word for the mood. Null when its analysis gives none.",
    }),
    ownNumber: t.exposeString('ownNumber', {
      nullable: true,
      scope: 'calls:identity',
      description:
        "The team's own telephone number: the line that placed or received the call. Known even when the direction is not; null when OSVI does not say.",
    }),
    campaignUploadId: t.exposeID('campaignUploadId', {
      nullable: true,
      description: "OSVI's own id of the batch of contacts of the call. Null for a call outside a batch.",
    }),
    tag: t.expose('tag', {
      type: TagRef,
      nullable: true,
      scope: 'calls:content',
      description: 'Label of the call. Null when it has none.',
    }),
    retryCount: t.exposeInt('retryCount', {
      nullable: true,
      description: 'Number of times that OSVI dialled again so far. Null when it does not say.',
    }),
    dataCaptured: t.expose('dataCaptured', {
      type: 'JSONObject',
      nullable: true,
      scope: 'calls:content',
      description:
        "Values of the fields that the agent's data extraction defines, by name. Null when there are none.",
    }),
    postCallAnalysis: t.expose('postCallAnalysis', {
      type: 'JSONObject',
      nullable: true,
      scope: 'calls:content',
      description:
        "Results of the analysis after the call, by name: sentiment, callback wish, and the team's own fields. Null until it has run.",
    }),
  }),
});
