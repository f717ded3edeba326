import type { CompressedFile } from '../static-file.ts';

/** One of the files that GraphiQL consists of. */
export interface GraphiqlFile {
  /** The name without the hash, such as `graphiql.js`. */
  readonly part: string;
  /** The name with the hash of the content, such as `graphiql.0123456789abcdef.js`. */
  readonly name: string;
  readonly load: () => Promise<CompressedFile>;
}
