import { readTemplate, type TemplateInput } from '@understudy/compiler'
import fc from 'fast-check'
import { load } from 'js-yaml'
import { expect, test } from 'vitest'
import { anyText } from '../testing/any-text.ts'
import { PULLED, printTemplate } from './print-template.ts'

const base = { provider: 'openai', model: 'gpt-5.4-mini' } as const

test('prints what one would write, in one order', () => {
  const template: TemplateInput = {
    output: { type: 'object', properties: { answer: { type: 'string' } } },
    messages: [
      { content: 'Be brief.\n\n  Really.\n', role: 'system' },
      'history',
      { role: 'user', content: '{{q}}' },
    ],
    parameters: { stop: ['END'], temperature: 0 },
    ...base,
  }
  expect(printTemplate('freeplay bot', 'RAG QA', template)).toMatchInlineSnapshot(`
    "# Pulled from "freeplay bot", where it is "RAG QA". Edit it there, then run \`understudy pull\`.
    provider: openai
    model: gpt-5.4-mini
    parameters:
      stop:
        - END
      temperature: 0
    messages:
      - content: |
          Be brief.

            Really.
        role: system
      - history
      - role: user
        content: '{{q}}'
    output:
      type: object
      properties:
        answer:
          type: string
    "
  `)
})

test('what the template does not say is not in the file', () => {
  const text = printTemplate('s', 'n', {
    ...base,
    api: undefined,
    parameters: undefined,
    messages: ['history'],
  })
  expect(load(text)).toEqual({ ...base, messages: ['history'] })
})

test('an unknown key is not dropped in silence', () => {
  const template = { ...base, messages: ['history'], temperatur: 1 } as unknown as TemplateInput
  expect(printTemplate('s', 'n', template)).toContain('temperatur: 1')
})

test('any text is read as what it was', () => {
  const text = fc.oneof(
    anyText(40),
    fc
      .array(
        fc.constantFrom(
          '\n',
          '\r\n',
          '\r',
          ' ',
          '  ',
          '\t',
          '#',
          '- ',
          ': ',
          '"',
          "'",
          '|',
          '>',
          '{',
          '%',
          '---',
          '\u2028',
          '\u0085',
          '\ufeff',
          'a',
          'true',
          '0x1',
          '~',
          '日本',
          '😀',
        ),
        { maxLength: 24 },
      )
      .map((parts) => parts.join('')),
  )
  fc.assert(
    fc.property(text, text, fc.jsonValue(), (content, model, value) => {
      const parameters = { value } as TemplateInput['parameters']
      const template: TemplateInput = {
        provider: 'openai',
        model,
        parameters,
        messages: [{ role: 'user', content }],
      }
      const onDisk = Buffer.from(printTemplate('s', 'n', template)).toString()
      expect(load(onDisk)).toEqual(wellFormed(template))
    }),
    { numRuns: 300 },
  )
})

test('half a character is none, also where it stands alone', () => {
  const messages = [{ role: 'user' as const, content: '\ud800' }]
  const parameters = { '\udfff': ['a\ud800b', '\\ud800', '😀'] } as TemplateInput['parameters']
  expect(load(printTemplate('s', 'n', { ...base, parameters, messages }))).toEqual({
    ...base,
    parameters: { '\ufffd': ['a\ufffdb', '\\ud800', '😀'] },
    messages: [{ role: 'user', content: '\ufffd' }],
  })
})

test('no name ends the comment', () => {
  const name = anyText(20)
  fc.assert(
    fc.property(name, name, (source, registryName) => {
      const text = printTemplate(`${source}\nprovider: x`, `${registryName}\u2028\u0085\r`, {
        ...base,
        messages: ['history'],
      })
      expect(text.startsWith(PULLED)).toBe(true)
      expect(load(text)).toEqual({ ...base, messages: ['history'] })
    }),
  )
})

test('a key that would be a prototype stays a key', () => {
  const parameters = JSON.parse('{"__proto__": {"x": 1}}')
  const text = printTemplate('s', 'n', { ...base, parameters, messages: ['history'] })
  expect(text).toContain('__proto__')
})

test('is read by the compiler', () => {
  const text = printTemplate('s', 'n', { ...base, messages: [{ role: 'user', content: '{{a}}\r\n{{b}}' }] })
  expect(readTemplate({ prompt: 'p', environment: 'prod', file: 'f', text }).messages).toHaveLength(1)
})

/** A value as JSON has it, without halves of characters. */
function wellFormed(value: unknown): unknown {
  const text = JSON.stringify(value).replace(/\\\\|\\u(d[89a-f][\da-f]{2})/gi, (found, unit?: string) =>
    unit === undefined ? found : String.fromCharCode(Number.parseInt(unit, 16)),
  )
  return JSON.parse(text.toWellFormed())
}
