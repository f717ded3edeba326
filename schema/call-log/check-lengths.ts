import { BadUserInput } from '../../src/domain/errors.ts';
import { MAX_CALL_ID_LENGTH } from '../../src/domain/parse-call-id.ts';
import type { CallLogFilter } from '../../src/loaders/call-log-filter.ts';

/** Longer than any telephone number with its punctuation. */
const MAX_NUMBER_LENGTH = 64;

/**
 * Throws `BadUserInput` when a text of the filter is longer than any value that it could equal. A provider's list would be
 * asked for it, in a URL, and each row be compared with it.
 */
export function checkLengths({ agents, campaigns, customerNumber }: CallLogFilter): void {
  for (const { providerAgentId } of agents ?? [])
    check('providerAgentId', providerAgentId, MAX_CALL_ID_LENGTH);
  for (const { campaignId } of campaigns ?? []) check('campaignId', campaignId, MAX_CALL_ID_LENGTH);
  check('customerNumber', customerNumber ?? '', MAX_NUMBER_LENGTH);
}

function check(name: string, text: string, most: number): void {
  if (text.length > most)
    throw new BadUserInput(`\`${name}\` has ${most} characters at most; this one has ${text.length}.`);
}
