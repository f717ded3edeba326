import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FollowedFile, followFile, UnreadableFile } from '../../src/files/follow-file.ts';
import { createTestClock } from '../support/test-clock.ts';

describe('a followed file', () => {
  let folder: string;
  let path: string;
  let changes: number[];
  let failures: unknown[];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'switchboard-file-'));
    path = join(folder, 'number.json');
    changes = [];
    failures = [];
    writeFileSync(path, '1');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const follow = (): FollowedFile<number> =>
    followFile<number>({
      path,
      maxBytes: 10,
      parse: (text) => JSON.parse(text) as number,
      onChange: (content) => changes.push(content),
      onInvalid: (error) => failures.push(error),
      clock: createTestClock(),
    });

  function replace(text: string): void {
    writeFileSync(`${path}.new`, text);
    renameSync(`${path}.new`, path);
  }

  it('has the content of a new version that is renamed into its place', async () => {
    const file = follow();
    expect(file.current()).toBe(1);
    replace('23');
    await nextTurn();
    expect(file.current()).toBe(23);
    expect(changes).toEqual([23]);
  });

  it.each([
    ['is malformed', '{'],
    ['is too long', '12345678901'],
  ])('keeps its content, and reports once, when a new version %s', async (_title, text) => {
    const file = follow();
    replace(text);
    await nextTurn();
    expect(file.current()).toBe(1);
    await nextTurn();
    expect(file.current()).toBe(1);
    expect(failures).toHaveLength(1);
    expect(changes).toEqual([]);
  });

  it('throws at first when it is missing or too long', () => {
    writeFileSync(path, '12345678901');
    expect(follow).toThrow(UnreadableFile);
    rmSync(path);
    expect(follow).toThrow('cannot be read (ENOENT)');
  });
});
