import {
  voxworks as provider,
  type VoxworksCallType,
  type VoxworksObjective,
  type VoxworksPostCallAction,
} from '../../src/providers/voxworks.ts';
import { builder } from '../builder.ts';
import { bindProvider } from '../provider-binding.ts';
import { CallRef, NodeRef } from '../types/call.ts';
import { describeEnum } from '../types/describe-enum.ts';

export const voxworks = bindProvider(provider);

const CallTypeRef = describeEnum<VoxworksCallType>(
  'VoxworksCallType',
  'Direction and channel of a call in one word.',
  {
    OUTBOUND: 'The agent called by telephone.',
    INBOUND: 'The customer called by telephone.',
    WEB: 'The conversation ran in a browser.',
    UNKNOWN: 'A word that this graph does not know: see `providerType`.',
  },
);

const ObjectiveRef = builder.objectRef<VoxworksObjective>('VoxworksObjective').implement({
  description:
    'A goal that the script set for a call. Scripts shape goals freely: `raw` holds the whole goal.',
  fields: (t) => ({
    name: t.exposeString('name', { nullable: true, description: 'Name of the goal. Null when it has none.' }),
    description: t.exposeString('description', {
      nullable: true,
      description: 'What reaching the goal means. Null when the script does not say.',
    }),
    status: t.exposeString('status', {
      nullable: true,
      description: "How the goal came out, in the script's own word. Null when it does not say.",
    }),
    achieved: t.exposeBoolean('achieved', {
      nullable: true,
      description: 'Whether the goal was reached. Null when the script does not say.',
    }),
    raw: t.expose('raw', {
      type: 'JSON',
      nullable: false,
      description: 'The goal as Voxworks sent it.',
    }),
  }),
});

const PostCallActionRef = builder.objectRef<VoxworksPostCallAction>('VoxworksPostCallAction').implement({
  description: 'A follow-up that Voxworks executed after a call. `raw` holds the whole follow-up.',
  fields: (t) => ({
    name: t.exposeString('name', {
      nullable: true,
      description: 'Name of the follow-up. Null when it has none.',
    }),
    type: t.exposeString('type', {
      nullable: true,
      description: "Kind of the follow-up, in Voxworks's own word. Null when it gives none.",
    }),
    status: t.exposeString('status', {
      nullable: true,
      description: "How the follow-up came out, in Voxworks's own word. Null when it does not say.",
    }),
    raw: t.expose('raw', {
      type: 'JSON',
      nullable: false,
      description: 'The follow-up as Voxworks sent it.',
    }),
  }),
});

voxworks.ref.implement({
  description:
    'A call that Voxworks ran, read from two endpoints: `teamId` and `raw` need get-call; `modifiedAt`, `transcript.turns`, `transcriptJson`, `rating`, `postCallActions` and `resultRaw` need get-call-result; either has the others. When one endpoint fails, only the fields that need it fail. Lengths have no documented unit and are read as seconds.',
  interfaces: [NodeRef, CallRef],
  fields: (t) => ({
    teamId: t.exposeID('teamId', {
      nullable: true,
      description: "Voxworks's own id of the team that owns the call. Null when it does not say.",
    }),
    type: t.expose('type', {
      type: CallTypeRef,
      nullable: true,
      description: 'Direction and channel of the call in one word. Null when Voxworks does not say.',
    }),
    providerType: t.exposeString('providerType', {
      nullable: true,
      description: "Voxworks's own word for the type. Null when it gives none.",
    }),
    progress: t.exposeString('progress', {
      nullable: true,
      description:
        "Progress of the call, in Voxworks's own word, of which it publishes no list. Null when it gives none.",
    }),
    objectives: t.expose('objectives', {
      type: [ObjectiveRef],
      nullable: true,
      scope: 'calls:content',
      description: 'Goals of the script, and how they came out. Null when the record holds none.',
    }),
    modifiedAt: t.expose('modifiedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When Voxworks last changed its record. Null when it does not say.',
    }),
    transcriptJson: t.expose('transcriptJson', {
      type: 'JSON',
      nullable: true,
      scope: 'calls:content',
      description:
        'Structured transcript as Voxworks sends it, an object or a list without a documented layout. Null when there is none.',
    }),
    rating: t.exposeFloat('rating', {
      nullable: true,
      scope: 'calls:content',
      description: "Voxworks's score for the call. The scale is not documented. Null when the call has none.",
    }),
    postCallActions: t.expose('postCallActions', {
      type: [PostCallActionRef],
      nullable: true,
      scope: 'calls:content',
      description: 'Follow-ups that Voxworks executed after the call. Null when the record holds none.',
    }),
    resultRaw: t.expose('resultRaw', {
      type: 'JSON',
      nullable: true,
      scope: ['calls:content', 'calls:identity'],
      description:
        'Record that get-call-result sends; `raw` is the one that get-call sends. Null when it was not sent.',
    }),
  }),
});
