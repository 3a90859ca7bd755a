import { expect, test } from 'vitest'
import { anthropicMessages, createHistoryConverter, openaiChat, openaiResponses } from './index.ts'

const convert = createHistoryConverter(openaiChat, anthropicMessages, openaiResponses)

test('the older function messages are read, and tied by name', () => {
  const history = [
    { role: 'assistant', content: null, function_call: { name: 'now', arguments: '{"zone":"CET"}' } },
    { role: 'function', name: 'now', content: 'noon' },
  ]
  const [calls, results] = convert(history, 'anthropic.messages')
  expect(calls).toEqual({
    role: 'assistant',
    content: [{ type: 'tool_use', id: expect.stringMatching(/^\w+$/), name: 'now', input: { zone: 'CET' } }],
  })
  expect(results).toEqual({
    role: 'user',
    content: [
      {
        type: 'tool_result',
        tool_use_id: Object(calls).content[0].id,
        content: [{ type: 'text', text: 'noon' }],
      },
    ],
  })
})

test('a spoken answer is carried as its transcript', () => {
  const audio = { id: 'audio_1', data: 'AAA=', expires_at: 1, transcript: 'Hello.' }
  const answer = { role: 'assistant', content: null, refusal: null, audio }
  expect(convert([answer], 'anthropic.messages')).toEqual([
    { role: 'assistant', content: [{ type: 'text', text: 'Hello.' }] },
  ])
  expect(() => convert([{ role: 'assistant', audio: { id: 'audio_1' } }], 'anthropic.messages')).toThrow(
    'history[0]: anthropic.messages cannot carry its earlier spoken answer.',
  )
})

test('a document goes as a data URL with its name', () => {
  const data = 'JVBERi0='
  const history = [
    {
      role: 'user',
      content: [
        { type: 'document', source: { type: 'base64', media_type: 'application/pdf', data }, title: 'a.pdf' },
        { type: 'document', source: { type: 'base64', media_type: 'application/pdf', data } },
      ],
    },
  ]
  const file_data = `data:application/pdf;base64,${data}`
  const files = [
    {
      role: 'user',
      content: [
        { type: 'file', file: { filename: 'a.pdf', file_data } },
        { type: 'file', file: { filename: 'file', file_data } },
      ],
    },
  ]
  expect(convert(history, 'openai.chat')).toEqual(files)
  expect(convert(files, 'openai.responses')).toEqual([
    {
      role: 'user',
      content: [
        { type: 'input_file', filename: 'a.pdf', file_data },
        { type: 'input_file', filename: 'file', file_data },
      ],
    },
  ])
})

test('one message a tool result, directly behind the calls and before what the user says', () => {
  const history = [
    { role: 'assistant', content: [{ type: 'tool_use', id: 'a', name: 'x', input: {} }] },
    {
      role: 'user',
      content: [
        { type: 'text', text: 'Look' },
        { type: 'tool_result', tool_use_id: 'a', is_error: true },
        {
          type: 'tool_result',
          tool_use_id: 'b',
          content: [
            { type: 'text', text: '1' },
            { type: 'text', text: '2' },
          ],
        },
      ],
    },
  ]
  expect(convert(history, 'openai.chat').slice(1)).toEqual([
    { role: 'tool', tool_call_id: 'a', content: 'Error' },
    {
      role: 'tool',
      tool_call_id: 'b',
      content: [
        { type: 'text', text: '1' },
        { type: 'text', text: '2' },
      ],
    },
    { role: 'user', content: 'Look' },
  ])
})

test('arguments are carried as they were written', () => {
  const json = '{ "n": 12345678901234567890, "broken": '
  const item = { type: 'function_call', call_id: 'a', name: 'x', arguments: json }
  const message = {
    role: 'assistant',
    content: null,
    tool_calls: [{ id: 'a', type: 'function', function: { name: 'x', arguments: json } }],
  }
  expect(convert([item], 'openai.chat')).toEqual([message])
  expect(convert([message], 'openai.responses')).toEqual([item])
})

test.each([
  { role: 'user', content: [{ type: 'text', text: 'Hi', cache_control: { type: 'ephemeral' } }] },
  { role: 'assistant', content: [{ type: 'text', text: 'Hi', citations: null }] },
  {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    content: [{ type: 'text', text: 'Hi' }],
    stop_reason: 'end_turn',
  },
])('what Anthropic alone knows does not reach OpenAI: %#', (message) => {
  expect(openaiChat.owns(message)).toBe(false)
  expect(convert([message], 'openai.chat')).toEqual([{ role: message.role, content: 'Hi' }])
})
