import { expect, test, vi } from 'vitest'
import { createClient } from './create-client.ts'
import { collect } from './fixtures/collect.ts'
import { fakeAdapter, type Step, stop, text } from './fixtures/fake-adapter.ts'
import { ragQa } from './fixtures/prompts.ts'
import { hasValidToolCalls } from './has-valid-tool-calls.ts'
import type { Accept } from './policy/call.ts'

const question = { question: 'Why?' }

function clientOf(...primary: Step[]) {
  const openai = fakeAdapter('openai.chat', primary)
  const anthropic = fakeAdapter('anthropic.messages', [text('From the fallback.'), stop])
  return createClient({ providers: { openai, anthropic } })
}

test('an answer that is not good enough goes to the next candidate', async () => {
  const accept = vi.fn<Accept<undefined>>(({ text }) => text.includes('fallback'))
  const { text: answer, attempts } = await clientOf(text('No idea.'), stop).run(ragQa, question, { accept })
  expect(answer).toBe('From the fallback.')
  expect(attempts).toMatchObject([{ ok: false, kind: 'not_accepted' }, { ok: true }])
  expect(accept).toHaveBeenCalledTimes(2)
  expect(accept.mock.calls[0]).toMatchObject([{ text: 'No idea.', toolCalls: [] }, undefined])
})

test('when none is good enough, that is the error', async () => {
  const run = clientOf(text('No idea.'), stop).run(ragQa, question, { accept: () => false })
  await expect(run).rejects.toMatchObject({
    code: 'exhausted',
    kind: 'not_accepted',
    partial: 'From the fallback.',
  })
})

test.each(['refusal', 'content_filter', 'max_tokens'] as const)(
  '%s falls back where accept says so',
  async (kind) => {
    const steps: Step[] = [text('I'), { type: 'finish', reason: kind }]
    const accept: Accept<undefined> = (_, problem) => problem !== kind
    const { attempts } = await clientOf(...steps).run(ragQa, question, { accept })
    expect(attempts).toMatchObject([{ kind }, { ok: true }])
    await expect(clientOf(...steps).run(ragQa, question, { accept: () => true })).rejects.toMatchObject({
      code: 'rejected',
      kind,
    })
  },
)

test('a filter that answers with a 400 is one too', async () => {
  const filtered = Object.assign(new Error('x'), { status: 400, error: { code: 'content_filter' } })
  const accept: Accept<undefined> = (_, problem) => problem !== 'content_filter'
  const { attempts } = await clientOf(filtered).run(ragQa, question, { accept })
  expect(attempts).toMatchObject([{ kind: 'content_filter', status: 400 }, { ok: true }])
})

test('it is not asked about failures that fall back anyway', async () => {
  const accept = vi.fn(() => true)
  await clientOf(new Error('down')).run(ragQa, question, { accept })
  expect(accept).toHaveBeenCalledTimes(1)
})

test('tool calls whose arguments are no JSON', async () => {
  const call = (json: string): Step => ({ type: 'tool', index: 0, id: '1', name: 't', arguments: json })
  const options = { accept: hasValidToolCalls }
  const bad = await clientOf(call('{"x":'), stop).run(ragQa, question, options)
  expect(bad.attempts).toMatchObject([{ kind: 'not_accepted' }, { ok: true }])
  const good = await clientOf(call('{"x":1}'), stop).run(ragQa, question, options)
  expect(good.attempts).toMatchObject([{ ok: true }])
})

test('in a stream, what was shown is taken back', async () => {
  const accept: Accept<undefined> = ({ text }) => text !== 'No idea.'
  const { events } = await collect(clientOf(text('No idea.'), stop).stream(ragQa, question, { accept }))
  expect(events.map(({ type }) => type)).toEqual(['text', 'reset', 'text', 'done'])
  expect(events[1]).toMatchObject({ reason: 'not_accepted' })
})

test('what it throws reaches the caller', async () => {
  const broken = new Error('broken test')
  const accept = () => {
    throw broken
  }
  await expect(clientOf(text('x'), stop).run(ragQa, question, { accept })).rejects.toBe(broken)
})
