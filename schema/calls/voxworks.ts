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

const CallTypeRef = describeEnum<VoxworksCallType>('VoxworksCallType', 'Direction and channel in one word.', {
  OUTBOUND: 'The agent called by telephone.',
  INBOUND: 'The customer called by telephone.',
  WEB: 'The conversation ran in a browser.',
  UNKNOWN: 'A word that this graph does not know: see `providerType`.',
});

const ObjectiveRef = builder.objectRef<VoxworksObjective>('VoxworksObjective').implement({
  description:
    'A goal that the script set for the call. Scripts shape these freely: `raw` is the whole of it.',
  fields: (t) => ({
    name: t.exposeString('name', { nullable: true, description: 'What the goal is called.' }),
    description: t.exposeString('description', { nullable: true, description: 'What reaching it means.' }),
    status: t.exposeString('status', {
      nullable: true,
      description: 'How it came out, in the script’s own word.',
    }),
    achieved: t.exposeBoolean('achieved', {
      nullable: true,
      description: 'Whether it was reached, where that is said.',
    }),
    raw: t.expose('raw', {
      type: 'JSONObject',
      nullable: false,
      description: 'The objective as Voxworks sent it.',
    }),
  }),
});

const PostCallActionRef = builder.objectRef<VoxworksPostCallAction>('VoxworksPostCallAction').implement({
  description: 'A follow-up that Voxworks carried out after the call. `raw` is the whole of it.',
  fields: (t) => ({
    name: t.exposeString('name', { nullable: true, description: 'What the action is called.' }),
    type: t.exposeString('type', { nullable: true, description: 'What kind of action it is.' }),
    status: t.exposeString('status', {
      nullable: true,
      description: 'How it came out, in Voxworks’ own word.',
    }),
    raw: t.expose('raw', {
      type: 'JSONObject',
      nullable: false,
      description: 'The action as Voxworks sent it.',
    }),
  }),
});

voxworks.ref.implement({
  description:
    'A call that Voxworks ran. Voxworks has two addresses for it: `teamId` and `raw` need get-call; `modifiedAt`, `transcript.turns`, `transcriptJson`, `rating`, `postCallActions` and `resultRaw` need get-call-result; all others come from either. Where one of the two fails, only the fields that need it do. Lengths have no stated unit and are taken for seconds.',
  interfaces: [NodeRef, CallRef],
  fields: (t) => ({
    teamId: t.exposeID('teamId', { nullable: true, description: 'The Voxworks team that owns the call.' }),
    type: t.expose('type', {
      type: CallTypeRef,
      nullable: true,
      description: 'How Voxworks files the call; `direction` and `channel` say the same apart.',
    }),
    providerType: t.exposeString('providerType', {
      nullable: true,
      description: 'Voxworks’ own word for the type.',
    }),
    progress: t.exposeString('progress', {
      nullable: true,
      description: 'How far the call has come, in Voxworks’ own word. Voxworks publishes no list of them.',
    }),
    objectives: t.expose('objectives', {
      type: [ObjectiveRef],
      nullable: true,
      scope: 'calls:content',
      description: 'The goals of the script, and how they came out.',
    }),
    modifiedAt: t.expose('modifiedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When Voxworks last changed the record.',
    }),
    transcriptJson: t.expose('transcriptJson', {
      type: 'JSON',
      nullable: true,
      scope: 'calls:content',
      description:
        'The structured transcript as Voxworks sends it, an object or a list; its layout is not documented.',
    }),
    rating: t.exposeFloat('rating', {
      nullable: true,
      scope: 'calls:content',
      description: 'Voxworks’ score for the call. The scale is not documented.',
    }),
    postCallActions: t.expose('postCallActions', {
      type: [PostCallActionRef],
      nullable: true,
      scope: 'calls:content',
      description: 'The follow-ups that Voxworks carried out after the call.',
    }),
    resultRaw: t.expose('resultRaw', {
      type: 'JSONObject',
      nullable: true,
      scope: ['calls:content', 'calls:identity'],
      description: 'The record that get-call-result sends; `raw` is the one that get-call sends.',
    }),
  }),
});
