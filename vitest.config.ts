import { defaultServerConditions } from 'vite'
import { defineConfig } from 'vitest/config'

if (Number(process.versions.node.split('.')[0]) < 22) {
  throw new Error(
    `Tests need Node 22.18 or later; this is ${process.version}. Run them with: npx -y pnpm@12.21.0 test`,
  )
}

export default defineConfig({
  // Packages resolve to their TypeScript source, so that a test never runs a stale build.
  // What some packages have under `module`, for bundlers, Node cannot load.
  ssr: {
    resolve: {
      conditions: ['@understudy/source', ...defaultServerConditions.filter((name) => name !== 'module')],
    },
  },
  test: {
    // By default one core stays free: on a machine with two that doubles the time.
    maxWorkers: '100%',
    // File watchers of six bundlers on a busy machine: one more try, in CI only.
    retry: process.env.CI ? 1 : 0,
    // A busy machine is no failure.
    testTimeout: 20_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'tests',
          include: ['packages/*/src/**/*.test.ts', 'examples/*/src/**/*.test.ts', 'scripts/**/*.test.ts'],
          // Heavy tests have a run of their own: vitest.slow.config.ts.
          exclude: ['**/node_modules/**', '**/*.slow.test.ts', '**/*.isolated.test.ts'],
          // Nothing here keeps state in modules, so that files can share them: that halves the time.
          isolate: false,
          typecheck: {
            enabled: true,
            include: ['packages/*/src/**/*.test-d.ts'],
            tsconfig: './tsconfig.test.json',
          },
        },
      },
      {
        extends: true,
        // Tests that put something in the place of a module.
        test: { name: 'isolated', include: ['packages/*/src/**/*.isolated.test.ts'] },
      },
    ],
    benchmark: { include: ['packages/*/src/**/*.bench.ts'] },
  },
})
