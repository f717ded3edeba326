import type { Call } from '../domain/call.ts';
import { ProviderError } from '../domain/errors.ts';
import { withhold } from '../upstream/partial-call.ts';

/**
 * The call of a row that lacks selected fields, read by `load`. When that fails, the row with the error at each of
 * `lacking`; when the provider has no such call any more, the row as it is.
 */
export async function completeRow(
  call: Call,
  lacking: readonly string[],
  load: () => Promise<Call | null>,
): Promise<Call> {
  try {
    return (await load()) ?? call;
  } catch (error) {
    if (error instanceof ProviderError) return withhold(call, lacking, error);
    throw error;
  }
}
