import { afterEach, expect, test, vi } from 'vitest'
import { ask } from './ask.ts'

afterEach(() => vi.unstubAllGlobals())

/** Makes the server answer with these bytes, in pieces. */
function serve(body: string, size: number, init?: ResponseInit): void {
  const bytes = new TextEncoder().encode(body)
  const stream = new ReadableStream({
    start(controller) {
      for (let at = 0; at < bytes.length; at += size) controller.enqueue(bytes.slice(at, at + size))
      controller.close()
    },
  })
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(stream, init)))
}

test.each([1, 2, 3, 7, 1000])('reads the events of a stream in pieces of %i bytes', async (size) => {
  const events = [
    { type: 'text', text: 'São Tomé\n\n' },
    { type: 'text', text: ' is the capital.' },
  ]
  serve(events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join(''), size)
  const received = []
  for await (const event of ask('Where?', new AbortController().signal)) received.push(event)
  expect(received).toEqual(events)
})

test('an answer that is no stream is an error', async () => {
  serve('{}', 10, { status: 413 })
  await expect(ask('Where?', new AbortController().signal).next()).rejects.toThrow('The server answered 413.')
})
