import { expect, test } from 'vitest'
import { createClient } from './create-client.ts'
import { fakeAdapter, stop, text } from './fixtures/fake-adapter.ts'
import { chat } from './fixtures/prompts.ts'
import { anthropicMessages, createHistoryConverter, HistoryError, openaiChat } from './history/index.ts'

const down = Object.assign(new Error('down'), { status: 503 })

/** Turns that Anthropic's model had, with a tool. */
const turns = [
  { role: 'user', content: 'Weather in Oslo?' },
  {
    role: 'assistant',
    content: [{ type: 'tool_use', id: 'call_1', name: 'weather', input: { city: 'Oslo' } }],
  },
  { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'call_1', content: '4 °C' }] },
]

function clientOf() {
  const openai = fakeAdapter('openai.chat', [down])
  const anthropic = fakeAdapter('anthropic.messages', [text('4 °C'), stop])
  const history = createHistoryConverter(openaiChat, anthropicMessages)
  return { client: createClient({ providers: { openai, anthropic }, history }), openai, anthropic }
}

test('a conversation goes on with another provider, in its own format', async () => {
  const { client, openai, anthropic } = clientOf()
  await client.run(chat, { question: 'And tomorrow?' }, { history: turns })
  expect(openai.requests[0]?.body.messages).toEqual([
    { role: 'user', content: 'Weather in Oslo?' },
    {
      role: 'assistant',
      content: null,
      tool_calls: [
        { id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{"city":"Oslo"}' } },
      ],
    },
    { role: 'tool', tool_call_id: 'call_1', content: '4 °C' },
    { role: 'user', content: 'And tomorrow?' },
  ])
  expect(anthropic.requests[0]?.body.messages).toEqual([...turns, { role: 'user', content: 'And tomorrow?' }])
})

test('a turn that an api cannot carry is an error before any request', async () => {
  const { client, openai } = clientOf()
  const history = [
    { role: 'user', content: [{ type: 'input_audio', input_audio: { data: 'AA==', format: 'wav' } }] },
  ]
  await expect(client.run(chat, { question: 'What is said?' }, { history })).rejects.toThrow(HistoryError)
  expect(openai.requests).toHaveLength(0)
})
