/**
 * Parses server-sent events after the WHATWG specification: feed it the text as it comes, in any pieces, and it
 * returns the data of the events that became complete. An event without its closing blank line is never returned.
 * Names are left out: the apis repeat them in the data.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 */
export function sseParser(): (chunk: string) => string[] {
  let rest: string | undefined = ''
  let lines: string[] = []

  return (chunk) => {
    const events: string[] = []
    // A CR at the end of a piece may be half of a CRLF: it waits for the next, unless it is a blank line in any case.
    const pieces = (rest + chunk).split(/\r?\n|^\r|\r(?=.)/ms)
    rest = pieces.pop()
    for (const line of pieces) {
      if (line.startsWith('data') && (line[4] ?? ':') === ':') lines.push(line.slice(line[5] === ' ' ? 6 : 5))
      else if (!line && lines.length) {
        events.push(lines.join('\n'))
        lines = []
      }
    }
    return events
  }
}
