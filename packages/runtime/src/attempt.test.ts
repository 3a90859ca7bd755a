import { getEventListeners } from 'node:events'
import { expect, test } from 'vitest'
import type { Adapter } from './adapter.ts'
import { attempt } from './attempt.ts'
import { systemClock } from './clock.ts'
import type { Attempt } from './completion.ts'
import { fakeAdapter, type Step, stop, text } from './fixtures/fake-adapter.ts'
import { viaOpenAI } from './fixtures/prompts.ts'

async function perform(adapter: Adapter, signal: AbortSignal) {
  const { environment, version, provider, api, model } = viaOpenAI
  const ended: Attempt[] = []
  const reading = attempt({
    candidate: { environment, version, provider, api, model },
    adapter,
    request: { model, messages: [] },
    pass: { state: 'closed', alive: () => {} },
    judge: (_, failure) => failure,
    signal,
    firstToken: 1_000,
    idle: 1_000,
    stream: true,
    clock: systemClock,
    onEnd: (record) => ended.push(record),
  })
  const texts: string[] = []
  for (;;) {
    const { done, value } = await reading.next()
    if (done) return { ...value, texts, ended }
    if (value.type === 'text') texts.push(value.text)
  }
}

test.each<[string, readonly Step[]]>([
  ['whole', [text('a'), stop]],
  ['failed', [text('a'), new Error('reset')]],
])('%s, it has ended once and listens to nothing more', async (_, steps) => {
  const { signal } = new AbortController()
  const { texts, ended } = await perform(fakeAdapter('openai.chat', steps), signal)
  expect(texts).toEqual(['a'])
  expect(ended).toHaveLength(1)
  expect(getEventListeners(signal, 'abort')).toEqual([])
})

test('a signal that is spent makes no request', async () => {
  const adapter = fakeAdapter('openai.chat', [text('a'), stop])
  const { failure } = await perform(adapter, AbortSignal.abort('deadline'))
  expect(failure).toEqual({ kind: 'deadline' })
  expect(adapter.requests).toEqual([])
})

test('an adapter that throws before it begins is a failure as any other', async () => {
  const adapter: Adapter = {
    api: 'openai.chat',
    send() {
      throw Object.assign(new Error('no key'), { status: 401 })
    },
  }
  const { failure } = await perform(adapter, new AbortController().signal)
  expect(failure).toMatchObject({ kind: 'auth', status: 401 })
})

test('the text of one batch comes in one piece', async () => {
  const adapter: Adapter = {
    api: 'openai.chat',
    async *send() {
      yield [text('a'), text('b')]
      yield []
      yield [text('c'), stop]
    },
  }
  expect((await perform(adapter, new AbortController().signal)).texts).toEqual(['ab', 'c'])
})
