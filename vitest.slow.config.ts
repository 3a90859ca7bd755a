import { defineConfig, mergeConfig } from 'vitest/config'
import base from './vitest.config.ts'

/** The heavy tests, which CI runs after the others: many processes, watchers, soaks, whole matrices. */
export default mergeConfig(
  { ...base, test: { ...base.test, projects: undefined } },
  defineConfig({
    test: {
      include: [
        'packages/*/src/**/*.slow.test.ts',
        'examples/*/src/**/*.slow.test.ts',
        'scripts/**/*.slow.test.ts',
      ],
      testTimeout: 120_000,
      hookTimeout: 60_000,
    },
  }),
)
