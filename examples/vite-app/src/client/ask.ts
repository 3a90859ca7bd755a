import type { AnswerEvent } from '../answer-event.ts'

/**
 * Asks the server, and yields the events of the answer as they come.
 *
 * @throws when the server cannot be reached, or does not take the question.
 */
export async function* ask(question: string, signal: AbortSignal): AsyncGenerator<AnswerEvent> {
  const response = await fetch('/api/ask', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ question }),
    signal,
  })
  if (!response.ok || !response.body) throw new Error(`The server answered ${response.status}.`)

  // Server-sent events: each is a `data:` line of JSON and an empty line. EventSource cannot POST.
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  let pending = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    const events = (pending + value).split('\n\n')
    pending = events.pop() ?? ''
    for (const event of events) yield JSON.parse(event.replace(/^data: /, ''))
  }
}
