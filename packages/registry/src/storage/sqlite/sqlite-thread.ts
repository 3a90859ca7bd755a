import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads'
import type { Row, Value } from '../database.ts'
import type { SqliteInsert } from './sqlite-connection.ts'

/** What the thread is asked to do, in the order in which it is asked; who has begun a transaction goes first. */
export type SqliteCommand =
  | { kind: 'rows' | 'run'; sql: string; parameters: readonly Value[] }
  | { kind: 'insert'; insert: SqliteInsert }
  /** One more thread is to be answered, over this port. */
  | { kind: 'join'; port: MessagePort }
  | { kind: 'close' }

/** What it answers to each command, and once when the database is open. */
export type SqliteReply = { result: Row[] | number } | { error: unknown }

/** The one connection that writes. */
export interface SqliteWriter {
  rows(sql: string, parameters: readonly Value[]): Promise<Row[]>
  /** @returns how many rows changed. */
  run(sql: string, parameters: readonly Value[]): Promise<number>
  insert(insert: SqliteInsert): Promise<void>
  close(): Promise<void>
}

/** A connection in a thread of its own: the work of the disk and the indices keeps nobody waiting but who asked. */
export interface SqliteThread extends SqliteWriter {
  /** For one more thread, which takes it to `joinSqliteThread`. */
  share(): MessagePort
}

/** @throws when the file cannot be opened. */
export async function startSqliteThread(path: string): Promise<SqliteThread> {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
  const worker = new Worker(new URL(`./sqlite-worker.${extension}`, import.meta.url), { workerData: path })
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
  const { asked, next, end } = conversation(worker)
  worker.on('error', end).on('exit', () => end(new Error('The database is closed')))
  // Its first answer tells that the file is open.
  await next()
  return {
    ...asked,
    share() {
      const { port1, port2 } = new MessageChannel()
      worker.postMessage({ kind: 'join', port: port1 } satisfies SqliteCommand, [port1])
      return port2
    },
    async close() {
      worker.ref()
      worker.postMessage({ kind: 'close' } satisfies SqliteCommand)
      await exited
    },
  }
}

/** The thread that another one has started; to close this leaves it open. */
export function joinSqliteThread(port: MessagePort): SqliteWriter {
  const { asked, end } = conversation(port)
  port.on('close', () => end(new Error('The database is closed')))
  return { ...asked, close: async () => port.close() }
}

interface Conversation {
  asked: Omit<SqliteWriter, 'close'>
  /** The next answer that nobody waits for yet. */
  next(): Promise<Row[] | number>
  /** Nothing more will be answered. */
  end(reason: unknown): void
}

function conversation(thread: Worker | MessagePort): Conversation {
  const waiting: PromiseWithResolvers<Row[] | number>[] = []
  let ended: unknown

  thread.on('message', (reply: SqliteReply) => {
    const next = waiting.shift()
    // Who has nothing more to do is not kept alive by an open database.
    if (waiting.length === 0) thread.unref()
    if ('error' in reply) next?.reject(reply.error)
    else next?.resolve(reply.result)
  })
  const next = (): Promise<Row[] | number> => {
    const one = Promise.withResolvers<Row[] | number>()
    waiting.push(one)
    thread.ref()
    return one.promise
  }
  const ask = async (command: SqliteCommand): Promise<Row[] | number> => {
    if (ended) throw ended
    thread.postMessage(command)
    return next()
  }
  return {
    asked: {
      async rows(sql, parameters) {
        const found = await ask({ kind: 'rows', sql, parameters })
        return typeof found === 'number' ? [] : found
      },
      run: async (sql, parameters) => Number(await ask({ kind: 'run', sql, parameters })),
      async insert(insert) {
        await ask({ kind: 'insert', insert })
      },
    },
    next,
    end(reason) {
      ended ??= reason
      for (const one of waiting.splice(0)) one.reject(ended)
    },
  }
}
