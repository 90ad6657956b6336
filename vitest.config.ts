import { defineConfig } from 'vitest/config';

const never = ['**/node_modules/**', '**/.next/**', '.aurora/**'];
const whole = [
  'tests/browser/**/*.test.ts',
  'tests/chaos/**/*.test.ts',
  'tests/cli/**/*.test.ts',
  'tests/security/canary*.test.ts',
];

export default defineConfig({
  resolve: { alias: { '@': new URL('./web', import.meta.url).pathname } },
  test: {
    projects: [
      {
        extends: true,
        // Parts bring their own workers, so nothing else may work on their rows: servers only.
        test: {
          name: 'parts',
          include: ['**/*.test.ts', '**/*.test.tsx'],
          exclude: [...never, ...whole],
          setupFiles: ['tests/support/own-stack.ts'],
        },
      },
      // The product as its users have it: API, worker and pages run.
      { extends: true, test: { name: 'whole', include: whole, exclude: never, fileParallelism: false } },
    ],
    // Temporal's native core does not live in worker threads.
    pool: 'forks',
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Real processes on a shared machine: a CI run tries a failed test once more, and the report says that it did.
    retry: process.env.CI ? 1 : 0,
  },
});
