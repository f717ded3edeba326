import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { LeftOutReporter } from './test/support/left-out-reporter.ts';

/** Suites that need seconds a test, another program, or the built server. `npm run test:fast` leaves them out. */
const SLOW = [
  'test/architecture/fifth-provider.test.ts', // compiles a copy of the project
  'test/chaos/**/*.test.ts',
  'test/deploy/image.test.ts', // builds the image's files
  'test/e2e/**/*.test.ts', // processes and Chromium
  'test/federation/{access,compatibility,rolling-restart,supergraph}.test.ts', // routers
  'test/redis/**/*.test.ts', // Redis, and limits that are waited for
  'test/telemetry/log-output.test.ts', // pipes that are full for a second
];

export default defineConfig({
  resolve: {
    // Vite would load graphql's ES modules for our files and Node its CommonJS files for libraries: two copies of each type.
    alias: [{ find: /^graphql$/, replacement: fileURLToPath(import.meta.resolve('graphql')) }],
  },
  test: {
    pool: 'threads',
    reporters: ['default', new LeftOutReporter()],
    projects: [
      {
        extends: true,
        test: {
          name: 'fast',
          include: ['test/**/*.test.ts'],
          exclude: [...SLOW, '**/node_modules/**'],
          testTimeout: 15_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'slow',
          include: SLOW,
          testTimeout: 90_000,
          hookTimeout: 120_000,
          globalSetup: 'test/support/build-once.ts',
        },
      },
    ],
  },
});
