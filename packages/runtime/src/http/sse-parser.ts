/** One event of a stream. */
export interface SseEvent {
  /** The event's name; `message` when it has none. */
  event: string
  data: string
}

/**
 * Parses server-sent events after the WHATWG specification: feed it the text as it comes, in any pieces, and it
 * returns the events that became complete. An event without its closing blank line is never returned.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 */
export function sseParser(): (chunk: string) => SseEvent[] {
  let rest = ''
  let afterCr = false
  let event = ''
  let data: string | undefined

  return (chunk) => {
    const events: SseEvent[] = []
    if (!chunk) return events
    // A CR ends its line at once; the LF that may follow in the next piece belongs to it.
    const lines = (rest + (afterCr && chunk[0] === '\n' ? chunk.slice(1) : chunk)).split(/\r\n?|\n/)
    afterCr = chunk.endsWith('\r')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      if (!line) {
        if (data !== undefined) events.push({ event: event || 'message', data })
        event = ''
        data = undefined
        continue
      }
      const [, field, value = ''] = /^(data|event)(?:: ?(.*))?$/s.exec(line) ?? []
      if (field === 'data') data = data === undefined ? value : `${data}\n${value}`
      else if (field) event = value
    }
    return events
  }
}
