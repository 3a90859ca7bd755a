import { getEventListeners } from 'node:events'
import { expect, test } from 'vitest'
import { ragQa } from '../fixtures/prompts.ts'
import { world } from '../fixtures/world.ts'
import { sseParser } from '../http/sse-parser.ts'
import { answerWith, failAfter, failWith, stallAfter } from '../testing/behaviour.ts'
import { toReadableStream } from './to-readable-stream.ts'
import { toResponse } from './to-response.ts'

const secret = { question: 'a secret question' }

async function eventsOf(response: Response): Promise<{ type: string }[]> {
  return sseParser()(await response.text()).map((data) => JSON.parse(data))
}

test('the events come as server-sent events, each as JSON', async () => {
  const { client } = world({ primary: failAfter(1, 'overloaded') })
  const response = toResponse(client.stream(ragQa, secret))
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
  expect(await eventsOf(response)).toMatchObject([
    { type: 'text', text: 'word1' },
    { type: 'reset', reason: 'overloaded' },
    { type: 'text', text: 'From' },
    { type: 'text', text: ' the' },
    { type: 'text', text: ' fallback.' },
    { type: 'done', result: { text: 'From the fallback.', servedBy: { environment: 'fallback' } } },
  ])
})

test('neither the prompt nor the trace leaves the server', async () => {
  const { client } = world({ primary: failWith('auth') })
  const body = await toResponse(client.stream(ragQa, secret)).text()
  expect(body).toContain('"done"')
  expect(body).not.toContain('secret')
  expect(body).not.toContain('attempts')
})

test('a line break in the text does not break the stream', async () => {
  const { client } = world({ primary: answerWith('a\n\nb') })
  const events = await eventsOf(toResponse(client.stream(ragQa, secret)))
  expect(events.at(-1)).toMatchObject({ type: 'done', result: { text: 'a\n\nb' } })
})

test('a failure is the last event, and tells only its code', async () => {
  const { client } = world({ primary: failWith('bad_request') })
  const events = await eventsOf(toResponse(client.stream(ragQa, secret)))
  expect(events).toEqual([{ type: 'error', code: 'rejected', kind: 'bad_request' }])
})

test('an error of another kind tells nothing', async () => {
  const { client } = world({}, {})
  const controller = new AbortController()
  controller.abort(new Error('at db.internal:5432'))
  const response = toResponse(client.stream(ragQa, secret, { signal: controller.signal }))
  expect(await eventsOf(response)).toEqual([{ type: 'error', code: 'error' }])
})

test('the caller’s headers and status go first', () => {
  const { client } = world()
  const { headers, status } = toResponse(client.stream(ragQa, secret), {
    status: 201,
    headers: { 'cache-control': 'private', 'x-mine': '1' },
  })
  expect(status).toBe(201)
  expect(headers.get('cache-control')).toBe('private')
  expect(headers.get('x-mine')).toBe('1')
  expect(headers.get('content-type')).toContain('event-stream')
})

test('nothing is asked for before the reader reads, and no more than it reads', async () => {
  const { client, openai } = world({ primary: answerWith('one two three') })
  let taken = 0
  const events = client.stream(ragQa, secret)
  const counted = (async function* () {
    for await (const event of events) {
      taken += 1
      yield event
    }
  })()
  const reader = toReadableStream(counted).getReader()
  expect(openai.requests).toEqual([])
  await reader.read()
  await reader.read()
  expect(taken).toBe(2)
  await reader.cancel()
  expect(openai.open).toBe(0)
})

test('a reader that leaves a stalled stream ends the request at once', async () => {
  const { client, openai, clock } = world({ primary: stallAfter(1) })
  let handed: AbortSignal | undefined
  const reader = toReadableStream((signal) => {
    handed = signal
    return client.stream(ragQa, secret, { signal })
  }).getReader()
  await reader.read()
  const waiting = reader.read()
  await clock.advance(100)
  expect(openai.open).toBe(1)
  await reader.cancel()
  expect(await waiting).toEqual({ done: true, value: undefined })
  await clock.advance(0)
  expect(openai.open).toBe(0)
  expect(clock.timers).toBe(0)
  expect(handed && getEventListeners(handed, 'abort')).toEqual([])
})
