import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createRecorder, type RecorderOptions, type RecorderProblem } from './create-recorder.ts'
import type { RecorderEvent } from './recording.ts'
import { type Sink, SinkError } from './sink.ts'
import { completionRecord } from './testing/completion-record.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** A sink that keeps what it gets, and fails as it is told. */
function testSink(options: Partial<Sink> = {}) {
  const failures: unknown[] = []
  const batches: RecorderEvent[][] = []
  const sink: Sink = {
    name: 'test',
    batchSize: 100,
    write: async (events) => {
      const failure = failures.shift()
      if (failure !== undefined) throw failure
      batches.push([...events])
    },
    ...options,
  }
  return {
    sink,
    failures,
    batches,
    ids: () => batches.flat().map((event) => ('id' in event ? event.id : '')),
  }
}

function recorderOf(options: Partial<RecorderOptions> & Pick<RecorderOptions, 'sinks'>) {
  const problems: RecorderProblem[] = []
  const recorder = createRecorder({ onProblem: (problem) => problems.push(problem), ...options })
  return { recorder, problems }
}

test('gathers what is recorded for a second, and sends it together', async () => {
  const { sink, batches, ids } = testSink()
  const { recorder } = recorderOf({ sinks: [sink] })
  for (const id of ['a', 'b', 'c']) recorder.record(completionRecord(id))
  await vi.advanceTimersByTimeAsync(999)
  expect(batches).toEqual([])
  await vi.advanceTimersByTimeAsync(1)
  expect(batches).toHaveLength(1)
  expect(ids()).toEqual(['a', 'b', 'c'])
  expect(recorder.counts).toEqual({ recorded: 3, delivered: 3, dropped: 0, withheld: 0 })
  expect(vi.getTimerCount()).toBe(0)
})

test('records what a call was, and not what becomes of its parts', async () => {
  const { sink, batches } = testSink()
  const { recorder } = recorderOf({ sinks: [sink] })
  const record = completionRecord('a', {
    byFallback: true,
    record: {
      session: { id: 's', metadata: { tier: 'gold' } },
      trace: { id: 't' },
      parentId: 'p',
      metadata: { n: 1 },
    },
  })
  recorder.record(record)
  Object.assign(record.request, { messages: [] })
  await recorder.flush()
  expect(batches[0]).toEqual([
    expect.objectContaining({
      type: 'completion',
      id: 'a',
      prompt: 'rag-qa',
      environment: 'fallback',
      fallback: true,
      request: expect.objectContaining({ messages: [{ role: 'user', content: 'A question' }] }),
      answer: expect.objectContaining({ text: 'An answer.', usage: { inputTokens: 7, outputTokens: 3 } }),
      session: { id: 's', metadata: { tier: 'gold' } },
      trace: { id: 't' },
      parentId: 'p',
      metadata: { n: 1 },
    }),
  ])
})

test('sends at once when much has gathered', async () => {
  const { sink, ids } = testSink()
  const { recorder } = recorderOf({ sinks: [sink] })
  recorder.record(completionRecord('a', { text: 'x'.repeat(1_100_000) }))
  await vi.advanceTimersByTimeAsync(0)
  expect(ids()).toEqual(['a'])
})

test('tries again, later and later, until the sink is back', async () => {
  vi.spyOn(Math, 'random').mockReturnValue(0.999)
  const { sink, failures, ids } = testSink()
  failures.push(
    new Error('1'),
    new SinkError('2', { retry: true }),
    new SinkError('3', { retry: true, after: 9000 }),
  )
  const { recorder, problems } = recorderOf({ sinks: [sink], interval: 0 })
  recorder.record(completionRecord('a'))
  await vi.advanceTimersByTimeAsync(0)
  await vi.advanceTimersByTimeAsync(500)
  await vi.advanceTimersByTimeAsync(1000)
  expect(problems.map(({ error }) => error.message)).toEqual(['1', '2', '3'])
  await vi.advanceTimersByTimeAsync(8990)
  expect(ids()).toEqual([])
  await vi.advanceTimersByTimeAsync(10)
  expect(ids()).toEqual(['a'])
})

test('flush does not wait for the next attempt, and gives up in time', async () => {
  const { sink, failures, ids } = testSink()
  failures.push(new Error('1'))
  const { recorder } = recorderOf({ sinks: [sink], interval: 0 })
  recorder.record(completionRecord('a'))
  await vi.advanceTimersByTimeAsync(0)
  await recorder.flush()
  expect(ids()).toEqual(['a'])

  const silent = recorderOf({ sinks: [{ name: 'silent', write: () => new Promise<never>(() => undefined) }] })
  silent.recorder.record(completionRecord('b'))
  const flushed = silent.recorder.flush(3000)
  await vi.advanceTimersByTimeAsync(3000)
  expect(await flushed).toMatchObject({ recorded: 1, delivered: 0, dropped: 0 })
})

