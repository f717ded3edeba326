import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A program that some tests need and a machine may lack. */
export interface OptionalProgram {
  /** `undefined` where the program is missing. */
  readonly path: string | undefined;
  /** What to do to run the tests that need it. */
  readonly remedy: string;
}

/** Finds the program that `variable` names, or else the first of `places` that exists. Throws when `variable` is wrong. */
function findProgram(variable: string, debianPackage: string, places: readonly string[]): OptionalProgram {
  const remedy = `Install the Debian package \`${debianPackage}\`, or set ${variable} to the program's path.`;
  const setting = process.env[variable];
  if (!setting) return { path: places.find(existsSync), remedy };
  const folders = setting.includes('/') ? [''] : (process.env['PATH'] ?? '').split(delimiter);
  const path = folders.map((folder) => join(folder, setting)).find(isExecutable);
  if (path === undefined)
    throw new Error(
      `${variable} is "${setting}", which is no program on this machine. Correct it, or unset it.`,
    );
  return { path, remedy };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Redis or Valkey, for the tests of what replicas share. */
export const findRedisServer = (): OptionalProgram =>
  findProgram('REDIS_SERVER', 'redis-server', [
    '/usr/bin/redis-server',
    '/usr/local/bin/redis-server',
    '/opt/homebrew/bin/redis-server',
    '/usr/bin/valkey-server',
  ]);

/** A browser, for the tests of the pages. None is ever downloaded. */
export const findChromium = (): OptionalProgram =>
  findProgram('CHROMIUM_PATH', 'chromium', [
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
  ]);
