import { expect, test } from 'vitest'
import { createHistoryConverter, googleGenerateContent, openaiChat } from './index.ts'

const convert = createHistoryConverter(openaiChat, googleGenerateContent)

const call = (id: string, name: string) => ({ id, type: 'function', function: { name, arguments: '{}' } })
const asks = { role: 'assistant', content: null, tool_calls: [call('a', 'x'), call('b', 'y')] }

test('only the first call of a reply has the word in place of a signature', () => {
  const [content] = convert([asks], 'google.generateContent')
  expect(content).toEqual({
    role: 'model',
    parts: [
      {
        functionCall: { id: 'a', name: 'x', args: {} },
        thoughtSignature: 'skip_thought_signature_validator',
      },
      { functionCall: { id: 'b', name: 'y', args: {} } },
    ],
  })
})

test.each([
  ['sunny', { output: 'sunny' }],
  ['', { output: '' }],
  ['{"a":1}', { a: 1 }],
  ['{ "a": 1 }', { output: '{ "a": 1 }' }],
  ['{"n":12345678901234567890}', { output: '{"n":12345678901234567890}' }],
  ['{"output":1}', { output: '{"output":1}' }],
  ['{"error":1}', { output: '{"error":1}' }],
  ['{"a"', { output: '{"a"' }],
  ['[1]', { output: '[1]' }],
  ['{}', {}],
])('a tool result %j and back', (text, response) => {
  const history = [asks, { role: 'tool', tool_call_id: 'a', content: text }]
  const there = convert(history, 'google.generateContent')
  expect(there[1]).toEqual({ role: 'user', parts: [{ functionResponse: { id: 'a', name: 'x', response } }] })
  expect(convert(there, 'openai.chat')).toEqual(history)
})

test.each([
  [{ output: { a: 1 } }, '{"a":1}'],
  [{ output: 7 }, '7'],
  [{ error: 'gone' }, 'gone'],
  [{ error: { code: 404 } }, '{"code":404}'],
  [{ output: 'x', more: 1 }, '{"output":"x","more":1}'],
])('a response %j is read as text', (response, text) => {
  const parts = [{ functionResponse: { name: 'x', response } }]
  expect(convert([{ role: 'user', parts }], 'openai.chat')).toEqual([
    { role: 'tool', tool_call_id: expect.any(String), content: text },
  ])
})

test('results without ids are tied to their calls by name', () => {
  const history = [
    {
      role: 'model',
      parts: [{ functionCall: { name: 'x' } }, { functionCall: { name: 'y', args: { a: 1 } } }],
    },
    {
      parts: [
        { functionResponse: { name: 'y', response: { output: 'Y' } } },
        { functionResponse: { name: 'x', response: { output: 'X' } } },
      ],
    },
  ]
  const [calls, ...results] = convert(history, 'openai.chat')
  const ids = Object(calls).tool_calls.map(({ id }: { id: string }) => id)
  expect(new Set(ids).size).toBe(2)
  expect(results).toEqual([
    { role: 'tool', tool_call_id: ids[1], content: 'Y' },
    { role: 'tool', tool_call_id: ids[0], content: 'X' },
  ])
})

test('a result from another api answers a native call, in one content with the other answers', () => {
  const model = {
    role: 'model',
    parts: [{ functionCall: { name: 'x' }, thoughtSignature: 'c2ln' }, { functionCall: { name: 'y' } }],
  }
  const first = { functionResponse: { name: 'x', response: { output: 'X' } } }
  const history = [
    model,
    { role: 'user', parts: [first] },
    { role: 'tool', tool_call_id: 'made-up', content: 'Y' },
    { role: 'user', content: 'And?' },
  ]
  const converted = convert(history, 'google.generateContent')
  expect(converted).toEqual([
    model,
    { role: 'user', parts: [first, { functionResponse: { name: 'y', response: { output: 'Y' } } }] },
    { role: 'user', parts: [{ text: 'And?' }] },
  ])
  expect(converted[0]).toBe(model)
})

test('an image in a tool result, and one that the model made', () => {
  const inlineData = { mimeType: 'image/png', data: 'AAAA' }
  const response = { name: 'x', response: { output: 'Seen' }, parts: [{ inlineData }] }
  const turns = [
    googleGenerateContent.read({ role: 'user', parts: [{ functionResponse: response }] }),
    googleGenerateContent.read({ role: 'model', parts: [{ inlineData }] }),
  ]
  const image = { type: 'image', data: 'AAAA', mediaType: 'image/png' }
  expect(turns[0]?.parts).toMatchObject([
    { type: 'tool_result', content: [{ type: 'text', text: 'Seen' }, image] },
  ])
  expect(turns[1]).toEqual({ role: 'assistant', parts: [image] })
  expect(
    googleGenerateContent.write(turns, () => {
      throw new Error('rejected')
    }),
  ).toEqual([
    { role: 'user', parts: [{ functionResponse: response }] },
    { role: 'model', parts: [{ inlineData }] },
  ])
})

test.each([
  ['https://example.com/a.PNG', 'image/png'],
  ['https://example.com/a.webp#x', 'image/webp'],
  ['https://example.com/a.gif?x=.png', 'image/gif'],
  ['https://example.com/a', 'image/jpeg'],
])('an address has a media type: %s', (url, mimeType) => {
  const history = [{ role: 'user', content: [{ type: 'image_url', image_url: { url } }] }]
  const there = convert(history, 'google.generateContent')
  expect(there).toEqual([{ role: 'user', parts: [{ fileData: { mimeType, fileUri: url } }] }])
  expect(convert(there, 'openai.chat')).toEqual(history)
})

test('traces of tools that ran at the provider are left out, other parts are an error', () => {
  const own = {
    role: 'model',
    parts: [{ executableCode: { code: 'x' } }, { codeExecutionResult: {} }, { text: 'Hi' }],
  }
  expect(convert([own], 'openai.chat')).toEqual([{ role: 'assistant', content: 'Hi' }])
  const odd = { role: 'user', parts: [{ hologram: {} }] }
  expect(() => convert([odd], 'openai.chat')).toThrow('history[0]: openai.chat cannot carry its hologram.')
  const stored = { role: 'user', parts: [{ fileData: { fileUri: 'gs://b/a.png', mimeType: 'image/png' } }] }
  expect(() => convert([stored], 'openai.chat')).toThrow('image (not a web address)')
})
