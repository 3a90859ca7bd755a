import { expect, test } from 'vitest'
import { anthropicMessages, bedrockConverse, createHistoryConverter, openaiChat } from './index.ts'

const convert = createHistoryConverter(openaiChat, anthropicMessages, bedrockConverse)
const bytes = new Uint8Array([1, 2, 3])

test('documents get names that the api takes, each its own', () => {
  const file = (filename: string) => ({
    type: 'file',
    file: { filename, file_data: 'data:application/pdf;base64,AQID' },
  })
  const history = [
    { role: 'user', content: [file('Q3 (final)  é.pdf'), file('a.pdf')] },
    { role: 'assistant', content: 'Seen.' },
    { role: 'user', content: [file('a.pdf')] },
  ]
  const document = (name: string) => ({ document: { name, format: 'pdf', source: { bytes } } })
  expect(convert(history, 'bedrock.converse')).toEqual([
    { role: 'user', content: [document('Q3 (final) -pdf'), document('a-pdf')] },
    { role: 'assistant', content: [{ text: 'Seen.' }] },
    { role: 'user', content: [document('a-pdf 2')] },
  ])
})

test('tool results: errors, JSON, nothing', () => {
  const history = [
    {
      role: 'assistant',
      content: [
        { toolUse: { toolUseId: 'a', name: 'x', input: { n: 1 } } },
        { toolUse: { toolUseId: 'b', name: 'x', input: {} } },
        { toolUse: { toolUseId: 's', name: 'search', input: {}, type: 'server_tool_use' } },
        { toolResult: { toolUseId: 's', content: [], type: 'server_tool_result' } },
      ],
    },
    {
      role: 'user',
      content: [
        { toolResult: { toolUseId: 'a', content: [{ json: { sky: 'clear' } }], status: 'success' } },
        { toolResult: { toolUseId: 'b', content: [{ text: 'gone' }], status: 'error' } },
      ],
    },
  ]
  const there = convert(history, 'anthropic.messages')
  expect(there).toEqual([
    {
      role: 'assistant',
      content: [
        { type: 'tool_use', id: 'a', name: 'x', input: { n: 1 } },
        { type: 'tool_use', id: 'b', name: 'x', input: {} },
      ],
    },
    {
      role: 'user',
      content: [
        { type: 'tool_result', tool_use_id: 'a', content: [{ type: 'text', text: '{"sky":"clear"}' }] },
        { type: 'tool_result', tool_use_id: 'b', content: [{ type: 'text', text: 'gone' }], is_error: true },
      ],
    },
  ])
  expect(
    convert(
      [...there, { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'c' }] }],
      'bedrock.converse',
    )[1],
  ).toEqual({
    role: 'user',
    content: [
      { toolResult: { toolUseId: 'a', content: [{ text: '{"sky":"clear"}' }] } },
      { toolResult: { toolUseId: 'b', content: [{ text: 'gone' }], status: 'error' } },
      { toolResult: { toolUseId: 'c', content: [] } },
    ],
  })
})

test.each([
  [{ image: { format: 'jpeg', source: { bytes } } }, 'image', 'image/jpeg'],
  [{ audio: { format: 'mp3', source: { bytes } } }, 'audio', 'audio/mpeg'],
  [{ video: { format: 'three_gp', source: { bytes } } }, 'video', 'video/3gpp'],
  [{ document: { format: 'md', name: 'a', source: { bytes } } }, 'file', 'text/markdown'],
])('media as bytes: %#', (block, type, mediaType) => {
  const message = { role: 'user', content: [block] }
  const turn = bedrockConverse.read(message)
  expect(turn.parts).toMatchObject([{ type, mediaType, data: 'AQID' }])
  const written = bedrockConverse.write([turn], () => {
    throw new Error('rejected')
  })
  expect(written).toEqual([message])
})

test('media in S3 stays there', () => {
  const message = {
    role: 'user',
    content: [{ image: { format: 'png', source: { s3Location: { uri: 's3://b/a' } } } }],
  }
  const written = bedrockConverse.write([bedrockConverse.read(message)], () => {
    throw new Error('rejected')
  })
  expect(written).toEqual([message])
})

test('cited and guarded texts are texts; marks and reasoning are left out', () => {
  const message = {
    role: 'assistant',
    content: [
      { reasoningContent: { reasoningText: { text: 'Hm.', signature: 'c2ln' } } },
      { citationsContent: { content: [{ text: 'It is ' }, { text: 'so.' }], citations: [] } },
      { guardContent: { text: { text: 'Yes.' } } },
      { cachePoint: { type: 'default' } },
    ],
  }
  expect(convert([message], 'anthropic.messages')).toEqual([
    {
      role: 'assistant',
      content: [
        { type: 'text', text: 'It is so.' },
        { type: 'text', text: 'Yes.' },
      ],
    },
  ])
  const odd = { role: 'user', content: [{ searchResult: {} }] }
  expect(() => convert([odd], 'openai.chat')).toThrow('openai.chat cannot carry its searchResult.')
})

test('roles alternate, also where a native message meets a converted one', () => {
  const native = { role: 'user', content: [{ text: 'One' }, { cachePoint: { type: 'default' } }] }
  const history = [native, { role: 'user', content: 'Two' }, { role: 'user', content: ' ' }, native]
  expect(convert(history, 'bedrock.converse')).toEqual([
    { role: 'user', content: [...native.content, { text: 'Two' }, ...native.content] },
  ])
  const two = [native, native]
  expect(convert(two, 'bedrock.converse')).toEqual(two)
})
