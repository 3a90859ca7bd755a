import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { streamSSE } from 'hono/streaming'
import { answer } from './answer.ts'

/** The routes that the page talks to; the dev server and the built server both mount them. */
export const api: Hono = new Hono()

api.post('/api/ask', bodyLimit({ maxSize: 16 * 1024 }), async (c) => {
  const body: unknown = await c.req.json().catch(() => undefined)
  const question = typeof body === 'object' && body !== null && 'question' in body ? body.question : undefined
  if (typeof question !== 'string' || question.trim() === '') {
    return c.json({ error: 'Send JSON with a question: {"question": "…"}' }, 400)
  }
  // The request's signal aborts when the page leaves or asks something else: the provider's request ends too.
  const events = answer(question, c.req.raw.signal)
  return streamSSE(c, async (stream) => {
    try {
      for await (const event of events) await stream.writeSSE({ data: JSON.stringify(event) })
    } catch (error) {
      if (!stream.aborted) throw error
    }
  })
})
