import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { CompileOptions, TemplateFile } from '../compile-project.ts'
import { anyText } from '../testing/any-text.ts'
import { estimateTokens } from './estimate-tokens.ts'
import { inspectProject } from './inspect-project.ts'
import type { InspectOptions } from './inspection.ts'

const fixtures = join(import.meta.dirname, '../../fixtures')

/** The files of one of the fixtures, by environment. */
function fixture(prompt: string): TemplateFile[] {
  return readdirSync(join(fixtures, prompt))
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => ({
      prompt,
      environment: name.replace('.yaml', ''),
      file: `prompts/${prompt}/${name}`,
      text: readFileSync(join(fixtures, prompt, name), 'utf8'),
    }))
}

const template = (content: string, more = ''): string =>
  `provider: openai\nmodel: m\n${more}messages:\n  - role: user\n    content: ${JSON.stringify(content)}\n`
const inspect = (texts: Record<string, string>, options: CompileOptions & InspectOptions = {}) =>
  inspectProject(
    Object.entries(texts).map(([path, text]) => {
      const [prompt = '', environment = ''] = path.split('/')
      return { prompt, environment, file: `prompts/${path}.yaml`, text }
    }),
    { environments: ['prod'], ...options },
  )

test('shows each candidate as its provider will receive it', async () => {
  const { prompts, errors } = await inspect(
    {
      'qa/prod': template(
        '{{question}}: {{#passages}}[{{text}}]{{/passages}}{{#strict}} Be strict.{{/strict}}',
      ),
      'qa/fallback': `provider: anthropic
model: c
parameters: { max_tokens: 9 }
messages:
  - role: system
    content: You know {{field}}.
  - history
  - role: user
    content: "{{question}}"
    media: [{ name: photo, type: image }]
`,
    },
    { environments: ['prod', 'fallback'] },
  )
  expect(errors).toEqual([])
  expect(prompts).toMatchObject([
    {
      name: 'qa',
      variables: { question: '‹question›', passages: [{ text: '‹text›' }], strict: true, field: '‹field›' },
      candidates: [
        {
          environment: 'prod',
          file: 'prompts/qa/prod.yaml',
          provider: 'openai',
          api: 'openai.chat',
          model: 'm',
          version: expect.stringMatching(/^[0-9a-f]{8}$/),
          digest: expect.stringMatching(/^sha256:/),
          history: false,
          media: [],
          request: { model: 'm', messages: [{ role: 'user', content: '‹question›: [‹text›] Be strict.' }] },
          problem: undefined,
        },
        {
          environment: 'fallback',
          api: 'anthropic.messages',
          history: true,
          media: [{ name: 'photo', type: 'image' }],
          request: {
            model: 'c',
            max_tokens: 9,
            system: 'You know ‹field›.',
            messages: [
              { role: 'user', content: '‹history›' },
              {
                role: 'user',
                content: [
                  { type: 'text', text: '‹question›' },
                  { type: 'image', source: { type: 'url', url: '‹photo›' } },
                ],
              },
            ],
          },
        },
      ],
    },
  ])
  const [candidate] = prompts[0]?.candidates ?? []
  expect(candidate?.characters).toBe(JSON.stringify(candidate?.request).length)
  expect(candidate?.tokens).toBe(estimateTokens(JSON.stringify(candidate?.request)))
})

test.each(['assistant', 'triage', 'rag-qa'])(
  'every candidate of the fixture %s has a request',
  async (name) => {
    const files = fixture(name)
    const { prompts, errors } = await inspectProject(files, {
      environments: files.map((file) => file.environment),
    })
    expect(errors).toEqual([])
    expect(prompts[0]?.candidates).toHaveLength(files.length)
    for (const { request, problem, tokens } of prompts[0]?.candidates ?? []) {
      expect(problem).toBeUndefined()
      expect(request).toBeTypeOf('object')
      expect(tokens).toBeGreaterThan(10)
    }
  },
)

