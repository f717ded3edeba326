import { AccessConfigError } from './access-errors.ts';
import type { AccessOptions } from './access-options.ts';
import type { AccessDependencies } from './dependencies.ts';
import { openKeyFile } from './jwt-key-file.ts';
import { createTokenDirectory } from './token-directory.ts';

/** What a look into the files that the options name tells before anything is started. */
export interface AccessFiles {
  /** Everything that keeps them from being used, a sentence each. */
  readonly problems: readonly string[];
  /** Whether any client brings provider accounts of its own, so that the server may do without. */
  readonly hasAccounts: boolean;
}

/** Opens every file once, so that the start can name the problems of all of them together. */
export function inspectAccessFiles(
  { tokensFile, jwt }: AccessOptions,
  dependencies: AccessDependencies,
): AccessFiles {
  const problems: string[] = [];
  const attempt = <Opened>(open: () => Opened): Opened | null => {
    try {
      return open();
    } catch (error) {
      if (!(error instanceof AccessConfigError)) throw error;
      problems.push(...error.problems);
      return null;
    }
  };
  const tokens = tokensFile === null ? null : attempt(() => createTokenDirectory(tokensFile, dependencies));
  const keys = jwt?.keys;
  if (keys?.from === 'file') attempt(() => openKeyFile(keys.path, dependencies));
  return { problems, hasAccounts: tokens?.hasAccounts() ?? false };
}
