import { expect, test } from 'vitest'
import { compileProject } from '../compile-project.ts'
import { compileTypes } from '../testing/compile-types.ts'
import { printDoc } from './print-doc.ts'

const HOSTILE = [
  '@ts-nocheck',
  '// @ts-nocheck',
  '@ts-ignore',
  '*@ts-ignore',
  '/@ts-ignore',
  '// @ts-ignore',
  '*/ const injected: string = 1 /*',
  '**//',
  '/// <reference path="./nothing.ts" />',
  '/// <reference types="nothing" />',
  '\u2029// @ts-ignore',
  'first\n// @ts-ignore',
]

test('no text in a doc comment hides an error or adds one', async () => {
  const lines = HOSTILE.flatMap((text, i) => [...printDoc([text]), `export const wrong${i}: number = 'text'`])
  const complaints = (await compileTypes('docs', lines.join('\n'))).split('\n')
  expect(complaints).toEqual(
    HOSTILE.map((_, i) =>
      expect.stringMatching(
        new RegExp(
          `^\\S+docs\\.ts\\(${lines.findIndex((line) => line.includes(`wrong${i}:`)) + 1},\\d+\\): error TS2322`,
        ),
      ),
    ),
  )
})

test.each([
  ['@deprecated', '/** \u2060@deprecated */'],
  ['Use it. @deprecated since 2', '/** Use it. \u2060@deprecated since 2 */'],
  ['Write to a@example.com', '/** Write to a@example.com */'],
])('%j is text', (text, printed) => {
  expect(printDoc([text])).toEqual([printed])
})

test('a hostile template and schema lead to declarations and code that tsc accepts', async () => {
  const text = HOSTILE.join('\n')
  const schema = {
    type: 'object',
    description: '@ts-expect-error',
    properties: {
      a: { type: 'string', description: '@ts-expect-error' },
      b: { type: 'string', description: text },
    },
  }
  const yaml = JSON.stringify({
    provider: 'openai',
    model: '@ts-expect-error */',
    inputs: schema,
    output: schema,
    messages: [{ role: 'user', content: `${text} {{a}}` }],
  })
  const { files, errors } = compileProject(
    [{ prompt: 'a', environment: 'prod', file: 'a/prod.yaml', text: yaml }],
    { environments: ['prod'] },
  )
  expect(errors).toEqual([])
  const declaration = files.get('a.d.ts') ?? ''
  expect(declaration.split('\n').filter((line) => /^\s*(?:\/?\*+)\s*@/.test(line))).toEqual([])
  // Without the runtime's types, of which this file has no need.
  expect(
    await compileTypes('hostile', declaration.replace(/^import type .*$/m, 'type ParsedOutput<T> = T')),
  ).toBe('')
})
