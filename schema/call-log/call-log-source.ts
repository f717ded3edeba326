import type { SourceReport } from '../../src/loaders/call-log-report.ts';
import { builder } from '../builder.ts';
import { describeEnum } from '../types/describe-enum.ts';
import { ProviderRef } from '../types/provider.ts';

const SourceStateRef = describeEnum<SourceReport['state']>(
  'CallLogSourceState',
  'What became of one provider.',
  {
    ANSWERED: 'It responded, now or seconds ago, or no more of its calls are needed.',
    STALE:
      'It failed, and an earlier response, at most some minutes old, stands in its place. `code` says why.',
    FAILED: 'It failed, on this page or an earlier one, and is left out to the last page. `code` says why.',
    EXCLUDED: 'The filter leaves it out, or none of its calls can match. It received no request.',
    NOT_CONFIGURED: 'This server has no API key for it. It received no request.',
    NOT_SUPPORTED: 'It has no such list that is documented. It received no request.',
  },
);

export const CallLogSourceRef = builder.objectRef<SourceReport>('CallLogSource').implement({
  description: 'One provider as a source of a list.',
  fields: (t) => ({
    provider: t.field({
      type: ProviderRef,
      nullable: false,
      description: 'The provider.',
      resolve: ({ provider }) => provider,
    }),
    state: t.field({
      type: SourceStateRef,
      nullable: false,
      description: 'What became of the provider on this page.',
      resolve: ({ state }) => state,
    }),
    code: t.string({
      nullable: true,
      description: 'Kind of the failure, as in `extensions.code` of errors. Null unless `FAILED` or `STALE`.',
      resolve: ({ failure }) => failure?.code ?? null,
    }),
    message: t.string({
      nullable: true,
      description:
        'A sentence for the developer that says what to do. Null unless `FAILED` or `STALE`. Show your own words to users.',
      resolve: ({ failure }) => failure?.message ?? null,
    }),
    retryAfterSeconds: t.int({
      nullable: true,
      description:
        'Seconds until the provider accepts requests again, with `PROVIDER_RATE_LIMITED`. Null when it did not say.',
      resolve: ({ failure }) => {
        const seconds = failure?.error?.details['retryAfterSeconds'];
        return typeof seconds === 'number' ? Math.ceil(seconds) : null;
      },
    }),
    upstreamFilters: t.stringList({
      nullable: false,
      description:
        'Members of the filter that the provider applied, exactly or nearly. This server checked all members on each row.',
      resolve: ({ upstreamFilters }) => upstreamFilters,
    }),
  }),
});
