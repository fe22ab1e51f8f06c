import { configDefaults, defineConfig } from 'vitest/config';

// 'source' lets tests read the packages' TypeScript directly: no build between an edit and its test.
const conditions = ['source', 'import', 'node', 'default'];

// The only test outside tests/structure that needs a build and a network.
const PACK = 'tests/pack.test.ts';

export default defineConfig({
  ssr: { resolve: { conditions } },
  resolve: { conditions },
  test: {
    setupFiles: ['./tests/setup.ts'],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['packages/*/src/**/*.test.{ts,tsx}', 'tests/**/*.test.ts'],
          exclude: [...configDefaults.exclude, PACK],
          // Some properties take seconds, on a busy machine several times as many.
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: { name: 'validation', include: ['validation/**/*.test.ts'], testTimeout: 60_000 },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['e2e/**/*.e2e.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: { name: 'pack', include: [PACK], testTimeout: 180_000, hookTimeout: 180_000 },
      },
    ],
  },
});
