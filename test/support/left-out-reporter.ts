import type { Reporter, TestModule, Vitest } from 'vitest/node';
import { findChromium, findRedisServer, type OptionalProgram } from './optional-program.ts';

/** Says at the end of a run which tests were left out, and how to run them. A run of everything ends in silence. */
export class LeftOutReporter implements Reporter {
  readonly #programs: Readonly<Record<string, OptionalProgram>>;
  #projects: readonly string[] = [];

  /** Throws when REDIS_SERVER or CHROMIUM_PATH names no program, before any test runs. */
  constructor() {
    this.#programs = { Redis: findRedisServer(), Chromium: findChromium() };
  }

  onInit({ projects }: Vitest): void {
    this.#projects = projects.map(({ name }) => name);
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const lines = [...this.#skipped(modules), ...this.#unselected()];
    if (lines.length > 0) process.stdout.write(`\nLeft out:\n${lines.map((line) => `  ${line}\n`).join('')}`);
  }

  #skipped(modules: readonly TestModule[]): string[] {
    const counts = modules.map(({ relativeModuleId, children }) => ({
      file: relativeModuleId,
      count: [...children.allTests('skipped')].length,
    }));
    const skipped = counts.filter(({ count }) => count > 0);
    if (skipped.length === 0) return [];
    const remedies = Object.entries(this.#programs)
      .filter(([, { path }]) => path === undefined)
      .map(([name, { remedy }]) => `${name} is missing. ${remedy}`);
    return [...skipped.map(({ file, count }) => `${count} tests of ${file}`), ...remedies];
  }

  #unselected(): string[] {
    return this.#projects.includes('slow')
      ? []
      : ['the slow suites of vitest.config.ts. `npm test` runs all.'];
  }
}
