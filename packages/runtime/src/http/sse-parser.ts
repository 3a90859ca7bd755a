/** One event of a stream. */
export interface SseEvent {
  /** The event's name; empty when it has none. */
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
  let event = ''
  let data: string[] = []

  return (chunk) => {
    const events: SseEvent[] = []
    if (!chunk) return events
    // A CR ends its line at once. The mark \0 tells that an LF at the start of the next piece belongs to it.
    const lines = (rest + chunk).replace(/^\0\n?/, '').split(/\r\n?|\n/)
    rest = lines.pop() || (chunk.endsWith('\r') ? '\0' : '')
    for (const line of lines) {
      const [, field, value = ''] = /^(data|event)(?:$|: ?)(.*)/s.exec(line) ?? []
      if (field === 'event') event = value
      else if (field) data.push(value)
      else if (!line) {
        if (data.length) events.push({ event, data: data.join('\n') })
        event = ''
        data = []
      }
    }
    return events
  }
}
