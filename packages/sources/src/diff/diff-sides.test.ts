import type { MessageInput, TemplateInput } from '@understudy/compiler'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyText } from '../testing/any-text.ts'
import { diffSides, type Side } from './diff-sides.ts'
import { diffText } from './diff-text.ts'

const options = { chainOf: () => ['prod', 'fallback'], allowSecrets: [] }

/** A side: templates by `prompt/environment`, and the texts of partials by name. */
function side(
  templates: Record<string, Partial<TemplateInput> | string>,
  partials: Record<string, string> = {},
): Side {
  return {
    templates: Object.entries(templates).map(([key, template]) => {
      const [prompt = '', environment = ''] = key.split('/')
      const whole = { provider: 'openai', model: 'm', messages: [{ role: 'user', content: 'Hi.' }] }
      const text = typeof template === 'string' ? template : JSON.stringify({ ...whole, ...template })
      return { prompt, environment, file: `${key}.yaml`, text }
    }),
    partials: Object.entries(partials).map(([name, text]) => ({ name, file: `${name}.mustache`, text })),
  }
}

const saying = (...texts: string[]): Partial<TemplateInput> => ({
  messages: texts.map((content): MessageInput => ({ role: 'user', content })),
})

test('what is the same is counted, however it is laid out', () => {
  const before = side({ 'a/prod': {}, 'b/prod': '{"provider":"openai","model":"m","messages":["history"]}' })
  const after = side({
    'a/prod': {},
    'b/prod': 'model: m\nprovider: openai\nparameters: {}\nmessages: [history]',
  })
  expect(diffSides(before, after, options)).toEqual({ prompts: [], unchanged: 2, errors: [], warnings: [] })
})

test('prompts and environments come and go', () => {
  const before = side({ 'a/prod': {}, 'b/prod': {}, 'b/fallback': {}, 'b/staging': {} })
  const after = side({ 'b/prod': {}, 'b/nightly': {}, 'c/prod': saying('{{x}}') })
  const { prompts, unchanged } = diffSides(before, after, options)
  expect(unchanged).toBe(0)
  expect(prompts).toMatchObject([
    {
      prompt: 'a',
      kind: 'removed',
      breaking: true,
      candidates: [{ environment: 'prod', kind: 'removed', tokens: { before: 1, after: 0 } }],
    },
    {
      prompt: 'b',
      kind: 'changed',
      breaking: false,
      candidates: [
        { environment: 'fallback', kind: 'removed' },
        { environment: 'nightly', kind: 'added' },
        { environment: 'staging', kind: 'removed' },
      ],
    },
    { prompt: 'c', kind: 'added', breaking: false, variables: [{ name: 'x', before: undefined }] },
  ])
})

test('settings, each by its name', () => {
  const before = side({
    'a/prod': {
      parameters: { temperature: 0, top_p: 1, logit_bias: { a: 1, b: 2 } },
      tools: [{ name: 'find' }, { name: 'stop' }],
      tool_choice: 'auto',
    },
  })
  const after = side({
    'a/prod': {
      provider: 'azure',
      api: 'openai.chat',
      model: 'n',
      parameters: { temperature: 1, logit_bias: { b: 2, a: 1 }, seed: 7 },
      tools: [{ name: 'stop' }, { name: 'find', description: 'Finds.' }],
      output: {
        type: 'object',
        properties: { a: { type: 'string' } },
        required: ['a'],
        additionalProperties: false,
      },
    },
  })
  const [prompt] = diffSides(before, after, options).prompts
  const settings = prompt?.candidates[0]?.settings
  expect(settings?.map(({ name, before, after }) => [name, before, after])).toEqual([
    ['provider', 'openai', 'azure'],
    ['model', 'm', 'n'],
    ['parameters.temperature', 0, 1],
    ['parameters.top_p', 1, undefined],
    [
      'tools.find',
      { parameters: { type: 'object', properties: {} } },
      { description: 'Finds.', parameters: { type: 'object', properties: {} } },
    ],
    ['tool_choice', 'auto', undefined],
    ['parameters.seed', undefined, 7],
    ['output', undefined, expect.objectContaining({ required: ['a'] })],
  ])
})

test('messages: one word, one that is new, one that has gone, one with another role', () => {
  const messages = (...list: (MessageInput | 'history')[]): Partial<TemplateInput> => ({ messages: list })
  const before = messages(
    { role: 'system', content: 'Answer very briefly, please.' },
    { role: 'user', content: 'First.' },
    { role: 'assistant', content: 'Yes.' },
    'history',
    { role: 'user', content: '{{q}}' },
  )
  const after = messages(
    { role: 'system', content: 'Answer briefly, please.' },
    { role: 'user', content: 'First.' },
    'history',
    { role: 'user', content: '{{q}}', media: [{ name: 'photo', type: 'image' }] },
    { role: 'assistant', content: 'So:' },
  )
  const { prompts } = diffSides(side({ 'a/prod': before }), side({ 'a/prod': after }), options)
  expect(prompts[0]?.candidates[0]?.messages).toEqual([
    {
      kind: 'changed',
      label: 'system',
      parts: [
        { kind: 'same', text: 'Answer ' },
        { kind: 'removed', text: 'very ' },
        { kind: 'same', text: 'briefly, please.' },
      ],
    },
    { kind: 'same', label: 'user', parts: [{ kind: 'same', text: 'First.' }] },
    { kind: 'removed', label: 'assistant', parts: [{ kind: 'removed', text: 'Yes.' }] },
    { kind: 'same', label: 'history', parts: [] },
    {
      kind: 'changed',
      label: 'user',
      parts: [
        { kind: 'same', text: '{{q}}' },
        { kind: 'added', text: '\n[image: photo]' },
      ],
    },
    { kind: 'added', label: 'assistant', parts: [{ kind: 'added', text: 'So:' }] },
  ])
})

