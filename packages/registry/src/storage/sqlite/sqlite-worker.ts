// What runs in a `SqliteThread`: one connection, which does what it is told, and answers each command.
import { parentPort, workerData } from 'node:worker_threads'
import { openConnection, type SqliteConnection } from './sqlite-connection.ts'
import type { SqliteCommand, SqliteReply } from './sqlite-thread.ts'

function attempt(work: () => SqliteReply): SqliteReply {
  try {
    return work()
  } catch (error) {
    return { error }
  }
}

function obey(connection: SqliteConnection, command: Exclude<SqliteCommand, { kind: 'close' }>): SqliteReply {
  switch (command.kind) {
    case 'rows':
      return { result: connection.rows(command.sql, command.parameters) }
    case 'run':
      return { result: connection.run(command.sql, command.parameters) }
    case 'many':
      connection.runMany(command.sql, command.lists)
      return { result: 0 }
  }
}

let connection: SqliteConnection | undefined
const opened = attempt(() => {
  connection = openConnection(workerData, { readOnly: false })
  return { result: 0 }
})
parentPort?.postMessage(opened)
if (connection) serve(connection)

function serve(connection: SqliteConnection): void {
  parentPort?.on('message', (command: SqliteCommand) => {
    if (command.kind === 'close') {
      connection.close()
      parentPort?.close()
    } else parentPort?.postMessage(attempt(() => obey(connection, command)))
  })
}
