/** Attributes of a span: kinds, counts and codes. Never an id, a person's name, a telephone number or a key. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

export interface SpanOptions {
  /** `client` for work that another process does. Default `internal`. */
  readonly kind?: 'internal' | 'client';
  readonly attributes?: SpanAttributes;
}

/** A piece of work within a trace, from its beginning to its end. `NO_SPAN` stands for work that is not traced. */
export interface Span {
  /** False for `NO_SPAN` only. Callers on a hot path check it before they build attributes. */
  readonly isRecording: boolean;
  /** The W3C Trace Context header that tells another process which span its work belongs to; `undefined` for `NO_SPAN`. */
  readonly traceparent: string | undefined;
  /** Begins a child span. The child may end after this span. */
  begin(name: string, options?: SpanOptions): Span;
  set(attributes: SpanAttributes): void;
  /** Marks the work as failed with the error code `code`. */
  fail(code: string): void;
  end(): void;
}

/** The span of work that is not traced: it records nothing, and its children are `NO_SPAN` too. */
export const NO_SPAN: Span = {
  isRecording: false,
  traceparent: undefined,
  begin: () => NO_SPAN,
  set: () => {},
  fail: () => {},
  end: () => {},
};
