import type { ResultOf, VariablesOf } from '@graphql-typed-document-node/core';
import { describe, expectTypeOf, it } from 'vitest';
import type {
  CallList,
  CallPage,
  CallSummary,
  OsviDetails,
  PuretalkDetails,
  SynthflowDetails,
  VoxworksDetails,
} from './documents.ts';
import type { FragmentType } from './generated/index.ts';

/** The compiler checks this file: `npx tsc --noEmit -p .` fails where an expectation does not hold. */
type Page = NonNullable<ResultOf<typeof CallPage>['call']>;
type Summary = ResultOf<typeof CallSummary>;
type Of<Name extends Page['__typename']> = Extract<Page, { __typename: Name }>;

describe('the type of a result', () => {
  it('is a union that __typename tells apart', () => {
    expectTypeOf<Page['__typename']>().toEqualTypeOf<
      'VoxworksCall' | 'SynthflowCall' | 'PuretalkCall' | 'OsviCall'
    >();
    expectTypeOf<Of<'OsviCall'>>().not.toBeNever();
  });

  it('has the words of an enum, not any string', () => {
    expectTypeOf<Summary['provider']>().toEqualTypeOf<'VOXWORKS' | 'SYNTHFLOW' | 'PURETALK' | 'OSVI'>();
    expectTypeOf<Summary['status']>().toEqualTypeOf<
      | 'SCHEDULED'
      | 'QUEUED'
      | 'RINGING'
      | 'IN_PROGRESS'
      | 'COMPLETED'
      | 'NO_ANSWER'
      | 'BUSY'
      | 'REJECTED'
      | 'VOICEMAIL'
      | 'CANCELED'
      | 'FAILED'
      | 'UNKNOWN'
    >();
    expectTypeOf<Summary['direction']>().toEqualTypeOf<'INBOUND' | 'OUTBOUND' | 'UNKNOWN' | null>();
  });

  it('is null where the graph says so and nowhere else', () => {
    expectTypeOf<Summary['id']>().toEqualTypeOf<string>();
    expectTypeOf<Summary['summary']>().toEqualTypeOf<string | null>();
    expectTypeOf<Summary['durationSeconds']>().toEqualTypeOf<number | null>();
    expectTypeOf<null>().toExtend<ResultOf<typeof CallPage>['call']>();
    expectTypeOf<null>().toExtend<ResultOf<typeof CallList>['calls']>();
    expectTypeOf<null>().toExtend<NonNullable<ResultOf<typeof CallList>['calls']>[number]>();
    expectTypeOf<null>().not.toExtend<Summary['status']>();
  });

  it('is honest about scalars: a time is its text, and what the agent captured is unknown', () => {
    expectTypeOf<Summary['startedAt']>().toEqualTypeOf<string | null>();
    expectTypeOf<Summary['extractedData']>().toEqualTypeOf<Record<string, unknown> | null>();
    type Actions = NonNullable<ResultOf<typeof SynthflowDetails>['executedActions']>;
    expectTypeOf<Actions[number]['returnValue']>().toEqualTypeOf<unknown>();
  });

  it('hides the fields of a fragment until the fragment is unmasked', () => {
    expectTypeOf<'status'>().not.toExtend<keyof Page>();
    expectTypeOf<'status'>().toExtend<keyof Summary>();
  });

  it("gives a provider's fragment to that provider's calls only", () => {
    expectTypeOf<Of<'VoxworksCall'>>().toExtend<FragmentType<typeof VoxworksDetails>>();
    expectTypeOf<Of<'SynthflowCall'>>().toExtend<FragmentType<typeof SynthflowDetails>>();
    expectTypeOf<Of<'PuretalkCall'>>().toExtend<FragmentType<typeof PuretalkDetails>>();
    expectTypeOf<Of<'OsviCall'>>().toExtend<FragmentType<typeof OsviDetails>>();
    expectTypeOf<Of<'OsviCall'>>().not.toExtend<FragmentType<typeof VoxworksDetails>>();
    expectTypeOf<Page>().not.toExtend<FragmentType<typeof PuretalkDetails>>();
  });

  it('asks for the variables that the operation declares', () => {
    expectTypeOf<VariablesOf<typeof CallPage>>().toExtend<{ id: string }>();
    expectTypeOf<{ ids: readonly string[] }>().toExtend<VariablesOf<typeof CallList>>();
    expectTypeOf<{ id: number }>().not.toExtend<VariablesOf<typeof CallPage>>();
  });
});