test('a flush begins with short pauses again', async () => {
  vi.spyOn(Math, 'random').mockReturnValue(0.999)
  const { sink, failures, ids } = testSink()
  failures.push(...Array.from({ length: 9 }, (_, index) => new Error(`${index}`)))
  const { recorder, problems } = recorderOf({ sinks: [sink], interval: 0 })
  recorder.record(completionRecord('a'))
  await vi.advanceTimersByTimeAsync(120_000)
  expect(problems).toHaveLength(8)
  const flushed = recorder.flush(2000)
  await vi.advanceTimersByTimeAsync(500)
  await flushed
  expect(ids()).toEqual(['a'])
})

test('a sink that does not answer is given up and tried again', async () => {
  const signals: AbortSignal[] = []
  const sink: Sink = {
    name: 'silent',
    write: (_, signal) => {
      signals.push(signal)
      return signals.length === 1 ? new Promise<never>(() => undefined) : Promise.resolve()
    },
  }
  const { recorder, problems } = recorderOf({ sinks: [sink], interval: 0, writeTimeout: 5000 })
  recorder.record(completionRecord('a'))
  await vi.advanceTimersByTimeAsync(5000)
  expect(problems).toMatchObject([
    { at: 'silent', dropped: 0, error: { message: expect.stringContaining('5000 ms') } },
  ])
  expect(signals[0]?.aborted).toBe(true)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(recorder.counts.delivered).toBe(1)
})

test('one event that is refused takes no other with it', async () => {
  const { sink, batches, ids } = testSink()
  const refusing: Sink = {
    ...sink,
    write: async (events, signal) => {
      if (events.some((event) => 'id' in event && event.id === 'b'))
        throw new SinkError('400', { retry: false })
      await sink.write(events, signal)
    },
  }
  const { recorder, problems } = recorderOf({ sinks: [refusing] })
  for (const id of ['a', 'b', 'c']) recorder.record(completionRecord(id))
  await recorder.flush()
  expect(ids()).toEqual(['a', 'c'])
  expect(batches).toHaveLength(2)
  expect(problems).toMatchObject([{ at: 'test', dropped: 1 }])
  expect(recorder.counts).toEqual({ recorded: 3, delivered: 2, dropped: 1, withheld: 0 })
})

test('a sink that is down holds up no other', async () => {
  const good = testSink({ name: 'good' })
  const down: Sink = { name: 'down', write: async () => Promise.reject(new Error('down')) }
  const { recorder } = recorderOf({ sinks: [down, good.sink], interval: 0 })
  recorder.record(completionRecord('a'))
  await vi.advanceTimersByTimeAsync(1)
  recorder.record(completionRecord('b'))
  await vi.advanceTimersByTimeAsync(1)
  expect(good.ids()).toEqual(['a', 'b'])
})

test('what does not fit is dropped and counted, and there is room again afterwards', async () => {
  const { sink, ids } = testSink()
  const { recorder, problems } = recorderOf({ sinks: [sink], maxPending: 2500 })
  for (const id of ['a', 'b', 'c', 'd', 'e']) recorder.record(completionRecord(id))
  const { recorded, dropped } = recorder.counts
  expect(recorded + dropped).toBe(5)
  expect(dropped).toBeGreaterThan(0)
  expect(problems).toHaveLength(dropped)
  await recorder.flush()
  expect(ids()).toHaveLength(recorded)
  recorder.record(completionRecord('f'))
  await recorder.flush()
  expect(ids().at(-1)).toBe('f')
})

describe('redact', () => {
  test('changes events or holds them back, and what it fails for does not leave', async () => {
    const { sink, batches } = testSink()
    const { recorder, problems } = recorderOf({
      sinks: [sink],
      redact: async (event) => {
        if (event.type !== 'completion' || event.id === 'b') return undefined
        if (event.id === 'c') throw new Error('no')
        return { ...event, variables: {} }
      },
    })
    for (const id of ['a', 'b', 'c']) recorder.record(completionRecord(id))
    await recorder.flush()
    expect(batches).toEqual([[expect.objectContaining({ id: 'a', variables: {} })]])
    expect(recorder.counts).toMatchObject({ recorded: 3, delivered: 1, withheld: 2 })
    expect(problems).toMatchObject([{ at: 'redact' }])
  })
})

test('nothing it is given makes it throw', async () => {
  const { sink } = testSink()
  const { recorder, problems } = recorderOf({
    sinks: [
      sink,
      {
        name: 'tap',
        observe: () => {
          throw new Error('tap')
        },
      },
    ],
    onProblem: undefined as never,
  })
  const circular = { ...completionRecord('a'), variables: {} as { self?: unknown } }
  circular.variables.self = circular.variables
  expect(() => recorder.record(circular)).not.toThrow()
  expect(recorder.counts.dropped).toBe(2)
  expect(problems).toEqual([])
})

