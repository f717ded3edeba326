/** The part of a web `Request` that the server reads itself. A full `Request` satisfies it, and so does a light one. */
export interface ServerRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Pick<Headers, 'get' | 'has'>;
}
