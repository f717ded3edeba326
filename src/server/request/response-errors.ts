import type { GraphQLResolveInfo } from 'graphql';
import type { ResponseErrorCounter } from '../../../schema/context.ts';

/** The most errors in one response. */
export const MAX_ERRORS = 100;

/** Counts the errors of one response, or of one event of a subscription. */
export class ResponseErrors implements ResponseErrorCounter {
  #count = 0;
  /** The event of a subscription that is being resolved. */
  #event: unknown;

  admit({ rootValue }: Pick<GraphQLResolveInfo, 'rootValue'>): boolean {
    if (rootValue !== this.#event) {
      this.#event = rootValue;
      this.#count = 0;
    }
    this.#count += 1;
    return this.#count <= MAX_ERRORS;
  }

  get leftOut(): number {
    return Math.max(0, this.#count - MAX_ERRORS);
  }

  reset(): void {
    this.#count = 0;
  }
}
