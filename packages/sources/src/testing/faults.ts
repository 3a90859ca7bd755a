import type { RequestListener } from 'node:http'

/** A chunk of a body that never ends: a JSON text that begins well. */
const CHUNK = Buffer.alloc(64 * 1024, ' ')

/** Answers with a status, headers and a JSON value. */
export function json(value: unknown, status = 200, headers: Record<string, string> = {}): RequestListener {
  return (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value))
  }
}

/** Answers with a text that is no JSON. */
export function html(status = 200): RequestListener {
  return (_, response) => {
    response.writeHead(status, { 'content-type': 'text/html' }).end('<!doctype html><title>Sign in</title>')
  }
}

/** Begins a JSON answer and ends it too early: by a sound end of the body, or by a reset. */
export function truncated(how: 'end' | 'reset'): RequestListener {
  return (_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.write('{"data": [{"name": "rag', () => {
      if (how === 'end') response.end()
      else response.destroy()
    })
  }
}

/** Sends 300 MB, for as long as somebody listens, and tells how many bytes it got rid of. */
export function endless(sent: (bytes: number) => void): RequestListener {
  return async (_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    let bytes = 0
    const more = (): void => {
      while (bytes < 300_000_000 && !response.destroyed) {
        bytes += CHUNK.length
        sent(bytes)
        if (!response.write(CHUNK)) {
          response.once('drain', more)
          return
        }
      }
      response.end()
    }
    more()
  }
}

/** Sends a space every few milliseconds, so that something always arrives and the answer never does. */
export function drip(): RequestListener {
  return (_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    const timer = setInterval(() => response.write(' '), 5)
    response.on('close', () => clearInterval(timer))
  }
}

/** Takes a request and says nothing. */
export function silence(): RequestListener {
  return () => undefined
}

/** Hangs up at once. */
export function hangUp(): RequestListener {
  return (request) => {
    request.socket.destroy()
  }
}

/** Points elsewhere. */
export function redirect(location: string, status = 302): RequestListener {
  return (_, response) => {
    response.writeHead(status, { location }).end()
  }
}

/** One listener after another, a request each; the last one takes all others. */
export function inTurn(...listeners: [RequestListener, ...RequestListener[]]): RequestListener {
  let turn = 0
  return (request, response) => {
    const listener = listeners[Math.min(turn, listeners.length - 1)] ?? listeners[0]
    turn++
    listener(request, response)
  }
}
