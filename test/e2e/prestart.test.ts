import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ROOT } from '../architecture/source-tree.ts';

describe('the step before npm start, in an install without development dependencies', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'switchboard-production-'));
    cpSync(join(ROOT, 'package.json'), join(folder, 'package.json'));
    cpSync(join(ROOT, 'scripts'), join(folder, 'scripts'), { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const prestart = () =>
    spawnSync(process.execPath, ['scripts/prestart.js'], { cwd: folder, encoding: 'utf8' });

  it('leaves a server that was built before as it is', () => {
    mkdirSync(join(folder, 'dist'));
    writeFileSync(join(folder, 'dist/main.js'), '');
    expect(prestart()).toMatchObject({ status: 0, stdout: '', stderr: '' });
  });

  it('fails with instructions when there is no built server', () => {
    expect(prestart()).toMatchObject({ status: 1, stderr: expect.stringContaining('npm run build') });
  });
});
