import { expect, test } from 'vitest'
import { detectProject } from './detect-project.ts'
import { nextSteps } from './next-steps.ts'

test.each([
  ['vite', 'vite'],
  ['@farmfe/core', 'farm'],
] as const)('what is to be copied for %s imports what it calls', (dependency, bundler) => {
  const project = detectProject('/nowhere', { devDependencies: { [dependency]: '1.0.0' } }, {})
  const text = nextSteps(project, ['rag-qa']).map((step) => step.text)
  expect(text.join('\n')).toContain(`import { defineConfig } from '${dependency}'
import understudy from '@understudy/unplugin/${bundler}'

export default defineConfig({ plugins: [understudy()] })`)
})
