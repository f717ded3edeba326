import type { RequestMetrics } from '../../../schema/context.ts';
import { type UpstreamFailure, UpstreamFailures } from '../../domain/upstream-failure.ts';

/** What one request has cost so far, and what failed on the way. */
export class RequestCounts implements RequestMetrics {
  upstreamRequests = 0;
  #failures: UpstreamFailures | undefined;

  get upstreamFailures(): readonly UpstreamFailure[] {
    return this.#failures?.kinds ?? [];
  }

  addFailure(error: unknown): void {
    this.#failures ??= new UpstreamFailures();
    this.#failures.add(error);
  }
}
