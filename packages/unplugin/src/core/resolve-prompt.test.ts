import { join, sep } from 'node:path'
import type { GenerateResult } from '@understudy/sources'
import { expect, test } from 'vitest'
import { isOwnImporter, PROMPT_ID, resolvePrompt } from './resolve-prompt.ts'

const output = join(sep, 'app', '.understudy')
const result = (prompts: string[]): GenerateResult => ({
  output,
  prompts,
  written: [],
  removed: [],
  unchanged: 0,
  errors: [],
  warnings: [],
})

test.each([
  ['#prompts', true],
  ['#prompts/rag-qa', true],
  ['#promptsx', false],
  ['x#prompts/rag-qa', false],
  ['prompts/rag-qa', false],
])('%s is of ours: %s', (id, ours) => {
  expect(PROMPT_ID.test(id)).toBe(ours)
})

test('finds the index and a module', () => {
  expect(resolvePrompt('#prompts', undefined, result([]))).toBe(join(output, 'index.js'))
  expect(resolvePrompt('#prompts/rag-qa', undefined, result(['rag-qa']))).toBe(join(output, 'rag-qa.js'))
  expect(resolvePrompt('#prompts/a/b', undefined, result(['a', 'a/b']))).toBe(join(output, 'a', 'b.js'))
})

test.each([
  ['#prompts/rag-aq', ['rag-qa', 'zzz'], 'Did you mean #prompts/rag-qa?'],
  ['#prompts/x', ['rag-qa', 'summary'], 'The prompts are: rag-qa, summary.'],
  ['#prompts/../../etc/passwd', ['rag-qa'], 'The prompts are: rag-qa.'],
  ['#prompts/support/rag-aq', ['support/rag-qa', 'zzz'], 'Did you mean #prompts/support/rag-qa?'],
  ['#prompts/index', ['rag-qa'], 'The prompts are: rag-qa.'],
  ['#prompts/x', [], 'There are no prompts yet: run `understudy init` to make a first one.'],
  [
    '#prompts/x',
    ['aaaa1', 'aaaa2', 'aaaa3', 'aaaa4', 'aaaa5', 'aaaa6', 'aaaa7', 'aaaa8', 'aaaa9'],
    / and 1 more\.$/,
  ],
])('%s among %j leads on', (id, prompts, hint) => {
  const expected = hint instanceof RegExp ? expect.stringMatching(hint) : hint
  expect(() => resolvePrompt(id, 'src/main.js', result(prompts))).toThrow(
    expect.objectContaining({ name: 'BuildError', file: 'src/main.js', hint: expected }),
  )
})

test.each([
  [undefined, true],
  ['/app/src/main.js', true],
  ['/app/node_modules/other/index.js', false],
  ['C:\\app\\node_modules\\other\\index.js', false],
  ['/app/my_node_modules/main.js', true],
])('an import from %s is the project’s own: %s', (importer, own) => {
  expect(isOwnImporter(importer)).toBe(own)
})
