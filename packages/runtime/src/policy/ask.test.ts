import { getEventListeners } from 'node:events'
import { expect, test } from 'vitest'
import type { Adapter } from '../adapter.ts'
import { systemClock } from '../clock.ts'
import type { Attempt } from '../completion.ts'
import { fakeAdapter, type Step, stop, text } from '../fixtures/fake-adapter.ts'
import { viaOpenAI } from '../fixtures/prompts.ts'
import { type Asker, ask } from './ask.ts'
import { createBreaker } from './breaker.ts'
import { createRetryBudget } from './retry-budget.ts'

async function perform(adapter: Adapter, signal: AbortSignal) {
  const { environment, version, provider, api, model } = viaOpenAI
  const link = {
    candidate: viaOpenAI,
    label: { environment, version, provider, api, model },
    adapter,
    request: { model, messages: [] },
  }
  const ended: Attempt[] = []
  const asker: Asker = {
    input: {
      id: '',
      prompt: { name: 'p', candidates: {}, chain: [] },
      variables: {},
      options: {},
      startedAt: 0,
    },
    links: [link],
    isQuiet: false,
    breaker: createBreaker(systemClock, false),
    budget: createRetryBudget(false),
    signal,
    endsAt: Number.POSITIVE_INFINITY,
    firstToken: 1_000,
    idle: 1_000,
    stream: true,
    clock: systemClock,
    random: () => 0,
    onEnd: (record) => ended.push(record),
  }
  const reading = ask(asker, link, 0, false, false)
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
  const { failure } = await perform(adapter, AbortSignal.abort())
  expect(failure).toEqual({ kind: 'aborted' })
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
  const options: object[] = []
  const adapter: Adapter = {
    api: 'openai.chat',
    async *send(_, given) {
      options.push(given)
      yield [text('a'), text('b')]
      yield []
      yield [text('c'), stop]
    },
  }
  expect((await perform(adapter, new AbortController().signal)).texts).toEqual(['ab', 'c'])
  // The adapter is told of nothing but its request.
  expect(options.flatMap(Object.keys).toSorted()).toEqual(['clock', 'isLast', 'signal', 'stream'])
})
