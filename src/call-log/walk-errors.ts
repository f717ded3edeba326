/** The reason why a cursor was rejected. `SCOPE`: it belongs to another filter or account. */
export type CursorFault = 'EMPTY' | 'MALFORMED' | 'VERSION' | 'SCOPE' | 'ALTERED';

const EXPLANATIONS: Readonly<Record<CursorFault, string>> = {
  EMPTY: 'The cursor is empty. Omit it to read the first page.',
  MALFORMED: 'The cursor is not one that this server issued.',
  VERSION: 'The cursor was issued by another version of this server. Start again without a cursor.',
  SCOPE: 'The cursor belongs to another filter or account. Use it with the arguments that it was issued for.',
  ALTERED: 'The cursor was cut or altered. Pass it exactly as it was issued.',
};

/** Rejects a cursor that the walk cannot continue from. */
export class InvalidCursorError extends Error {
  readonly fault: CursorFault;

  constructor(fault: CursorFault) {
    super(EXPLANATIONS[fault]);
    this.name = 'InvalidCursorError';
    this.fault = fault;
  }
}

/** A source's list does not go on: it gives the same page again and again. */
export class RepeatedPageError extends Error {
  constructor(source: string) {
    super(`The list of ${source} repeats its pages and never goes on.`);
    this.name = 'RepeatedPageError';
  }
}

/** A list that is not in order has changed so much that the rows already given cannot be told from the others. */
export class LostPlaceError extends Error {
  constructor(source: string) {
    super(`The list of ${source} changed so much that the walk lost its place in it.`);
    this.name = 'LostPlaceError';
  }
}

/** The walk holds more open lists than a cursor has room for. */
export class TooManySourcesError extends Error {
  constructor(count: number) {
    super(`A cursor has no room for ${count} open lists. Narrow the filter to fewer agents.`);
    this.name = 'TooManySourcesError';
  }
}
