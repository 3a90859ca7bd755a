import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

const bin = fileURLToPath(new URL('../../packages/cli/src/bin.ts', import.meta.url))

/** In a second, as Linux counts the time of a process. */
const TICKS = 100

/** `understudy serve`, as a process of its own. */
export interface ServerProcess extends AsyncDisposable {
  url: string
  /** Ends it at once, in whatever it is doing. */
  kill(): Promise<void>
  /** The memory of the process, in bytes; 0 where the system does not tell. */
  memory(): Promise<number>
  /** The time of processors that it has taken, in seconds; 0 where the system does not tell. */
  cpu(): Promise<number>
  /** What it wrote to its stderr. */
  complaints(): string
}

/** @param database A file, or the address of a PostgreSQL. */
export async function startServer(database: string): Promise<ServerProcess> {
  const child = spawn(
    process.execPath,
    ['--conditions=@understudy/source', bin, 'serve', '--port', '0', '--database', database],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  const exited = once(child, 'exit')
  let complaints = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints = (complaints + text).slice(-10_000)
  })
  const url = await new Promise<string>((resolve, reject) => {
    let said = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text
      const [found] = /http:\/\/127\.0\.0\.1:\d+(?=\.)/.exec(said) ?? []
      if (found) resolve(found)
    })
    child.on('close', () => reject(new Error(`The server ended before it listened: ${complaints}`)))
  })
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal)
    await exited
  }
  return {
    url,
    kill: () => end('SIGKILL'),
    async memory() {
      const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '')
      return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024
    },
    async cpu() {
      const stat = await readFile(`/proc/${child.pid}/stat`, 'utf8').catch(() => '')
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / TICKS
    },
    complaints: () => complaints,
    [Symbol.asyncDispose]: () => end('SIGTERM'),
  }
}
