import { expect, test } from 'vitest'
import { isUnderstudyError } from '../errors/understudy-error.ts'
import {
  anthropicMessages,
  bedrockConverse,
  createHistoryConverter,
  googleGenerateContent,
  HistoryError,
  openaiChat,
  openaiResponses,
} from './index.ts'

const convert = createHistoryConverter(
  openaiChat,
  openaiResponses,
  anthropicMessages,
  googleGenerateContent,
  bedrockConverse,
)

function errorOf(run: () => unknown): HistoryError {
  try {
    run()
  } catch (error) {
    if (error instanceof HistoryError) return error
  }
  throw new Error('no HistoryError')
}

test('messages that hold what the provider alone knows go back to it untouched', () => {
  const history = [
    { role: 'user', content: 'Hello' },
    {
      role: 'assistant',
      content: [
        { type: 'thinking', thinking: 'Hm.', signature: 'c2ln' },
        { type: 'redacted_thinking', data: 'eA==' },
        { type: 'text', text: 'Hi', citations: null },
        { type: 'tool_use', id: 'toolu_1', name: 'now', input: {} },
      ],
    },
    { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'toolu_1', content: 'noon' }] },
  ]
  const converted = convert(history, 'anthropic.messages')
  expect(converted).toEqual(history)
  for (const [index, message] of converted.entries()) expect(message).toBe(history[index])
})

test('reasoning is left out for another api, and a message of nothing else vanishes', () => {
  const reasoning = { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'eA==' }
  const history = [
    { role: 'user', content: 'Hello' },
    reasoning,
    { type: 'web_search_call', id: 'ws_1', status: 'completed', action: {} },
    {
      type: 'function_call',
      id: 'fc_1',
      call_id: 'call_1',
      name: 'now',
      arguments: '{}',
      status: 'completed',
    },
    { type: 'function_call_output', call_id: 'call_1', output: 'noon' },
    { role: 'assistant', content: [{ type: 'thinking', thinking: 'Hm.', signature: 'c2ln' }] },
    {
      role: 'model',
      parts: [
        { text: 'Let me think', thought: true },
        { text: 'Noon.', thoughtSignature: 'c2ln' },
      ],
    },
    {
      role: 'assistant',
      content: [{ reasoningContent: { reasoningText: { text: 'Hm.' } } }, { text: 'Yes.' }],
    },
  ]
  expect(convert(history, 'openai.chat')).toEqual([
    { role: 'user', content: 'Hello' },
    {
      role: 'assistant',
      content: null,
      tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'now', arguments: '{}' } }],
    },
    { role: 'tool', tool_call_id: 'call_1', content: 'noon' },
    {
      role: 'assistant',
      content: [
        { type: 'text', text: 'Noon.' },
        { type: 'text', text: 'Yes.' },
      ],
    },
  ])
  expect(convert(history, 'openai.responses').slice(0, 5)).toEqual(history.slice(0, 5))
  expect(convert(history, 'openai.responses')[1]).toBe(reasoning)
})

test('a converted turn is joined with a native neighbour of its role, whose blocks stay as they are', () => {
  const block = {
    type: 'tool_result',
    tool_use_id: 'a',
    content: 'one',
    cache_control: { type: 'ephemeral' },
  }
  const call = {
    role: 'assistant',
    content: [
      { type: 'tool_use', id: 'a', name: 'x', input: {} },
      { type: 'tool_use', id: 'b', name: 'x', input: {} },
    ],
  }
  const next = { role: 'user', content: 'Go on' }
  const history = [
    { role: 'user', content: 'Go' },
    call,
    { role: 'user', content: [block] },
    { role: 'tool', tool_call_id: 'b', content: 'two' },
    next,
    { role: 'user', content: 'please' },
  ]
  const converted = convert(history, 'anthropic.messages')
  expect(converted).toEqual([
    { role: 'user', content: 'Go' },
    call,
    {
      role: 'user',
      content: [
        block,
        { type: 'tool_result', tool_use_id: 'b', content: [{ type: 'text', text: 'two' }] },
        { type: 'text', text: 'Go on' },
        { type: 'text', text: 'please' },
      ],
    },
  ])
  expect(converted[1]).toBe(call)
})

