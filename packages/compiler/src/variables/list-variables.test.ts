import { expect, test } from 'vitest'
import { readTemplate } from '../template/read-template.ts'
import { listVariables } from './list-variables.ts'

const template = (content: string, inputs?: object) =>
  readTemplate({
    prompt: 'qa',
    environment: 'prod',
    file: 'qa.yaml',
    text: JSON.stringify({ provider: 'openai', model: 'm', messages: [{ role: 'user', content }], inputs }),
  })

const list = (...templates: ReturnType<typeof template>[]): string[] =>
  listVariables(templates).map(({ name, type, required }) => `${name}${required ? '' : '?'}: ${type}`)

test.each([
  ['no variables', []],
  ['{{b}} {{a}}', ['a: text', 'b: text']],
  ['{{user.name}} {{user.age}}', ['user.age: text', 'user.name: text']],
  ['{{#on}}x{{/on}}{{^off}}y{{/off}}', ['off: section', 'on: section']],
  ['{{#l}}{{title}}{{/l}}{{l}}', ['l: text or section', 'l[].title: text']],
  ['{{#l}}{{q}}{{t}}{{/l}}{{q}}', ['l: section', 'l[].t: text', 'q: text']],
])('%s', (content, variables) => {
  expect(list(template(content))).toEqual(variables)
})

test('of a chain together, exact where they are declared', () => {
  const inputs = {
    type: 'object',
    properties: { q: { type: 'string' }, n: { type: ['integer', 'null'] }, any: {} },
    required: ['q'],
  }
  expect(list(template('{{q}}', inputs), template('{{q}}{{z}}'))).toEqual([
    'any?: any',
    'n?: integer or null',
    'q: string',
    'z: text',
  ])
})
