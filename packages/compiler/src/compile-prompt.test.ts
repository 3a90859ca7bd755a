import { expect, test } from 'vitest'
import type { PartialFile } from './compile-project.ts'
import { compilePrompt } from './compile-prompt.ts'
import { userTemplate } from './testing/load-prompt.ts'

const files = (content: string) => [
  { prompt: 'qa', environment: 'prod', file: 'prompts/qa/prod.yaml', text: userTemplate(content) },
]
const partials = new Map(
  Object.entries({ tone: 'Be {{> manner}}.', manner: 'kind', unused: 'no' }).map(
    ([name, text]): [string, PartialFile] => [
      name,
      { name, file: `prompts/_partials/${name}.mustache`, text },
    ],
  ),
)
const compile = (content: string) =>
  compilePrompt({ name: 'qa', identifier: 'qa', files: files(content) }, { partials, missing: 'error' })

test('names the partials that a prompt uses, also through others', () => {
  expect(compile('{{> tone}}')).toMatchObject({ partials: ['manner', 'tone'] })
  expect(compile('{{x}}')).toMatchObject({ partials: [] })
})

test('gives the same for the same', () => {
  expect(compile('{{> tone}} {{x}}')).toEqual(compile('{{> tone}} {{x}}'))
})

test('gives the problems instead, as data', () => {
  expect(compile('{{#x}}')).toMatchObject([{ code: 'template_syntax', prompt: 'qa', environment: 'prod' }])
})
