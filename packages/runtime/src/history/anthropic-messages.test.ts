import { expect, test } from 'vitest'
import { anthropicMessages, bedrockConverse, createHistoryConverter, openaiChat } from './index.ts'

const convert = createHistoryConverter(openaiChat, anthropicMessages, bedrockConverse)

test('a whole answer of the SDK is read', () => {
  const answer = {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'claude-haiku-4-5',
    content: [
      { type: 'thinking', thinking: 'Hm.', signature: 'c2ln' },
      { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: { query: 'x' } },
      { type: 'web_search_tool_result', tool_use_id: 'srvtoolu_1', content: [] },
      { type: 'text', text: 'Found.', citations: [] },
      { type: 'tool_use', id: 'toolu_1', name: 'x', input: { a: 1 }, caller: { type: 'direct' } },
    ],
    stop_reason: 'tool_use',
    stop_sequence: null,
    usage: { input_tokens: 1, output_tokens: 1 },
  }
  expect(convert([answer], 'openai.chat')).toEqual([
    {
      role: 'assistant',
      content: 'Found.',
      tool_calls: [{ id: 'toolu_1', type: 'function', function: { name: 'x', arguments: '{"a":1}' } }],
    },
  ])
  expect(convert([answer], 'anthropic.messages')[0]).toBe(answer)
})

test('blank texts, which the api refuses, are left out, and messages of nothing else', () => {
  const history = [
    { role: 'user', content: ' \n' },
    {
      role: 'assistant',
      content: [
        { type: 'text', text: '' },
        { type: 'text', text: 'Hi' },
      ],
    },
    {
      role: 'assistant',
      content: '',
      tool_calls: [{ id: 'a', type: 'function', function: { name: 'x', arguments: '' } }],
    },
    { role: 'tool', tool_call_id: 'a', content: '' },
    { role: 'user', content: [{ type: 'text', text: '  ' }] },
  ]
  expect(convert(history, 'anthropic.messages')).toEqual([
    {
      role: 'assistant',
      content: [
        { type: 'text', text: 'Hi' },
        { type: 'tool_use', id: 'a', name: 'x', input: {} },
      ],
    },
    { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'a' }] },
  ])
})

test.each([
  ['{"a":', { invalid_json: '{"a":' }],
  ['[1]', { invalid_json: '[1]' }],
  ['null', { invalid_json: 'null' }],
  ['"x"', { invalid_json: '"x"' }],
  ['', {}],
  ['{"__proto__":{"a":1}}', JSON.parse('{"__proto__":{"a":1}}')],
])('arguments %s become an object', (json, input) => {
  const call = { id: 'a', type: 'function', function: { name: 'x', arguments: json } }
  const [message] = convert([{ role: 'assistant', tool_calls: [call] }], 'anthropic.messages')
  const written = Object(message).content[0].input
  expect(JSON.stringify(written)).toBe(JSON.stringify(input))
  expect(Object.getPrototypeOf(written)).toBe(Object.prototype)
})

test('documents: text, a PDF as data, a PDF at an address', () => {
  const text = 'Grüße, 世界 🌍'
  const bytes = new TextEncoder().encode(text)
  const history = [
    {
      role: 'user',
      content: [
        { document: { format: 'txt', name: 'notes', source: { bytes } } },
        { document: { format: 'pdf', name: 'paper', source: { bytes: new Uint8Array([1, 2, 3]) } } },
      ],
    },
  ]
  const blocks = [
    { type: 'document', source: { type: 'text', media_type: 'text/plain', data: text }, title: 'notes' },
    {
      type: 'document',
      source: { type: 'base64', media_type: 'application/pdf', data: 'AQID' },
      title: 'paper',
    },
  ]
  expect(convert(history, 'anthropic.messages')).toEqual([{ role: 'user', content: blocks }])
  expect(convert([{ role: 'user', content: blocks }], 'bedrock.converse')).toEqual(history)

  const table = { document: { format: 'csv', name: 'a', source: { s3Location: { uri: 's3://b/a.csv' } } } }
  expect(() => convert([{ role: 'user', content: [table] }], 'anthropic.messages')).toThrow('file (text/csv)')
  const sheet = { document: { format: 'xlsx', name: 'a', source: { bytes } } }
  expect(() => convert([{ role: 'user', content: [sheet] }], 'anthropic.messages')).toThrow(
    'spreadsheetml.sheet)',
  )
})

test('large data survives the way through bytes', () => {
  const bytes = Uint8Array.from({ length: 100_000 }, (_, index) => (index * 31) % 256)
  const history = [{ role: 'user', content: [{ image: { format: 'webp', source: { bytes } } }] }]
  const there = convert(history, 'anthropic.messages')
  expect(Object(there[0]).content[0].source).toEqual({
    type: 'base64',
    media_type: 'image/webp',
    data: Buffer.from(bytes).toString('base64'),
  })
  expect(convert(there, 'bedrock.converse')).toEqual(history)
})

test.each([
  ['search_result', { source: 'x', title: 'x', content: [] }, 'search result'],
  ['container_upload', { file_id: 'file_1' }, 'container upload'],
  ['image', { source: { type: 'file', file_id: 'file_1' } }, 'file image'],
  ['document', { source: { type: 'content', content: 'x' } }, 'content document'],
])('a %s block goes to nobody else', (type, rest, what) => {
  const message = { role: 'user', content: [{ type, ...rest }] }
  expect(convert([message], 'anthropic.messages')[0]).toBe(message)
  expect(() => convert([message], 'openai.chat')).toThrow(`history[0]: openai.chat cannot carry its ${what}.`)
})