test('variables come from `inputs` where a template has them', async () => {
  const inputs = `inputs:
  type: object
  properties: { level: { enum: [low, high] }, count: { type: integer, minimum: 3 } }
  required: [level, count]
`
  const { prompts } = await inspect({ 'qa/prod': template('{{level}} {{count}}', inputs) })
  expect(prompts).toMatchObject([{ variables: { level: 'low', count: expect.any(Number) } }])
})

test('given values take the places of samples', async () => {
  const { prompts } = await inspect({ 'qa/prod': template('{{a}} {{b}}') }, { variables: { a: 'A', c: 1 } })
  expect(prompts[0]?.candidates[0]?.request).toMatchObject({ messages: [{ content: 'A ‹b›' }] })
  expect(prompts[0]?.variables).toEqual({ a: 'A', b: '‹b›', c: 1 })
})

test('what the variables cannot do is told, and the rest is shown', async () => {
  const { prompts } = await inspect({ 'qa/prod': template('{{a.b}}') }, { variables: { a: null } })
  expect(prompts[0]?.candidates[0]).toMatchObject({
    model: 'm',
    request: undefined,
    problem: expect.stringContaining('a.b'),
    characters: 0,
    tokens: 0,
  })
})

test('a prompt with errors does not hide another', async () => {
  const { prompts, errors } = await inspect({ 'a/prod': template('{{#x}}'), 'b/prod': template('fine') })
  expect(prompts.map(({ name }) => name)).toEqual(['b'])
  expect(errors).toMatchObject([{ prompt: 'a', code: 'template_syntax' }])
})

test('one prompt and one environment can be asked for', async () => {
  const texts = { 'a/prod': template('1'), 'a/fallback': template('2'), 'b/prod': template('{{#x}}') }
  const environments = ['prod', 'fallback']
  const { prompts, errors } = await inspect(texts, { environments, prompt: 'a', environment: 'fallback' })
  expect(errors).toEqual([])
  expect(prompts.flatMap(({ candidates }) => candidates.map(({ environment }) => environment))).toEqual([
    'fallback',
  ])
})

test.each([
  [{ prompt: 'rag-aq' }, 'there is no prompt "rag-aq"', 'Did you mean "rag-qa"?'],
  [{ prompt: 'nothing-alike' }, 'there is no prompt "nothing-alike"', 'The prompts are: rag-qa.'],
  [{ environment: 'staging' }, 'no chain has the environment "staging"', 'The environments are: prod.'],
])('%j is an error that leads on', async (options, summary, hint) => {
  const { errors } = await inspect({ 'rag-qa/prod': template('x') }, options)
  expect(errors).toMatchObject([{ summary, hint }])
})

test('no text of a template gets out of its place when the module is run', async () => {
  const hostile = fc.oneof(
    anyText(),
    fc.constantFrom(
      "'\nimport x from '@understudy/runtime'\n'",
      "import { a } from '@understudy/runtime/template'",
      '</script><script>alert(1)</script>',
      ['$', '{process.exit(1)}'].join(''),
      '\u2028\u2029\ud800',
    ),
  )
  await fc.assert(
    fc.asyncProperty(hostile, async (text) => {
      const content = text.replaceAll('{', '')
      const { prompts } = await inspect(
        { 'qa/prod': template(`${content}{{v}}`) },
        { variables: { v: text } },
      )
      expect(prompts[0]?.candidates[0]?.request).toEqual({
        model: 'm',
        messages: [{ role: 'user', content: `${content}${text}` }],
      })
    }),
    { numRuns: 60 },
  )
})

test.each([
  ['', 0],
  ['abcd', 1],
  ['abcde', 2],
  ['日本語', 3],
  ['a👍', 2],
])('%j is estimated as %d tokens', (text, tokens) => {
  expect(estimateTokens(text)).toBe(tokens)
})
