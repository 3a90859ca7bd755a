import { Worker } from 'node:worker_threads'
import type { Row, Value } from '../database.ts'

/** What the thread is asked to do, in the order in which it is asked. */
export type SqliteCommand =
  | { kind: 'rows' | 'run'; sql: string; parameters: readonly Value[] }
  | { kind: 'many'; sql: string; lists: readonly (readonly Value[])[] }
  | { kind: 'close' }

/** What it answers to each command, and once when the database is open. */
export type SqliteReply = { result: Row[] | number } | { error: unknown }

/** A connection in a thread of its own: the work of the disk and the indices keeps nobody waiting but who asked. */
export interface SqliteThread {
  rows(sql: string, parameters: readonly Value[]): Promise<Row[]>
  /** @returns how many rows changed. */
  run(sql: string, parameters: readonly Value[]): Promise<number>
  /** Runs a statement once for each list of parameters. */
  runMany(sql: string, lists: readonly (readonly Value[])[]): Promise<void>
  close(): Promise<void>
}

/** @throws when the file cannot be opened. */
export async function startSqliteThread(path: string): Promise<SqliteThread> {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
  const worker = new Worker(new URL(`./sqlite-worker.${extension}`, import.meta.url), { workerData: path })
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
  const waiting: PromiseWithResolvers<Row[] | number>[] = []
  let ended: unknown

  worker
    .on('message', (reply: SqliteReply) => {
      const next = waiting.shift()
      // Who has nothing more to do is not kept alive by an open database.
      if (waiting.length === 0) worker.unref()
      if ('error' in reply) next?.reject(reply.error)
      else next?.resolve(reply.result)
    })
    .on('error', (error) => {
      ended = error
    })
    .on('exit', () => {
      ended ??= new Error('The database is closed')
      for (const one of waiting.splice(0)) one.reject(ended)
    })

  const answer = (): Promise<Row[] | number> => {
    const one = Promise.withResolvers<Row[] | number>()
    waiting.push(one)
    worker.ref()
    return one.promise
  }
  const ask = async (command: SqliteCommand): Promise<Row[] | number> => {
    if (ended) throw ended
    worker.postMessage(command)
    return answer()
  }

  await answer()
  return {
    async rows(sql, parameters) {
      const found = await ask({ kind: 'rows', sql, parameters })
      return typeof found === 'number' ? [] : found
    },
    run: async (sql, parameters) => Number(await ask({ kind: 'run', sql, parameters })),
    async runMany(sql, lists) {
      await ask({ kind: 'many', sql, lists })
    },
    async close() {
      worker.ref()
      worker.postMessage({ kind: 'close' } satisfies SqliteCommand)
      await exited
    },
  }
}
