/** What a span says of its work: kinds, counts and codes. Never an id, a name that somebody bears, a number or a key. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

export interface SpanOptions {
  /** `client` for work that another process does. Default `internal`. */
  readonly kind?: 'internal' | 'client';
  readonly attributes?: SpanAttributes;
}

/** A piece of work within a trace, from its beginning to its end. Where nothing is traced there is none. */
export interface Span {
  /** Begins a piece of work that this one calls for. It may end later than this one. */
  begin(name: string, options?: SpanOptions): Span;
  set(attributes: SpanAttributes): void;
  /** Says that the work failed, and by which code. */
  fail(code: string): void;
  end(): void;
  /** Tells another process which span its work is for, as W3C Trace Context writes it. */
  readonly traceparent: string;
}
