import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { type AccessControl, createAccessControl } from '../../src/access/access-control.ts';
import { type AccessOptions, OPEN_ACCESS } from '../../src/access/access-options.ts';
import type { AccessDependencies } from '../../src/access/dependencies.ts';
import { digestOf } from '../../src/access/token-hash.ts';
import { createTestClock, type TestClock } from '../support/test-clock.ts';

/** What was logged, in order. */
export interface LogLine {
  readonly level: 'debug' | 'info' | 'error';
  readonly details: object;
  readonly message: string;
}

/** A logger whose lines a test may look at. */
export function createTestLog(): AccessDependencies['logger'] & { readonly lines: LogLine[] } {
  const lines: LogLine[] = [];
  return {
    lines,
    debug: (details, message) => lines.push({ level: 'debug', details, message }),
    info: (details, message) => lines.push({ level: 'info', details, message }),
    error: (details, message) => lines.push({ level: 'error', details, message }),
  };
}

export const PROVIDERS = [
  { id: 'osvi', baseUrl: 'https://osvi.example' },
  { id: 'voxworks', baseUrl: 'https://voxworks.example' },
];

const directories: string[] = [];
const open: AccessControl[] = [];

/** A path in a directory of its own, gone after the test. */
export function temporaryFile(name: string, text?: string): string {
  const directory = mkdtempSync(join(tmpdir(), 'switchboard-access-'));
  directories.push(directory);
  const path = join(directory, name);
  if (text !== undefined) writeFileSync(path, text);
  return path;
}

export interface TestAccess {
  readonly access: AccessControl;
  readonly clock: TestClock;
  readonly lines: readonly LogLine[];
}

/** Access control with a clock that stands still, closed after the test. */
export function startAccess(options: Partial<AccessOptions>, clock = createTestClock()): TestAccess {
  const logger = createTestLog();
  const access = createAccessControl({ ...OPEN_ACCESS, ...options }, { logger, clock, providers: PROVIDERS });
  open.push(access);
  return { access, clock, lines: logger.lines };
}

/** A member of a tokens file. */
export const entryFor = (token: string, members: object = {}): object => ({
  name: 'crm',
  tokenHash: `sha256:${digestOf(token)}`,
  scopes: ['calls:read'],
  ...members,
});

/** The error that asking as `authorization` ends with; fails when it does not end with one. */
export async function rejectionOf(access: AccessControl, authorization: string | undefined): Promise<Error> {
  try {
    await access.authenticate(authorization);
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('it was let in');
}

afterEach(() => {
  for (const access of open.splice(0)) access.close();
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
});
