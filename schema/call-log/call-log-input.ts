import { builder } from '../builder.ts';
import { CallDirectionRef, CallStatusRef } from '../types/call-enums.ts';
import { describeEnum } from '../types/describe-enum.ts';
import { ProviderRef } from '../types/provider.ts';

/** Whether a client accepts a log without the calls of a source that failed. */
export type IncompleteCallLog = 'ALLOW' | 'REFUSE';

export const IncompleteCallLogRef = describeEnum<IncompleteCallLog>(
  'IncompleteCallLog',
  'What to return when a provider failed.',
  {
    ALLOW: 'The calls of the others. `complete` is false, and `sources` says which provider failed and why.',
    REFUSE:
      'An error, that of a provider that failed, in place of the log. For exports and counts that a part would falsify.',
  },
);

const AgentInputRef = builder.inputType('AgentInput', {
  description: 'One agent of one provider.',
  fields: (t) => ({
    provider: t.field({
      type: ProviderRef,
      required: true,
      description: 'The provider that runs the agent.',
    }),
    providerAgentId: t.id({
      required: true,
      description: "The provider's own id of the agent, as `Agent.providerAgentId` gives it.",
    }),
  }),
});

const CampaignInputRef = builder.inputType('CampaignInput', {
  description: 'One campaign of one provider.',
  fields: (t) => ({
    provider: t.field({
      type: ProviderRef,
      required: true,
      description: 'The provider that runs the campaign.',
    }),
    campaignId: t.id({
      required: true,
      description: "The provider's own id of the campaign, as `Call.campaignId` gives it.",
    }),
  }),
});

export const CallLogFilterRef = builder.inputType('CallLogFilter', {
  description:
    'The calls to list. All members apply together, and each works for every provider. An empty list matches nothing. A call that does not state what a member asks for does not match.',
  fields: (t) => ({
    providers: t.field({
      type: [ProviderRef],
      required: false,
      description: 'Calls of these providers. Without it, of all.',
    }),
    statuses: t.field({
      type: [CallStatusRef],
      required: false,
      description: 'Calls with one of these statuses.',
    }),
    directions: t.field({
      type: [CallDirectionRef],
      required: false,
      description: 'Calls with one of these directions.',
    }),
    agents: t.field({
      type: [AgentInputRef],
      required: false,
      description: 'Calls of these agents. `Query.agents` lists what to choose from.',
    }),
    campaigns: t.field({
      type: [CampaignInputRef],
      required: false,
      description: 'Calls of these campaigns. No call of a provider whose records name no campaign matches.',
    }),
    customerNumber: t.string({
      required: false,
      description:
        'Calls with this telephone number of the other party: equal once both are reduced to their digits, so write the country code. Needs the scope `calls:identity`, else `FORBIDDEN`.',
    }),
    since: t.field({
      type: 'DateTime',
      required: false,
      description: 'Calls whose `at` is this moment or later.',
    }),
    until: t.field({
      type: 'DateTime',
      required: false,
      description: 'Calls whose `at` is before this moment.',
    }),
    minDurationSeconds: t.float({
      required: false,
      description:
        'Calls whose talk time is this many seconds or more. A call that was never answered has none.',
    }),
  }),
});
