/**
 * Parses server-sent events after the WHATWG specification: feed it the text as it comes, in any pieces, and it
 * returns the data of the events that became complete. An event without its closing blank line is never returned.
 * Names are left out: the apis repeat them in the data.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 */
export function sseParser(): (chunk: string) => string[] {
  let rest = ''

  return (chunk) => {
    // A CR at the end of a piece ends its line at once: an LF after it only makes an empty line more.
    const events = (rest + chunk).split(/(?:\r\n|\n|\r(?!\n)){2}/)
    rest = events.pop() ?? ''
    return events.flatMap((event) => {
      const data = event
        .split(/\r\n|\n|\r/)
        .flatMap((line) => /^data(?:$|: ?)(.*)/s.exec(line)?.slice(1) ?? [])
      return data.length ? data.join('\n') : []
    })
  }
}
