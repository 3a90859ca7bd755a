import { join, sep } from 'node:path'
import { BuildError } from '@understudy/sources'
import { expect, test } from 'vitest'
import { rollupError } from './rollup-error.ts'

const root = join(sep, 'app')
const placed = new BuildError({
  code: 'template_syntax',
  summary: 'the section is never closed',
  hint: 'Close it.',
  prompt: 'rag-qa',
  environment: 'prod',
  place: { file: 'prompts/rag-qa/prod.yaml', line: 2, column: 3, text: 'one\ntwo\nthree' },
})
const unplaced = new BuildError({
  code: 'config',
  summary: 'is wrong',
  hint: 'Mend it.',
  place: { file: 'a.ts' },
})

test('gives the place apart from the text, as the bundler prints both', () => {
  expect(rollupError(root, [placed])).toMatchObject({
    message: 'rag-qa (prod): the section is never closed\n  → Close it.',
    plugin: 'understudy',
    id: join(root, 'prompts/rag-qa/prod.yaml'),
    loc: { file: join(root, 'prompts/rag-qa/prod.yaml'), line: 2, column: 3 },
    frame: placed.frame,
    stack: '',
  })
})

test('a place without a line stands in the text', () => {
  const error = rollupError(root, [unplaced])
  expect(error.message).toBe('a.ts: is wrong\n  → Mend it.')
  expect(error).not.toHaveProperty('loc')
})

test('tells of the other errors too', () => {
  expect(rollupError(root, [unplaced, placed]).message).toBe(
    `a.ts: is wrong\n  → Mend it.\n\n${placed.message}`,
  )
})
