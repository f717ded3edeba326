import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: {
    // Vite would load graphql's ES build for our files while Node loads the other for libraries: two realms of types.
    alias: [{ find: /^graphql$/, replacement: fileURLToPath(import.meta.resolve('graphql')) }],
  },
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'threads',
    testTimeout: 90_000,
    hookTimeout: 60_000,
  },
});