test.each<[string, string[], string[], boolean]>([
  ['{{a}}', ['{{a}}'], [], false],
  ['{{a}} {{b}}', ['{{a}}'], ['+b'], true],
  ['{{b}}', ['{{a}}'], ['-a', '+b'], true],
  ['{{#a}}x{{/a}}', ['{{a}}'], ['~a'], true],
  ['', ['{{a}}'], ['-a'], true],
  ['{{a.b}}', ['{{a.b}} {{a.c}}'], ['-a.c'], true],
])('%s after %j', (now, [old = ''], names, breaking) => {
  const [prompt] = diffSides(
    side({ 'p/prod': saying(old) }),
    side({ 'p/prod': saying(`${now}.`) }),
    options,
  ).prompts
  const sign = ({ before, after }: { before: unknown; after: unknown }): string =>
    !before ? '+' : !after ? '-' : '~'
  expect(prompt?.variables.map((variable) => sign(variable) + variable.name)).toEqual(names)
  expect(prompt?.breaking).toBe(breaking)
})

test('history and media are what calls give, too; those outside of the chain are not', () => {
  const media = [{ name: 'photo', type: 'image' as const }]
  const after = side({
    'p/prod': { messages: ['history', { role: 'user', content: 'Hi.', media }] },
    'p/staging': saying('{{other}}'),
  })
  const [prompt] = diffSides(side({ 'p/prod': {} }), after, options).prompts
  expect(prompt?.variables.map(({ name, after }) => [name, after?.type, after?.required])).toEqual([
    ['options.history', 'history', false],
    ['options.media.photo', 'image', true],
  ])
})

test('an optional variable that is new breaks no call', () => {
  const inputs = (...required: string[]) => ({
    type: 'object',
    properties: { a: { type: 'string' }, ...(required.length > 1 || required[0] === 'b' ? { b: {} } : {}) },
    required,
  })
  const before = side({
    'p/prod': { inputs: { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] } },
  })
  const loose = {
    type: 'object',
    properties: { a: { type: 'string' }, b: { type: 'string' } },
    required: ['a'],
  }
  expect(diffSides(before, side({ 'p/prod': { inputs: loose } }), options).prompts).toMatchObject([
    { breaking: false, variables: [{ name: 'b', after: { required: false, type: 'string' } }] },
  ])
  const strict = side({ 'p/prod': { inputs: inputs('a', 'b') } })
  expect(diffSides(before, strict, options).prompts).toMatchObject([{ breaking: true }])
})

test('a partial that differs is shown where it is included', () => {
  const templates = { 'a/prod': saying('{{> tone}}'), 'b/prod': saying('Hi.') }
  const before = side(templates, { tone: 'Be kind.', other: '1' })
  const after = side(templates, { tone: 'Be very kind.', other: '2' })
  const { prompts, unchanged } = diffSides(before, after, options)
  expect(unchanged).toBe(1)
  expect(prompts).toMatchObject([
    {
      prompt: 'a',
      candidates: [
        {
          messages: [
            { kind: 'same', label: 'user' },
            { kind: 'changed', label: '{{> tone}}', parts: [{}, { kind: 'added', text: 'very ' }, {}] },
          ],
          tokens: { before: 5, after: 7 },
        },
      ],
    },
  ])
})

test('what cannot be read is an error now, and a warning of the past', () => {
  const broken = saying('{{#x}}')
  expect(diffSides(side({ 'a/prod': {} }), side({ 'a/prod': broken }), options)).toMatchObject({
    prompts: [],
    errors: [{ prompt: 'a', code: 'template_syntax' }],
    warnings: [],
  })
  expect(diffSides(side({ 'a/prod': broken }), side({ 'a/prod': {} }), options)).toMatchObject({
    prompts: [{ prompt: 'a', kind: 'added' }],
    errors: [],
    warnings: [{ prompt: 'a', code: 'template_syntax' }],
  })
})

test('a secret is not shown', () => {
  const key = ['sk', 'ant', 'api03', 'x7Kq2mVt9ZpL4wRb8NsD1fHj6GcY3eUa5TiO0kXvBnMlPqWzJrS'].join('-')
  const diff = diffSides(side({ 'a/prod': {} }), side({ 'a/prod': saying(`Use ${key}.`) }), options)
  expect(diff).toMatchObject({ prompts: [], errors: [{ code: 'secret' }] })
  expect(JSON.stringify([diff, diff.errors.map(({ message }) => message)])).not.toContain(key)
})

test('the parts of a text give back both texts, whatever they are', () => {
  const text = fc.oneof(
    anyText(20),
    fc
      .array(fc.constantFrom('the', 'a', 'user', '{{x}}', '\n', ' '), { maxLength: 30 })
      .map((words) => words.join(' ')),
  )
  fc.assert(
    fc.property(text, text, (before, after) => {
      const parts = diffText(before, after)
      const without = (kind: string): string =>
        parts
          .filter((part) => part.kind !== kind)
          .map((part) => part.text)
          .join('')
      expect([without('added'), without('removed')]).toEqual([before, after])
    }),
  )
})

test('texts with little in common are compared by lines, or not at all', () => {
  const words = (word: string): string => Array.from({ length: 5000 }, (_, i) => `${word}${i}`).join(' ')
  const [a, b] = [words('a'), words('b')]
  expect(diffText(a, b)).toEqual([
    { kind: 'removed', text: a },
    { kind: 'added', text: b },
  ])
  expect(diffText(`same\n${a}\n`, `same\n${b}\n`)[0]).toEqual({ kind: 'same', text: 'same\n' })
})
