import type { Writable } from 'node:stream'

/** What a command needs of the process around it. */
export interface Io {
  cwd: string
  env: Readonly<Record<string, string | undefined>>
  stdout: Writable
  stderr: Writable
  /** A signal that aborts when the user ends a command that goes on by itself. */
  interrupted(): AbortSignal
}

/** The real process. */
export function processIo(): Io {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      // A reader that has seen enough, such as `head`, is no failure.
      if (error.code !== 'EPIPE') throw error
      process.exit()
    })
  }
  return {
    cwd: process.cwd(),
    env: process.env,
    stdout: process.stdout,
    stderr: process.stderr,
    interrupted() {
      const controller = new AbortController()
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort())
      return controller.signal
    },
  }
}
