import { expect, test } from 'vitest'
import { anthropicMessages, createHistoryConverter, openaiChat, openaiResponses } from './index.ts'

const convert = createHistoryConverter(openaiChat, anthropicMessages, openaiResponses)

test('the order of texts and calls is kept', () => {
  const history = [
    {
      role: 'assistant',
      content: [
        { type: 'text', text: 'One' },
        { type: 'tool_use', id: 'a', name: 'x', input: {} },
        { type: 'text', text: 'Two' },
      ],
    },
    {
      role: 'user',
      content: [
        { type: 'tool_result', tool_use_id: 'a', is_error: true },
        { type: 'text', text: 'And?' },
      ],
    },
  ]
  const items = [
    { role: 'assistant', content: 'One' },
    { type: 'function_call', call_id: 'a', name: 'x', arguments: '{}' },
    { role: 'assistant', content: 'Two' },
    { type: 'function_call_output', call_id: 'a', output: 'Error' },
    { role: 'user', content: 'And?' },
  ]
  expect(convert(history, 'openai.responses')).toEqual(items)
  expect(convert(items.slice(0, 3), 'anthropic.messages', 'openai.responses')).toEqual(history.slice(0, 1))
})

test('a reply of several texts is one message, whose id no other has', () => {
  const reply = {
    role: 'assistant',
    content: [
      { type: 'text', text: 'One' },
      { type: 'text', text: 'Two' },
    ],
  }
  const native = { type: 'function_call', call_id: 'a', name: 'x', arguments: '{}' }
  const content = [
    { type: 'output_text', text: 'One', annotations: [] },
    { type: 'output_text', text: 'Two', annotations: [] },
  ]
  const message = { type: 'message', role: 'assistant', status: 'completed', content }
  expect(convert([reply, native, reply], 'openai.responses')).toEqual([
    { ...message, id: 'msg_0' },
    native,
    { ...message, id: 'msg_2' },
  ])
})

test('items as the SDK answers them are read', () => {
  const output = [
    { type: 'reasoning', id: 'rs_1', summary: [] },
    {
      type: 'message',
      id: 'msg_1',
      role: 'assistant',
      status: 'completed',
      phase: 'commentary',
      content: [{ type: 'output_text', text: 'Wait.', annotations: [], logprobs: [] }],
    },
    {
      type: 'function_call',
      id: 'fc_1',
      call_id: 'call_1',
      name: 'x',
      arguments: '{"a":1}',
      status: 'completed',
    },
  ]
  expect(convert(output, 'openai.responses')).toEqual(output)
  expect(convert(output, 'anthropic.messages')).toEqual([
    {
      role: 'assistant',
      content: [
        { type: 'text', text: 'Wait.' },
        { type: 'tool_use', id: 'call_1', name: 'x', input: { a: 1 } },
      ],
    },
  ])
})

test('images and files in tool results', () => {
  const source = { type: 'base64', media_type: 'image/png', data: 'AAAA' }
  const blocks = [
    { type: 'text', text: 'Seen' },
    { type: 'image', source },
    { type: 'document', source: { type: 'url', url: 'https://example.com/a.pdf' } },
  ]
  const history = [
    { role: 'assistant', content: [{ type: 'tool_use', id: 'a', name: 'x', input: {} }] },
    { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'a', content: blocks }] },
  ]
  const there = convert(history, 'openai.responses')
  expect(there[1]).toEqual({
    type: 'function_call_output',
    call_id: 'a',
    output: [
      { type: 'input_text', text: 'Seen' },
      { type: 'input_image', image_url: 'data:image/png;base64,AAAA', detail: 'auto' },
      { type: 'input_file', file_url: 'https://example.com/a.pdf' },
    ],
  })
  expect(convert(there, 'anthropic.messages')).toEqual(history)
})

test.each([
  [{ type: 'item_reference', id: 'msg_1' }, 'item reference'],
  [{ type: 'custom_tool_call', call_id: 'a', name: 'x', input: 'y' }, 'custom tool call'],
  [{ role: 'user', content: [{ type: 'input_image', file_id: 'file-1', detail: 'auto' }] }, 'uploaded file'],
  [{ role: 'user', content: [{ type: 'input_file', file_id: 'file-1' }] }, 'uploaded file'],
])('what is stored at the provider goes to nobody else: %#', (item, what) => {
  expect(convert([item], 'openai.responses')[0]).toBe(item)
  expect(() => convert([item], 'openai.chat')).toThrow(`history[0]: openai.chat cannot carry its ${what}.`)
})
