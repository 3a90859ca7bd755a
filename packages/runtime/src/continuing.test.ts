import { describe, expect, test } from 'vitest'
import { continuing } from './continuing.ts'
import { createClient } from './create-client.ts'
import { collect } from './fixtures/collect.ts'
import { fakeAdapter, type Step, stop, text } from './fixtures/fake-adapter.ts'
import { candidate, ragQa, viaAnthropic, viaOpenAI } from './fixtures/prompts.ts'

const question = { question: 'Why?' }
const down = Object.assign(new Error('Overloaded'), { status: 529 })

function clientOf(primary: readonly Step[], ...fallbacks: (readonly Step[])[]) {
  const openai = fakeAdapter('openai.chat', primary)
  const anthropic = fakeAdapter('anthropic.messages', ...fallbacks)
  return { client: createClient({ providers: { openai, anthropic } }), anthropic }
}

test('the next candidate goes on, behind a seam', async () => {
  const { client, anthropic } = clientOf([text('One two'), down], [text(' three.'), stop])
  const { events } = await collect(client.stream(ragQa, question, { midstream: continuing() }))
  expect(events).toMatchObject([
    { type: 'text', text: 'One two' },
    { type: 'seam', from: { environment: 'prod' }, to: { environment: 'fallback' }, reason: 'overloaded' },
    { type: 'text', text: ' three.' },
    { type: 'done', result: { text: 'One two three.', servedBy: { environment: 'fallback' } } },
  ])
  const messages = anthropic.requests[0]?.body.messages
  expect(messages).toEqual([
    { role: 'user', content: 'Why?' },
    { role: 'assistant', content: 'One two' },
    { role: 'user', content: expect.stringContaining('Go on') },
  ])
})

test('the last turn is never the assistant’s', () => {
  const go = continuing({ instruction: 'On.' })
  for (const [api, request, turns] of [
    ['openai.chat', { messages: [] }, 'messages'],
    ['openai.responses', { input: 'Why?' }, 'input'],
    ['anthropic.messages', { messages: [] }, 'messages'],
    ['google.generateContent', { contents: [] }, 'contents'],
    ['bedrock.converse', { messages: [] }, 'messages'],
  ] as const) {
    const link = { candidate: candidate('e', 'p', api, 'm'), request }
    const made = go(link, 'So far', { toolCalls: [], refusal: '', reasoned: false })
    const list = (made as Record<string, { role: string }[]>)[turns] ?? []
    expect(list.at(-1)).toMatchObject({ role: 'user' })
    expect(JSON.stringify(list.at(-1))).toContain('On.')
    expect(JSON.stringify(list.at(-2))).toContain('So far')
  }
})

test('a second break goes on from all of the text', async () => {
  const third = candidate('third', 'anthropic', 'anthropic.messages', 'other')
  const { client, anthropic } = clientOf([text('One'), down], [text(' two'), down], [text(' three.'), stop])
  const prompt = { ...ragQa, chain: [viaOpenAI, viaAnthropic, third] } as const
  const { events } = await collect(client.stream(prompt, question, { midstream: continuing() }))
  expect(events.map(({ type }) => type)).toEqual(['text', 'seam', 'text', 'seam', 'text', 'done'])
  expect(events.at(-1)).toMatchObject({ result: { text: 'One two three.' } })
  expect(anthropic.requests[1]?.body.messages[1]).toEqual({ role: 'assistant', content: 'One two' })
})

test('when nobody goes on, the error keeps all of the text', async () => {
  const { client } = clientOf([text('One'), down], [text(' two'), down])
  const { error } = await collect(client.stream(ragQa, question, { midstream: continuing() }))
  expect(error).toMatchObject({ code: 'exhausted', partial: 'One two' })
})

describe('what cannot be continued begins anew', () => {
  test.each<[string, readonly Step[]]>([
    ['reasoning', [{ type: 'reasoning' }, text('One'), down]],
    ['a refusal', [text('One'), { type: 'refusal', text: 'I' }, down]],
    ['a tool call', [text('One'), { type: 'tool', index: 0, id: '1', name: 't', arguments: '' }, down]],
    ['white space', [text(' \n'), down]],
  ])('%s', async (_, steps) => {
    const { client } = clientOf(steps, [text('All of it.'), stop])
    const { events } = await collect(client.stream(ragQa, question, { midstream: continuing() }))
    const types = events.map(({ type }) => type)
    expect(types).toContain('reset')
    expect(types).not.toContain('seam')
    expect(events.at(-1)).toMatchObject({ result: { text: 'All of it.' } })
  })

  test.each([
    ['tools', { tools: [{}] }],
    ['a response format', { response_format: {} }],
    ['a text format', { text: { format: {} } }],
    ['turns that are none', { messages: 3 }],
  ])('%s', (_, extra) => {
    const link = {
      candidate: viaOpenAI,
      request: { messages: [], ...extra },
    }
    expect(continuing()(link, 'So far', { toolCalls: [], refusal: '', reasoned: false })).toBeUndefined()
  })

  test('JSON', () => {
    const link = { candidate: { ...viaOpenAI, parseOutput: () => ({ data: 1 }) }, request: { messages: [] } }
    expect(continuing()(link, '{"a"', { toolCalls: [], refusal: '', reasoned: false })).toBeUndefined()
  })

  test('what was continued once, when a later candidate cannot', async () => {
    const third = candidate('third', 'anthropic', 'anthropic.messages', 'other')
    const { client, anthropic } = clientOf(
      [text('One'), down],
      [{ type: 'reasoning' }, text(' two'), down],
      [text('All of it.'), stop],
    )
    const prompt = { ...ragQa, chain: [viaOpenAI, viaAnthropic, third] } as const
    const { events } = await collect(client.stream(prompt, question, { midstream: continuing() }))
    expect(events.map(({ type }) => type)).toEqual([
      'text',
      'seam',
      'reasoning',
      'text',
      'reset',
      'text',
      'done',
    ])
    expect(events.at(-1)).toMatchObject({ result: { text: 'All of it.' } })
    expect(anthropic.requests[1]?.body.messages).toHaveLength(1)
  })
})
