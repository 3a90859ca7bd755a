import { expect, test } from 'vitest'
import { compileProject } from '../compile-project.ts'
import { fingerprint } from './secret-errors.ts'

const BODY = 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'
const KEY = ['gh', 'p_', BODY].join('')

const template = (extra: string, content = 'Hello.'): string =>
  `provider: openai\nmodel: m\nmessages:\n  - role: user\n    content: ${content}\n${extra}\n`
const compile = (text: string, options = {}) =>
  compileProject(
    ['a', 'b'].map((prompt) => ({ prompt, environment: 'prod', file: `prompts/${prompt}/prod.yaml`, text })),
    { environments: ['prod'], ...options },
  )

test.each([
  ['a message', template('', `"Use ${KEY} here"`), 5, 19],
  ['a parameter', template(`parameters: { user: ${KEY} }`), 6, 21],
  ['a tool', template(`tools:\n  - name: t\n    description: ${KEY}`), 8, 18],
  ['a comment', template(`# ${KEY}`), 6, 3],
  ['a template with a syntax error at the same place', template('', `"{{#x}} ${KEY}"`), 5, 22],
  ['YAML that is malformed at the same place', template(`parameters: { user: ${KEY}`), 6, 21],
])(
  'a key in %s is the one error of the file, at its place and without its value',
  (_, text, line, column) => {
    const { errors, files } = compile(text)
    expect(files.size).toBe(0)
    expect(errors).toMatchObject([
      { code: 'secret', prompt: 'a', environment: 'prod', file: 'prompts/a/prod.yaml', line, column },
      { code: 'secret', prompt: 'b' },
    ])
    for (const error of errors) {
      expect(error.message).toContain('ghp_')
      expect(`${JSON.stringify(error)}${error.message}${error.stack}`).not.toContain(BODY.slice(0, 8))
    }
  },
)

test('a key in a partial is told once, however many prompts include it', () => {
  const partials = [
    { name: 'tone', file: 'prompts/_partials/tone.mustache', text: `Be kind.\n{{#x}} ${KEY}` },
  ]
  const { errors } = compile(template('', '"{{> tone}}"'), { partials })
  expect(errors).toMatchObject([
    { code: 'secret', file: 'prompts/_partials/tone.mustache', line: 2, column: 8 },
  ])
  expect(errors[0]?.prompt).toBeUndefined()
})

test('a fingerprint in the configuration permits it', () => {
  const { errors, files } = compile(template(`parameters: { user: ${KEY} }`), {
    allowSecrets: [fingerprint(KEY)],
  })
  expect(errors).toEqual([])
  expect(files.get('a.js')).toContain(KEY)
})
