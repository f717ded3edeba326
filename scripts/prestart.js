import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';

// Plain JavaScript, because an install without development dependencies has neither tsx nor esbuild.
if (isInstalled('tsx') && isInstalled('esbuild')) {
  const { status } = spawnSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit', shell: true });
  process.exitCode = status ?? 1;
} else if (!existsSync('dist/main.js')) {
  process.stderr.write(
    'There is no dist/main.js, and the build needs the development dependencies: run `npm ci` and `npm run build`.\n',
  );
  process.exitCode = 1;
}

/** @param {string} name a package's name */
function isInstalled(name) {
  try {
    createRequire(import.meta.url).resolve(name);
    return true;
  } catch {
    return false;
  }
}
