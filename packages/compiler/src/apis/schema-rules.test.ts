import { describe, expect, test } from 'vitest'
import { type CompiledProject, compileProject } from '../compile-project.ts'
import type { JsonObject } from '../template/template.ts'

const apis = {
  'openai.chat': { provider: 'openai' },
  'openai.responses': { provider: 'openai', api: 'openai.responses' },
  'anthropic.messages': { provider: 'anthropic' },
  'google.generateContent': { provider: 'google' },
  'bedrock.converse': { provider: 'bedrock' },
}

function compile(api: keyof typeof apis, more: JsonObject): CompiledProject {
  const text = JSON.stringify(
    {
      ...apis[api],
      model: 'm',
      parameters: { max_tokens: 1 },
      messages: [{ role: 'user', content: 'x' }],
      ...more,
    },
    null,
    1,
  )
  return compileProject([{ prompt: 'a', environment: 'prod', file: 'a/prod.yaml', text }], {
    environments: ['prod'],
  })
}

const everyApi = Object.keys(apis) as (keyof typeof apis)[]
const args = (properties: JsonObject, more: JsonObject = {}): JsonObject => ({
  type: 'object',
  properties,
  ...more,
})

describe('tools: who refuses', () => {
  test.each<[string, JsonObject, { [api: string]: RegExp }]>([
    ['plain arguments', { name: 'a', parameters: args({ x: { type: 'string', minLength: 1 } }) }, {}],
    [
      'alternatives at the top',
      { name: 'a', parameters: args({ x: {} }, { anyOf: [{ required: ['x'] }, {}] }) },
      {
        'openai.chat': /openai\.chat refuses the tool `a`: `anyOf` may not stand at the top/,
        'openai.responses': /`anyOf` may not stand at the top/,
        'anthropic.messages': /`anyOf` may not stand at the top/,
      },
    ],
    [
      'alternatives further down',
      { name: 'a', parameters: args({ x: { anyOf: [{ type: 'string' }, { type: 'null' }] } }) },
      {},
    ],
    [
      'a list of what?',
      { name: 'a', parameters: args({ x: { anyOf: [{ type: ['array', 'null'] }] } }) },
      {
        'openai.chat': /what its items are, at `#\/properties\/x\/anyOf\/0`/,
        'openai.responses': /what its items are/,
      },
    ],
    [
      'a default that looks like a schema',
      { name: 'a', parameters: args({ x: { default: { type: 'array' } } }) },
      {},
    ],
    [
      'an argument with a space',
      { name: 'a', parameters: args({ 'x y': {} }) },
      { 'anthropic.messages': /the argument "x y"/ },
    ],
    [
      'a name that begins with a digit',
      { name: '1a' },
      { 'google.generateContent': /refuses the tool `1a`: a name must begin with a letter/ },
    ],
  ])('%s', (_, tool, refusals) => {
    for (const api of everyApi) {
      const { errors } = compile(api, { tools: [tool] })
      const refusal = refusals[api]
      expect(errors.map(({ code }) => code)).toEqual(refusal ? ['unsupported_by_api'] : [])
      if (refusal) expect(errors[0]?.message).toMatch(refusal)
    }
  })
})

describe('output', () => {
  const bounded = args({ n: { type: 'number', minimum: 0 } }, { required: ['n'] })

  test.each(everyApi)('%s: a bound is refused by no one, and checked at run time', (api) => {
    const { errors, files } = compile(api, { output: bounded })
    expect(errors).toEqual([])
    expect(files.get('a.js')).toContain('expected at least 0')
  })

  test('a refusal names the prompt, the environment, the api, the place in the file and in the schema, and what to do', () => {
    const { errors } = compile('bedrock.converse', {
      output: args({ 'a/b': { type: 'object', additionalProperties: true } }),
    })
    expect(errors).toHaveLength(1)
    expect(errors[0]).toMatchObject({
      code: 'unsupported_by_api',
      prompt: 'a',
      environment: 'prod',
      lineText: expect.stringContaining('"additionalProperties": true'),
      summary:
        'bedrock.converse refuses this output schema: an object may have no names that are not listed, at `#/properties/a~1b/additionalProperties`',
      hint: 'List the names under `properties:`, or write an array of objects with a name and a value.',
    })
  })

  test.each([
    ['strict', args({ n: { type: 'number' } }, { required: ['n'] }), 'strict: true'],
    ['a request where it cannot be strict', args({ n: { type: 'number' } }), 'strict: false'],
  ])('openai is %s', (_, output, written) => {
    for (const api of ['openai.chat', 'openai.responses'] as const) {
      expect(compile(api, { output }).files.get('a.js')).toContain(written)
    }
  })

  test('openai takes no answer but an object', () => {
    const { errors } = compile('openai.chat', { output: { type: 'array', items: { type: 'string' } } })
    expect(errors[0]?.message).toMatch(
      /openai\.chat refuses this output schema: the answer must be an object\n/,
    )
  })
})