test('results stand at the head of a joined message', () => {
  const text = { type: 'text', text: 'Look', cache_control: { type: 'ephemeral' } }
  const result = { role: 'tool', tool_call_id: 'a', content: 'one' }
  expect(convert([{ role: 'user', content: [text] }, result], 'anthropic.messages')).toEqual([
    {
      role: 'user',
      content: [{ type: 'tool_result', tool_use_id: 'a', content: [{ type: 'text', text: 'one' }] }, text],
    },
  ])
  expect(convert([{ role: 'user', content: [{ text: 'Look' }] }, result], 'bedrock.converse')).toEqual([
    {
      role: 'user',
      content: [{ toolResult: { toolUseId: 'a', content: [{ text: 'one' }] } }, { text: 'Look' }],
    },
  ])
})

test('system messages go to the OpenAI apis, and nowhere else', () => {
  const history = [
    { role: 'developer', content: [{ type: 'text', text: 'Be brief.' }] },
    { role: 'system', content: 'Be kind.' },
    { role: 'user', content: 'Hello', name: 'Ann' },
  ]
  expect(convert(history, 'openai.responses')).toEqual([
    { role: 'developer', content: 'Be brief.' },
    { role: 'system', content: 'Be kind.' },
    { role: 'user', content: 'Hello' },
  ])
  expect(convert(history, 'anthropic.messages')).toEqual([
    { role: 'user', content: [{ type: 'text', text: 'Hello' }] },
  ])
  expect(convert(history, 'google.generateContent')).toEqual([{ role: 'user', parts: [{ text: 'Hello' }] }])
  expect(convert(history, 'bedrock.converse')).toEqual([{ role: 'user', content: [{ text: 'Hello' }] }])
})

test('a refusal keeps its mark where the api has one', () => {
  const refusal = { role: 'assistant', content: null, refusal: 'No.', annotations: [] }
  const item = {
    type: 'message',
    id: 'msg_1',
    status: 'completed',
    role: 'assistant',
    content: [{ type: 'refusal', refusal: 'No.' }],
  }
  const history = [{ role: 'user', content: 'Do it' }, refusal]
  expect(convert(history, 'openai.responses')).toEqual([{ role: 'user', content: 'Do it' }, item])
  expect(convert([history[0] ?? {}, item], 'openai.chat')).toEqual([
    { role: 'user', content: 'Do it' },
    { role: 'assistant', content: null, refusal: 'No.' },
  ])
  expect(convert([refusal], 'anthropic.messages')).toEqual([
    { role: 'assistant', content: [{ type: 'text', text: 'No.' }] },
  ])
  expect(convert([refusal], 'google.generateContent')).toEqual([{ role: 'model', parts: [{ text: 'No.' }] }])
})

test('web addresses of images stay addresses', () => {
  const url = 'https://example.com/a.png?x=1'
  const history = [{ role: 'user', content: [{ type: 'image_url', image_url: { url, detail: 'low' } }] }]
  const items = [{ role: 'user', content: [{ type: 'input_image', image_url: url, detail: 'low' }] }]
  expect(convert(history, 'openai.responses')).toEqual(items)
  expect(convert(items, 'openai.chat')).toEqual(history)
  expect(convert(history, 'anthropic.messages')).toEqual([
    { role: 'user', content: [{ type: 'image', source: { type: 'url', url } }] },
  ])
  expect(convert(history, 'google.generateContent')).toEqual([
    { role: 'user', parts: [{ fileData: { mimeType: 'image/png', fileUri: url } }] },
  ])
})

const data = 'SGVsbG8='
const user = (block: object) => ({ role: 'user', content: [block] })
const audio = user({ type: 'input_audio', input_audio: { data, format: 'mp3' } })
const upload = user({ type: 'file', file: { file_id: 'file-1' } })
const webImage = user({ type: 'image_url', image_url: { url: 'https://example.com/a.png' } })
const screenshot = user({
  type: 'tool_result',
  tool_use_id: 'a',
  content: [{ type: 'image', source: { type: 'base64', media_type: 'image/png', data } }],
})

