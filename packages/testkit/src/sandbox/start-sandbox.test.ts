import Anthropic from '@anthropic-ai/sdk'
import OpenAI from 'openai'
import { expect, test } from 'vitest'
import { stall } from '../behaviours/stall.ts'
import { startProvider } from '../start-provider.ts'
import { postStream } from '../testing/post.ts'
import { sandbox } from './sandbox.ts'
import { sandboxText } from './sandbox-text.ts'
import { startSandbox } from './start-sandbox.ts'

const lines = (
  question: string,
) => `[1] Japan: The capital of Japan is Tokyo. Its currency is the Japanese yen (JPY).
[2] Peru: The capital of Peru is Lima. Its currency is the Peruvian sol (PEN).

Question: ${question}`
const elements = (question: string) => `<passages>
<passage id="1" title="Japan">The capital of Japan is Tokyo. Its currency is the Japanese yen (JPY).</passage>
<passage id="2" title="Peru">The capital of Peru is Lima. Its currency is the Peruvian sol (PEN).</passage>
</passages>

<question>${question}</question>`
const cases = [
  ['What is the capital of Japan?', 'The capital of Japan is Tokyo.'],
  ['What is the currency of Peru?', 'Its currency is the Peruvian sol (PEN).'],
  ['Who won the match?', 'I could not find this in the passages.'],
] as const

test.each([
  ['lines', lines],
  ['elements', elements],
])('OpenAI, passages as %s: JSON and a stream', async (_, prompt) => {
  await using provider = await startSandbox('openai.chat', { tokenDelayMs: 1 })
  const openai = new OpenAI({ apiKey: 'none', baseURL: provider.url, maxRetries: 0 })
  for (const [question, expected] of cases) {
    const content = prompt(question)
    const request = {
      model: 'gpt-test',
      messages: [
        { role: 'system' as const, content: 'You answer from the passages only.' },
        { role: 'user' as const, content: [{ type: 'text' as const, text: content }] },
      ],
    }
    const { data, response } = await openai.chat.completions.create(request).withResponse()
    expect(data.choices[0]?.message.content).toBe(expected)
    expect(data.model).toBe('gpt-test')
    expect(response.headers.get('x-understudy-sandbox')).toBe('no-llm')
    const stream = openai.chat.completions.stream({ ...request, stream_options: { include_usage: true } })
    const final = await stream.finalChatCompletion()
    expect(final.choices[0]?.message.content).toBe(expected)
    const input = Math.ceil((content.length + 'You answer from the passages only.'.length) / 4)
    expect(final.usage).toMatchObject({
      prompt_tokens: input,
      completion_tokens: Math.ceil(expected.length / 4),
    })
  }
})

test.each([
  ['lines', lines],
  ['elements', elements],
])('Anthropic, passages as %s: JSON and a stream', async (_, prompt) => {
  await using provider = await startSandbox('anthropic.messages')
  const anthropic = new Anthropic({ apiKey: 'none', baseURL: provider.url, maxRetries: 0 })
  for (const [question, expected] of cases) {
    const request = {
      model: 'claude-test',
      max_tokens: 99,
      system: 'You answer from the passages only.',
      messages: [{ role: 'user' as const, content: prompt(question) }],
    }
    const { data, response } = await anthropic.messages.create(request).withResponse()
    expect(data.content).toMatchObject([{ text: expected }])
    expect(data.model).toBe('claude-test')
    expect(response.headers.get('x-understudy-sandbox')).toBe('no-llm')
    const final = await anthropic.messages.stream(request).finalMessage()
    expect(final.content).toMatchObject([{ text: expected }])
    expect(final.usage.output_tokens).toBe(Math.ceil(expected.length / 4))
  }
})

test('reads passages out of the system text, given as blocks', async () => {
  await using provider = await startSandbox('anthropic.messages')
  const anthropic = new Anthropic({ apiKey: 'none', baseURL: provider.url, maxRetries: 0 })
  const message = await anthropic.messages.create({
    model: 'claude-test',
    max_tokens: 99,
    system: [
      { type: 'text', text: 'Answer from these.' },
      { type: 'text', text: '[1] Peru: The capital of Peru is Lima.' },
    ],
    messages: [{ role: 'user', content: 'What is the capital of Peru?' }],
  })
  expect(message.content).toMatchObject([{ text: 'The capital of Peru is Lima.' }])
})

test('mixes with faults, and says what it is in each', async () => {
  await using provider = await startSandbox('openai.chat')
  provider.behave(stall(sandboxText, { afterTokens: 2 }))
  const response = await postStream(provider, {
    body: JSON.stringify({
      stream: true,
      messages: [{ role: 'user', content: lines('What is the capital of Peru?') }],
    }),
  })
  expect(response.headers.get('x-understudy-sandbox')).toBe('no-llm')
  let body = ''
  for await (const chunk of response.body ?? []) {
    body += Buffer.from(chunk).toString()
    if (body.includes('" capital"')) break
  }
  expect(body).toContain('"The"')
  await provider.idle()
})

test('as a behaviour of another provider', async () => {
  await using provider = await startProvider('openai.chat', sandbox())
  const response = await postStream(provider)
  expect(response.headers.get('x-understudy-sandbox')).toBe('no-llm')
  expect(await response.text()).toContain('" passages."')
})
