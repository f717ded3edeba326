import { type GraphQLError, type GraphQLResolveInfo, getNamedType, isCompositeType } from 'graphql';
import type { ResponseFieldCounter } from '../../../schema/context.ts';
import { SelectionSizes } from '../../../schema/selection-size.ts';
import { requestError } from './request-error.ts';

/** The name of the limit in `extensions.limit`. */
const LIMIT = 'responseFields';

/** Counts the fields in the lists of one response, or of one event of a subscription. Throws a request error when they exceed the limit. */
export class ResponseFields implements ResponseFieldCounter {
  readonly #allowed: number;
  readonly #onRejected: () => void;
  /** The fields of one item of a list, by the nodes that select the list. */
  #sizes: Map<GraphQLResolveInfo['fieldNodes'], number> | undefined;
  #count = 0;
  /** The event of a subscription that is being resolved. */
  #event: unknown;

  /** `onRejected` is called when the response to a query is rejected. A subscription may go on with its next event. */
  constructor(allowed: number, onRejected: () => void = () => {}) {
    this.#allowed = allowed;
    this.#onRejected = onRejected;
  }

  get count(): number {
    return this.#count;
  }

  addList(info: GraphQLResolveInfo, items: number): boolean {
    if (items === 0) return true;
    if (info.rootValue !== this.#event) {
      this.#event = info.rootValue;
      this.#count = 0;
    }
    if (this.#count > this.#allowed) return false;
    this.#sizes ??= new Map();
    let size = this.#sizes.get(info.fieldNodes);
    if (size === undefined) {
      size = 1 + fieldsOfItem(info);
      this.#sizes.set(info.fieldNodes, size);
    }
    this.#count += items * size;
    if (this.#count <= this.#allowed) return true;
    if (info.operation.operation === 'query') this.#onRejected();
    throw tooManyFields(this.#allowed, this.#count);
  }

  reset(): void {
    this.#count = 0;
  }
}

function fieldsOfItem({ schema, fragments, fieldNodes, returnType }: GraphQLResolveInfo): number {
  const type = getNamedType(returnType);
  if (!isCompositeType(type)) return 0;
  const sizes = new SelectionSizes({ schema, fragments, abstract: 'max', lists: false });
  return fieldNodes.reduce(
    (sum, { selectionSet }) => sum + (selectionSet === undefined ? 0 : sizes.of(type, selectionSet)),
    0,
  );
}

export const tooManyFields = (allowed: number, found: number): GraphQLError =>
  requestError(
    'LIMIT_EXCEEDED',
    `A response may have ${allowed} fields at most, counted for every item of every list; this one has ${found} or more. Ask for fewer calls or fields at once.`,
    { details: { limit: LIMIT, allowed, found } },
  );

/** Whether an error, or the error that it wraps, tells that the response has too many fields. */
export const isTooManyFields = ({ extensions }: GraphQLError): boolean => extensions?.['limit'] === LIMIT;
