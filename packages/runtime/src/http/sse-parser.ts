/**
 * Parses server-sent events after the WHATWG specification: feed it the text as it comes, in any pieces, and it
 * returns the data of the events that became complete. An event without its closing blank line is never returned.
 * Names are left out: the apis repeat them in the data.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 */
export function sseParser(): (chunk: string) => string[] {
  let rest = ''
  let lines: string[] = []

  return (chunk) => {
    const events: string[] = []
    rest += chunk
    // A CR at the end of a piece may be half of a CRLF: it waits for the next, unless it is a blank line in any case.
    // A long line comes in many pieces: to look through all of it with each would take the square of the time.
    const pieces = /\r|\n/.test(chunk) ? rest.split(/\r?\n|^\r|\r(?=.)/ms) : [rest]
    rest = pieces.pop() as string
    for (const line of pieces) {
      if (/^data(:|$)/.test(line)) lines.push(line.slice(line[5] === ' ' ? 6 : 5))
      else if (!line && lines.length) {
        events.push(lines.join('\n'))
        lines = []
      }
    }
    return events
  }
}