test('a tap is told at once, and alone needs no queue', () => {
  const observe = vi.fn()
  const { recorder } = recorderOf({ sinks: [{ name: 'tap', observe }] })
  const record = completionRecord('a')
  recorder.record(record)
  expect(observe).toHaveBeenCalledExactlyOnceWith(record)
  expect(vi.getTimerCount()).toBe(0)
})

test('waitUntil gets the work, which ends when all is sent', async () => {
  const { sink, ids } = testSink()
  const work: Promise<unknown>[] = []
  const { recorder } = recorderOf({
    sinks: [sink],
    interval: 100,
    waitUntil: (promise) => work.push(promise),
  })
  recorder.record(completionRecord('a'))
  recorder.record(completionRecord('b'))
  expect(work).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(300)
  await work[0]
  expect(ids()).toEqual(['a', 'b'])
})

test('waitUntil gets the work of what is sent at once too, and may refuse it', async () => {
  const { sink, ids } = testSink()
  const work: Promise<unknown>[] = []
  const { recorder } = recorderOf({ sinks: [sink], waitUntil: (promise) => work.push(promise) })
  recorder.record(completionRecord('a', { text: 'x'.repeat(1_100_000) }))
  expect(work).toHaveLength(1)
  await work[0]
  expect(ids()).toEqual(['a'])
  const refusing = recorderOf({
    sinks: [sink],
    waitUntil: () => {
      throw new Error('outside of a request')
    },
  })
  expect(() => refusing.recorder.add({ type: 'session', id: 's', metadata: {} })).not.toThrow()
  expect(refusing.problems).toMatchObject([{ at: 'waitUntil', dropped: 0 }])
})

test('a sink that takes several writes at a time gets feedback behind its completion', async () => {
  const order: string[] = []
  const { sink } = testSink({
    batchSize: 1,
    concurrency: 4,
    write: async ([event]) => {
      // Completions take their time.
      if (event?.type === 'completion') await new Promise((resolve) => setTimeout(resolve, 100))
      order.push(event?.type ?? '')
    },
  })
  const { recorder } = recorderOf({ sinks: [sink] })
  recorder.record(completionRecord('a'))
  recorder.add({ type: 'feedback', id: 'a', positive: true })
  recorder.record(completionRecord('b'))
  const flushed = recorder.flush()
  await vi.advanceTimersByTimeAsync(1000)
  await flushed
  expect(order).toEqual(['completion', 'completion', 'feedback'])
})

test('for a sink that is down, events wait where they are kept, and are redacted once more', async () => {
  const good = testSink({ name: 'good' })
  const bad = testSink({ name: 'bad' })
  bad.failures.push(new Error('down'))
  const seen: string[] = []
  const { recorder } = recorderOf({
    sinks: [bad.sink, good.sink],
    redact: (event) => {
      if (event.type !== 'completion') return undefined
      seen.push(event.id)
      return event
    },
  })
  vi.spyOn(Math, 'random').mockReturnValue(0.999)
  recorder.record(completionRecord('a'))
  await vi.advanceTimersByTimeAsync(1000)
  recorder.record(completionRecord('b'))
  recorder.add({ type: 'session', id: 's', metadata: {} })
  recorder.record(completionRecord('c', { text: 'x'.repeat(1_100_000) }))
  await vi.advanceTimersByTimeAsync(0)
  expect(good.ids()).toEqual(['a', 'b', 'c'])
  expect(bad.ids()).toEqual([])
  await recorder.flush()
  expect(bad.ids()).toEqual(['a', 'b', 'c'])
  expect(seen).toEqual(['a', 'b', 'c', 'b', 'c'])
  expect(recorder.counts).toMatchObject({ recorded: 4, delivered: 6, withheld: 1 })
})

test('feedback, traces and metadata come in order behind what they are about', async () => {
  const { sink, ids } = testSink()
  const { recorder } = recorderOf({ sinks: [sink] })
  recorder.record(completionRecord('a'))
  recorder.add({ type: 'feedback', id: 'a', positive: true })
  recorder.add({ type: 'trace', id: 't', sessionId: 's', input: 'i', output: 'o' })
  recorder.add({ type: 'session', id: 's', metadata: { tier: 'gold' } })
  await recorder.flush()
  expect(ids()).toEqual(['a', 'a', 't', 's'])
})

test('disposing sends the rest, and what comes later is counted as dropped', async () => {
  const { sink, ids } = testSink()
  const { recorder } = recorderOf({ sinks: [sink] })
  recorder.record(completionRecord('a'))
  await recorder[Symbol.asyncDispose]()
  recorder.record(completionRecord('b'))
  expect(ids()).toEqual(['a'])
  expect(recorder.counts.dropped).toBe(1)
  expect(vi.getTimerCount()).toBe(0)
})
