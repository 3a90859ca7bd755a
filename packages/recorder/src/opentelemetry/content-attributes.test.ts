import { expect, test } from 'vitest'
import { completionRecord } from '../testing/completion-record.ts'
import { toCompletionEvent } from '../to-completion-event.ts'
import { contentAttributes } from './content-attributes.ts'

type Api = Parameters<typeof contentAttributes>[0]['api']

function contentOf(api: Api, request: object) {
  const attributes = contentAttributes({ ...toCompletionEvent(completionRecord('a')), api, request })
  const read = (name: string): unknown => JSON.parse(String(attributes[`gen_ai.${name}`] ?? 'null'))
  return {
    input: read('input.messages'),
    system: read('system_instructions'),
    output: read('output.messages'),
  }
}

test.each<[Api, object]>([
  [
    'openai.chat',
    {
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: [{ type: 'text', text: 'Why?' }] },
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ id: 'c', type: 'function', function: { name: 'look', arguments: '{}' } }],
        },
        { role: 'tool', tool_call_id: 'c', content: 'Rain' },
      ],
    },
  ],
  [
    'anthropic.messages',
    {
      system: 'Be brief.',
      messages: [
        { role: 'user', content: 'Why?' },
        { role: 'assistant', content: [{ type: 'tool_use', id: 'c', name: 'look', input: '{}' }] },
        { role: 'tool', content: 'Rain', tool_call_id: 'c' },
      ],
    },
  ],
])('%s in the form of the conventions', (api, request) => {
  const { input, system } = contentOf(api, request)
  expect(system).toEqual([{ type: 'text', content: 'Be brief.' }])
  expect(input).toEqual([
    { role: 'user', parts: [{ type: 'text', content: 'Why?' }] },
    { role: 'assistant', parts: [{ type: 'tool_call', id: 'c', name: 'look', arguments: '{}' }] },
    { role: 'tool', parts: [{ type: 'tool_call_response', id: 'c', response: 'Rain' }] },
  ])
})

test('results of tools in the form of Anthropic, and what has no form of its own', () => {
  const { input } = contentOf('anthropic.messages', {
    messages: [
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: 'c', content: 'Rain' },
          { type: 'image', source: { type: 'url', url: 'https://example.com/a.png' } },
        ],
      },
    ],
  })
  expect(input).toEqual([
    {
      role: 'user',
      parts: [
        { type: 'tool_call_response', id: 'c', response: 'Rain' },
        { type: 'image', source: { type: 'url', url: 'https://example.com/a.png' } },
      ],
    },
  ])
})

test('items of openai.responses that are no messages, and parts of bedrock that have no type', () => {
  const item = { type: 'function_call', call_id: 'c', name: 'look', arguments: '{}' }
  expect(contentOf('openai.responses', { instructions: 'Be brief.', input: [item] })).toMatchObject({
    system: [{ content: 'Be brief.' }],
    input: [{ role: 'function_call', parts: [item] }],
  })
  const messages = [{ role: 'user', content: [{ image: { format: 'png' } }, { text: 'Why?' }] }]
  expect(contentOf('bedrock.converse', { messages })).toMatchObject({
    input: [
      {
        role: 'user',
        parts: [
          { type: 'image', image: { format: 'png' } },
          { type: 'text', content: 'Why?' },
        ],
      },
    ],
  })
})

test('an answer that asks for tools', () => {
  const event = toCompletionEvent(completionRecord('a', { text: '' }))
  const answer = {
    text: '',
    finishReason: 'tool_calls',
    usage: 'unknown' as const,
    toolCalls: [{ id: 'c', name: 'look', arguments: '{}' }],
  }
  expect(JSON.parse(String(contentAttributes({ ...event, answer })['gen_ai.output.messages']))).toEqual([
    {
      role: 'assistant',
      parts: [{ type: 'tool_call', id: 'c', name: 'look', arguments: '{}' }],
      finish_reason: 'tool_call',
    },
  ])
  const { answer: _, ...failed } = event
  expect(contentAttributes(failed)).not.toHaveProperty(['gen_ai.output.messages'])
})
