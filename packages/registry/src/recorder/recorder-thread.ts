import { Worker } from 'node:worker_threads'
import { RegistryError, type RegistryErrorCode } from '../registry-error.ts'
import type { StorageAddress } from '../storage/storage.ts'
import type { Recorder, RecordRequest } from './recorder.ts'

/** What the thread is told. */
export type RecorderCommand = { id: number; request: RecordRequest } | 'close'

/** What it answers; errors lose their class and what is not an error's own on the way. */
export type RecorderReply = { id: number } & (
  | { ids: string[] }
  | { refused: { code: RegistryErrorCode; message: string; issues: RegistryError['issues'] } }
  | { error: unknown; code: unknown }
)

/** What the thread begins with. */
export interface RecorderStart {
  address: StorageAddress
}

/**
 * A recorder in a thread of its own: to read, check and prepare recordings is most of what a registry does, and leaves
 * much to be collected; in the thread that answers, every read of a template would wait for that.
 *
 * @param address Is asked for each thread: when one ends by an error, those that wait get it, and the next has another.
 */
export function recorderThread(address: () => StorageAddress): Recorder {
  let current: RunningThread | undefined
  const running = (): RunningThread => {
    if (!current || current.hasEnded()) current = startThread(address())
    return current
  }
  // The first recording shall not wait for it.
  running()
  return {
    record: (request) => running().record(request),
    close: async () => current?.close(),
  }
}

interface RunningThread extends Recorder {
  hasEnded(): boolean
}

function startThread(address: StorageAddress): RunningThread {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
  const worker = new Worker(new URL(`./recorder-worker.${extension}`, import.meta.url), {
    workerData: { address } satisfies RecorderStart,
    transferList: address.kind === 'sqlite' ? [address.port] : [],
  })
  // Who has nothing to record is not kept alive by it.
  worker.unref()
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
  const waiting = new Map<number, PromiseWithResolvers<string[]>>()
  let count = 0
  let ended: unknown

  worker
    .on('message', (reply: RecorderReply) => {
      const one = waiting.get(reply.id)
      waiting.delete(reply.id)
      if (waiting.size === 0) worker.unref()
      if ('ids' in reply) one?.resolve(reply.ids)
      else one?.reject('error' in reply ? withCode(reply) : toRefusal(reply.refused))
    })
    .on('error', (error) => {
      ended = error
    })
    .on('exit', () => {
      ended ??= new Error('The recorder is closed')
      for (const one of waiting.values()) one.reject(ended)
      waiting.clear()
    })

  return {
    hasEnded: () => ended !== undefined,
    async record(request) {
      const id = count++
      const one = Promise.withResolvers<string[]>()
      const { buffer, byteLength } = request.body
      // Handed over where it is not a part of something else.
      const isWhole = buffer instanceof ArrayBuffer && buffer.byteLength === byteLength
      worker.postMessage({ id, request } satisfies RecorderCommand, isWhole ? [buffer] : [])
      waiting.set(id, one)
      worker.ref()
      return one.promise
    },
    async close() {
      worker.ref()
      worker.postMessage('close' satisfies RecorderCommand)
      await exited
    },
  }
}

function withCode({ error, code }: { error: unknown; code: unknown }): unknown {
  return error instanceof Error && code !== undefined ? Object.assign(error, { code }) : error
}

function toRefusal({
  code,
  message,
  issues,
}: Pick<RegistryError, 'code' | 'message' | 'issues'>): RegistryError {
  return new RegistryError(code, message, issues)
}
