// What runs in a `recorderThread`: a connection of its own, or to the thread that writes.
import { parentPort, workerData } from 'node:worker_threads'
import { toRegistryError } from '../http/error-response.ts'
import type { Database } from '../storage/database.ts'
import { postgresDatabase } from '../storage/postgres/postgres-database.ts'
import { recordingStore } from '../storage/recording-store.ts'
import { sqliteDatabase } from '../storage/sqlite/sqlite-database.ts'
import { joinSqliteThread } from '../storage/sqlite/sqlite-thread.ts'
import { directRecorder } from './direct-recorder.ts'
import type { RecordRequest } from './recorder.ts'
import type { RecorderCommand, RecorderReply, RecorderStart } from './recorder-thread.ts'

/** One for each transaction that may be under way. */
const CONNECTIONS = 2

const { address }: RecorderStart = workerData
const database: Database =
  address.kind === 'sqlite'
    ? sqliteDatabase({ writer: joinSqliteThread(address.port) })
    : postgresDatabase(address.url, CONNECTIONS)
const recorder = directRecorder(recordingStore(database))

async function answer(id: number, request: RecordRequest): Promise<RecorderReply> {
  try {
    return { id, ids: await recorder.record(request) }
  } catch (error) {
    const { status, code, message, issues } = toRegistryError(error)
    if (status < 500) return { id, refused: { code, message, issues } }
    return { id, error, code: error instanceof Error && 'code' in error ? error.code : undefined }
  }
}

parentPort?.on('message', async (command: RecorderCommand) => {
  if (command === 'close') {
    await recorder.close()
    await database.close()
    parentPort?.close()
  } else parentPort?.postMessage(await answer(command.id, command.request))
})
