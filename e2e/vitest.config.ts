import { defaultServerConditions } from 'vite'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  root: import.meta.dirname,
  // Packages resolve to their TypeScript source, as in the workspace's own tests, and all others as Node resolves them.
  ssr: {
    resolve: {
      conditions: ['@understudy/source', ...defaultServerConditions.filter((name) => name !== 'module')],
    },
  },
  test: {
    retry: process.env.CI ? 1 : 0,
    include: ['src/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