test.each([
  [audio, 'anthropic.messages', 'anthropic.messages cannot carry its audio.'],
  [audio, 'openai.responses', 'openai.responses cannot carry its audio.'],
  [upload, 'anthropic.messages', 'anthropic.messages cannot carry its uploaded file.'],
  [webImage, 'bedrock.converse', 'bedrock.converse cannot carry its image (only as data, or out of S3).'],
  [screenshot, 'openai.chat', 'openai.chat cannot carry its image.'],
  [
    user({ image: { format: 'png', source: { s3Location: { uri: 's3://bucket/a.png' } } } }),
    'openai.chat',
    'openai.chat cannot carry its image (not a web address).',
  ],
  [
    user({ video: { format: 'mp4', source: { bytes: new Uint8Array([1]) } } }),
    'anthropic.messages',
    'anthropic.messages cannot carry its video.',
  ],
  [
    user({ type: 'image_url', image_url: { url: 'data:image/png;base64,*' } }),
    'bedrock.converse',
    'bedrock.converse cannot carry its image (its data is not base64).',
  ],
  [
    user({ type: 'image_url', image_url: { url: 'data:image/bmp;base64,AA==' } }),
    'anthropic.messages',
    'anthropic.messages cannot carry its image (image/bmp).',
  ],
  [
    { role: 'model', parts: [{ inlineData: { mimeType: 'image/png', data } }] },
    'anthropic.messages',
    'anthropic.messages cannot carry its image.',
  ],
  [
    { type: 'compaction', encrypted_content: 'eA==' },
    'openai.chat',
    'openai.chat cannot carry its compaction.',
  ],
  [
    { role: 'assistant', tool_calls: [{ id: 'a', type: 'custom', custom: { name: 'x', input: 'y' } }] },
    'anthropic.messages',
    'anthropic.messages cannot carry its custom tool call.',
  ],
])('what an api cannot carry is an error that names the place: %#', (message, to, text) => {
  const error = errorOf(() => convert([{ role: 'user', content: 'Hello' }, message], to))
  expect(isUnderstudyError(error)).toBe(true)
  expect(error).toMatchObject({
    name: 'HistoryError',
    code: 'unsupported_part',
    api: to,
    index: 1,
    message: `history[1]: ${text}`,
  })
})

test.each([
  { role: 'narrator', content: 'Once' },
  { content: 'Hello' },
  {},
  [],
  { role: 'user', content: 7 },
  { role: 'user', content: [null] },
  { role: 'user', parts: [null] },
  { role: 'user', content: [{ type: 'hologram' }] },
])('a message of no format is an error: %j', (message) => {
  const error = errorOf(() => convert([{ role: 'user', content: 'Hello' }, message], 'openai.chat'))
  expect(error).toMatchObject({
    code: 'unknown_message',
    index: 1,
    message:
      'history[1]: it has the shape of none of openai.chat, openai.responses, anthropic.messages, ' +
      'google.generateContent, bedrock.converse.',
  })
})

test('null in place of a message is an error too', () => {
  const history = JSON.parse('[null]')
  expect(errorOf(() => convert(history, 'openai.chat'))).toMatchObject({ code: 'unknown_message', index: 0 })
  expect(errorOf(() => convert(history, 'openai.chat', 'anthropic.messages')).code).toBe('unknown_message')
})

test('an api without its format is an error that says what to do', () => {
  const narrow = createHistoryConverter(openaiChat)
  const error = errorOf(() => narrow([{ role: 'user', content: 'Hello' }], 'bedrock.converse'))
  expect(error).toMatchObject({ code: 'missing_format', api: 'bedrock.converse' })
  expect(error).not.toHaveProperty('index')
  expect(error.message).toBe('The history converter was not given the format of bedrock.converse.')
  expect(errorOf(() => narrow([], 'openai.chat', 'anthropic.messages')).code).toBe('missing_format')
})

test('an empty history is an empty list', () => {
  expect(convert([], 'anthropic.messages')).toEqual([])
  expect(convert([], 'anthropic.messages', 'openai.chat')).toEqual([])
})

test('a format of one’s own can be added', () => {
  const upper = createHistoryConverter(openaiChat, {
    api: 'own',
    owns: (message) => 'said' in message,
    read: (message) => ({ role: 'user', parts: [{ type: 'text', text: String(Object(message).said) }] }),
    write: (turns) =>
      turns.map(({ parts }) => ({ said: parts.map((part) => ('text' in part ? part.text : '')) })),
  })
  expect(upper([{ said: 'Hello' }], 'openai.chat')).toEqual([{ role: 'user', content: 'Hello' }])
  expect(upper([{ role: 'user', content: 'Hello' }], 'own')).toEqual([{ said: ['Hello'] }])
})
