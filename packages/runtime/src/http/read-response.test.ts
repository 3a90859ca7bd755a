import { getEventListeners } from 'node:events'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Part } from '../adapter.ts'
import { systemClock } from '../clock.ts'
import { readResponse } from './read-response.ts'

interface Message {
  text?: string
}
const fold = ({ text }: Message): Part[] =>
  text ? [{ type: 'text', text }] : [{ type: 'finish', reason: 'stop' }]
const whole = 'data: {"text":"a"}\n\ndata: {}\n\ndata: [DONE]\n\n'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
})

/** A body that gives these pieces and then stays open, deaf to the signal of its request. */
function openBody(...pieces: string[]) {
  const cancelled = vi.fn()
  let end = () => {}
  let push = (_: string) => {}
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      push = (piece) => controller.enqueue(new TextEncoder().encode(piece))
      end = () => controller.close()
      for (const piece of pieces) push(piece)
    },
    cancel: cancelled,
  })
  const response = new Response(body as BodyInit, { headers: { 'content-type': 'text/event-stream' } })
  return { response, cancelled, end: () => end(), push: (piece: string) => push(piece) }
}

function read(response: Response, signal: AbortSignal = new AbortController().signal) {
  const options = { signal, stream: true, isLast: true, clock: systemClock }
  return readResponse<Message>(Promise.resolve(response), options, { last: '[DONE]', fold })
}

async function partsOf(reading: AsyncIterable<readonly Part[]>): Promise<string[]> {
  const types: string[] = []
  for await (const parts of reading) types.push(...parts.map(({ type }) => type))
  return types
}

test('after the last event the answer does not wait for the end of the body', async () => {
  const { response, cancelled } = openBody(whole)
  expect(await partsOf(read(response))).toEqual(['response', 'text', 'finish'])
  expect(cancelled).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(999)
  expect(cancelled).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(1)
  expect(cancelled).toHaveBeenCalledOnce()
})

test('a body that ends in time is not cancelled, and no timer stays', async () => {
  const { response, cancelled, end } = openBody(whole)
  await partsOf(read(response))
  end()
  await vi.advanceTimersByTimeAsync(0)
  expect(vi.getTimerCount()).toBe(0)
  expect(cancelled).not.toHaveBeenCalled()
})

test('a body that goes on after its last event is cancelled', async () => {
  const { response, cancelled, push } = openBody(whole)
  await partsOf(read(response))
  push(': ping\n\n')
  await vi.advanceTimersByTimeAsync(0)
  expect(cancelled).toHaveBeenCalledOnce()
})

test('what follows the last event is not read', async () => {
  const { response, end } = openBody(`${whole}data: {"text":"b"}\n\n`)
  end()
  expect(await partsOf(read(response))).toEqual(['response', 'text', 'finish'])
  await vi.advanceTimersByTimeAsync(0)
})

test('an abort cancels a body that would not hear it', async () => {
  const { response, cancelled } = openBody('data: {"text":"a"}\n\n')
  const controller = new AbortController()
  const reading = read(response, controller.signal)
  await reading.next()
  await reading.next()
  const pending = reading.next()
  controller.abort()
  expect(cancelled).toHaveBeenCalledOnce()
  await pending
})

test('a reader that leaves cancels the body', async () => {
  const { response, cancelled } = openBody('data: {"text":"a"}\n\n')
  for await (const parts of read(response)) if (parts[0]?.type === 'text') break
  expect(cancelled).toHaveBeenCalledOnce()
})

test('a reader that leaves at the headers cancels the body', async () => {
  const { response, cancelled } = openBody()
  for await (const _ of read(response)) break
  expect(cancelled).toHaveBeenCalledOnce()
})

test('it reads only as far as it is asked', async () => {
  let pulled = 0
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        pulled++
        controller.enqueue(new TextEncoder().encode('data: {"text":"a"}\n\n'))
      },
    },
    { highWaterMark: 0 },
  )
  const reading = read(new Response(body as BodyInit, { headers: { 'content-type': 'text/event-stream' } }))
  await reading.next()
  expect(pulled).toBe(0)
  await reading.next()
  await reading.next()
  expect(pulled).toBe(2)
  await reading.return()
})

// A listener that stays holds the body, and an SDK that holds the signal until the body is collected holds both.
test.each([['data: {"text":"a"}\n\n'], [whole], ['data: {\n\n']])(
  'nothing listens to the signal after %j',
  async (body) => {
    const { signal } = new AbortController()
    const { response, end } = openBody(body)
    end()
    await partsOf(read(response, signal)).catch(() => {})
    expect(getEventListeners(signal, 'abort')).toEqual([])
  },
)

test('nothing listens to the signal when the reader leaves', async () => {
  const { signal } = new AbortController()
  for await (const _ of read(openBody(whole).response, signal)) break
  expect(getEventListeners(signal, 'abort')).toEqual([])
})
