import { CompletionError, type StreamEvent } from '@understudy/runtime'
import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { HTTPException } from 'hono/http-exception'
import { streamSSE } from 'hono/streaming'
import { answer, streamAnswer } from './answer.ts'

/** The service's routes. */
export const app: Hono = new Hono()

app.get('/', (c) =>
  c.text('POST a question as JSON to /ask or /ask/stream: {"question": "What is the capital of Japan?"}\n'),
)

app.use(bodyLimit({ maxSize: 16 * 1024 }))

app.post('/ask', async (c) => {
  const question = await readQuestion(c)
  const start = performance.now()
  // The request's signal aborts when the caller goes away: then the provider's request ends too.
  const { text, servedBy, attempts } = await answer(question, c.req.raw.signal)
  return c.json({ text, servedBy, attempts, ms: Math.round(performance.now() - start) })
})

app.post('/ask/stream', async (c) => {
  const events = streamAnswer(await readQuestion(c), c.req.raw.signal)
  return streamSSE(c, async (stream) => {
    try {
      for await (const event of events) await stream.writeSSE({ data: JSON.stringify(visible(event)) })
    } catch (error) {
      if (!stream.aborted)
        await stream.writeSSE({ data: JSON.stringify({ type: 'error', ...explain(error) }) })
    }
  })
})

app.onError((error, c) => {
  if (error instanceof HTTPException) return c.json({ error: error.message }, error.status)
  return c.json(explain(error), error instanceof CompletionError ? 502 : 500)
})

/** What a caller may see of an event: not `result.request`, which holds the prompt. */
function visible(event: StreamEvent): object {
  if (event.type !== 'done') return event
  const { text, servedBy, attempts } = event.result
  return { type: 'done', text, servedBy, attempts }
}

/** What a caller may know of an error: of a failed completion the attempts, of others nothing. */
function explain(error: unknown): object {
  if (error instanceof CompletionError) {
    const { message, code, kind, attempts } = error
    return { error: message, code, kind, attempts }
  }
  return { error: 'Internal error' }
}

async function readQuestion(c: Context): Promise<string> {
  const body: unknown = await c.req.json().catch(() => undefined)
  if (typeof body === 'object' && body !== null && 'question' in body) {
    const { question } = body
    if (typeof question === 'string' && question.trim() !== '') return question
  }
  throw new HTTPException(400, { message: 'Send JSON with a question: {"question": "…"}' })
}
