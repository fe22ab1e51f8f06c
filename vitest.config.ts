import { configDefaults, defineConfig } from 'vitest/config';

// 'source' lets tests read the packages' TypeScript directly: no build between an edit and its test.
const conditions = ['source', 'node'];

// The only tests outside e2e that need a build; the first needs a network too.
const BUILT = [
  'tests/pack.test.ts',
  'tests/process.test.ts',
  'tests/pytorch.test.ts',
  'tests/teach.test.ts',
  'tests/threads.test.ts',
  'tests/trainer.test.ts',
];

/** Long properties: `npm test` runs them, `npm run check` does not. */
const SLOW = '**/*.slow.test.{ts,tsx}';

/** Those of them that mostly wait for processes; the others compute. */
const SLOW_ENGINES = ['packages/server/**/*.slow.test.ts', 'tests/system/**/*.slow.test.ts'];

/** What starts real processes of a real control plane, from the build. */
const REAL = 'tests/run/**/*.test.ts';

/** What needs the parts of a real site, which GIGAFACTORY_TEST_SYSTEM=1 allows to be installed and started. */
const SYSTEM = ['tests/system/*.test.ts', 'packages/*/src/**/*.system.test.ts'];

/**
 * What waits for processes, daemons and a browser on a machine that other stages keep busy is tried once more, and `npm test`
 * then names it as a fault. Where a failure may mean that something was lost, a suite says `retry: 0`.
 */
const retry = 1;

/** Files of one process share their modules: importing them anew for each took half of the time. */
const isolate = false;

export default defineConfig({
  ssr: { resolve: { conditions } },
  resolve: { conditions },
  test: {
    setupFiles: ['./tests/setup.ts'],
    // A busy machine takes its time; what never comes fails all the same.
    expect: { poll: { timeout: 60_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          isolate,
          include: [
            'packages/*/src/**/*.test.{ts,tsx}',
            'packages/*/evaluation/*.test.ts',
            'tests/**/*.test.ts',
          ],
          exclude: [...configDefaults.exclude, ...BUILT, ...SYSTEM, SLOW, REAL],
          // A busy machine takes several times as long.
          testTimeout: 90_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'conformance',
          include: ['tests/conformance/*.suite.ts'],
          testTimeout: 600_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'slow',
          isolate,
          include: [SLOW],
          exclude: [...configDefaults.exclude, ...SLOW_ENGINES],
          testTimeout: 600_000,
        },
      },
      {
        extends: true,
        test: { name: 'engines', isolate, retry, include: SLOW_ENGINES, testTimeout: 600_000 },
      },
      {
        extends: true,
        test: { name: 'validation', include: ['validation/**/*.test.ts'], testTimeout: 60_000 },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          retry,
          include: ['e2e/**/*.e2e.ts'],
          // A busy machine takes seconds for a plan, and other stages run beside this one.
          testTimeout: 240_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'real',
          retry,
          include: [REAL],
          testTimeout: 300_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'system',
          retry,
          include: SYSTEM,
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: { name: 'pack', include: BUILT, testTimeout: 180_000, hookTimeout: 180_000 },
      },
    ],
  },
});
