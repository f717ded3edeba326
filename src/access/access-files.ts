import { AccessConfigError } from './access-errors.ts';
import type { AccessOptions } from './access-options.ts';
import type { AccessDependencies } from './dependencies.ts';
import { openKeyFile } from './jwt-key-file.ts';
import { createTokenDirectory } from './token-directory.ts';

/** The result of opening the access files before anything is started. */
export interface AccessFiles {
  /** Everything that makes a file unusable, one sentence each. */
  readonly problems: readonly string[];
  /** Whether any client has a provider account of its own, so that the server needs none. */
  readonly hasAccounts: boolean;
}

/** Opens every access file once, so that the start reports the problems of all of them together. */
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
