import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { dirname } from 'node:path'
import type { SeenConnection } from './network-guard.ts'

/** The built server, running as a process of its own under the network guard. */
export interface RunningServer {
  readonly url: string
  /** Ends the process. @returns every outgoing connection that it tried to open */
  stop(): Promise<SeenConnection[]>
}

const guard = new URL('./network-guard.ts', import.meta.url).href

/**
 * Starts a built server on a free port, and resolves when it listens.
 *
 * @param file The built file. The process sees nothing of its environment but `env`.
 * @param allowed The `host:port` of each place that it may connect to.
 * @throws when it ends instead of listening; the message has what it wrote.
 */
export async function startServer(
  file: string,
  env: Readonly<Record<string, string>>,
  allowed: readonly string[],
): Promise<RunningServer> {
  const child = spawn(
    process.execPath,
    ['--disallow-code-generation-from-strings', '--import', guard, file],
    {
      cwd: dirname(file),
      env: { ...env, PORT: '0', NETWORK_GUARD_ALLOWED: allowed.join() },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    },
  )
  const connections: SeenConnection[] = []
  child.on('message', (seen: SeenConnection) => connections.push(seen))
  const ended = Promise.all([once(child, 'close'), once(child, 'disconnect')])
  // A process that cannot be started at all is told by `listening`.
  ended.catch(() => {})

  return {
    url: await listening(child),
    async stop() {
      child.kill()
      await ended
      return connections
    },
  }
}

function listening(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = ''
    const read = (chunk: Buffer): void => {
      output += chunk
      const url = /^Listening on (\S+)\n/m.exec(output)?.[1]
      if (url) resolve(url)
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
    child.on('error', reject)
    child.on('close', () => reject(new Error(`The server did not start.\n${output}`)))
  })
}
