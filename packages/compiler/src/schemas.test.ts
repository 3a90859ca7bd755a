import { describe, expect, test } from 'vitest'
import { triage } from '../fixtures/triage/generated/index.js'
import { compileProject } from './compile-project.ts'
import { loadPrompt } from './testing/load-prompt.ts'

const { prod } = triage.candidates
const ticket = { subject: 'Refund', body: 'Please.' }
const answer = { priority: 'high', tags: ['refund'], reply: null }

describe('inputs', () => {
  const text = (variables: Parameters<typeof prod.request>[0]): unknown =>
    prod.request(variables).messages[1]?.content

  test('what is optional may be missing', () => {
    expect(text({ ticket, notes: [{ text: 'a' }] })).toBe('[] Refund\n\nPlease.\nNote: a\n')
    expect(
      text({ ticket: { ...ticket, product: 'api' }, customer: 'Ada', notes: [{ author: 'Bo', text: 'b' }] }),
    ).toBe('From Ada\n[api] Refund\n\nPlease.\nNote by Bo: b\n')
  })

  test('what is required may not', () => {
    expect(() => text({ ticket } as never)).toThrow('"notes"')
    expect(() => text({ ticket: { subject: 'x' }, notes: [] } as never)).toThrow('"ticket[].body"')
    expect(() => text({ ticket, notes: [{ author: 'x' }] } as never)).toThrow('"notes[].text"')
  })

  test('a name is found at the level that declares it, also behind a $ref', async () => {
    const prompt = await loadPrompt({
      prod: JSON.stringify({
        provider: 'openai',
        model: 'm',
        inputs: {
          type: 'object',
          properties: { list: { type: 'array', items: { $ref: '#/$defs/item' } }, tone: { type: 'string' } },
          required: ['list'],
          $defs: { item: { type: 'object', properties: { a: {}, b: {} }, required: ['a'] } },
        },
        messages: [{ role: 'user', content: '{{#list}}{{a}}{{b}}{{tone}}{{/list}}' }],
      }),
    })
    const content = (list: object[], rest: object = {}): unknown =>
      prompt.chain[0]?.request({ list, ...rest }).messages
    expect(content([{ a: 1 }])).toEqual([{ role: 'user', content: '1' }])
    expect(content([{ a: 1, b: 2 }], { tone: '!' })).toEqual([{ role: 'user', content: '12!' }])
    expect(() => content([{ b: 2 }])).toThrow('"list[].a"')
  })
})

describe('output', () => {
  test('a right answer is its data', () => {
    expect(prod.parseOutput(answer)).toEqual({ data: answer })
    const nested = { ...answer, parent: { id: 1, next: { id: 2 } } }
    expect(prod.parseOutput(nested)).toEqual({ data: nested })
  })

  test.each([
    [null, 'expected an object'],
    [{ ...answer, priority: 'urgent' }, '/priority: expected one of ["low","normal","high"]'],
    [{ ...answer, tags: [1] }, '/tags/0: expected a string'],
    [{ priority: 'low', tags: [] }, '/reply: missing'],
    [{ ...answer, more: 1 }, '/more: unexpected property'],
    [{ ...answer, parent: { id: 1, next: { id: 0 } } }, '/parent/next/id: expected at least 1'],
  ])('%j', (value, problem) => {
    expect(prod.parseOutput(value)).toEqual({ problem })
  })
})

describe('build errors', () => {
  const base = 'provider: openai\nmodel: m\nmessages: [{ role: user, content: "{{name}}" }]\n'
  test.each([
    [
      'an unknown keyword',
      `${base}output:\n  type: object\n  propertys: {}\n`,
      'invalid_schema',
      6,
      /propertys/,
    ],
    ['a $ref to nothing', `${base}output: { $ref: '#/$defs/x' }\n`, 'invalid_schema', 4, /\$ref|\$defs/],
    [
      'a broken pattern',
      `${base}inputs: { type: object, properties: { name: { type: string, pattern: '(' } } }\n`,
      'invalid_schema',
      4,
      /pattern/,
    ],
    [
      'a variable that is not declared',
      `${base}inputs: { type: object, properties: { nmae: { type: string } } }\n`,
      'undeclared_variable',
      4,
      /{{name}}[\s\S]*Did you mean {{nmae}}/,
    ],
  ])('%s', (_, text, code, line, message) => {
    const { errors } = compileProject([{ prompt: 'a', environment: 'prod', file: 'a/prod.yaml', text }], {
      environments: ['prod'],
    })
    expect(errors).toHaveLength(1)
    expect(errors[0]).toMatchObject({ code, prompt: 'a', environment: 'prod', line })
    expect(errors[0]?.message).toMatch(message)
  })

  test('environments whose types would take the names of others', () => {
    for (const environment of ['output', 'variables', 'input', 'prod-request']) {
      const text = 'provider: openai\nmodel: m\nmessages: [{ role: user, content: x }]\n'
      const { errors } = compileProject([{ prompt: 'a', environment, file: 'a.yaml', text }], {
        environments: [environment],
      })
      expect(errors.map(({ code }) => code)).toEqual(['duplicate_identifier'])
    }
  })
})
