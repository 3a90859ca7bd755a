// What runs in a `SqliteThread`: one connection, which does what it is told, and answers each command. Whoever has begun a
// transaction is served alone until its end.
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { openConnection, type SqliteConnection } from './sqlite-connection.ts'
import type { SqliteCommand, SqliteReply } from './sqlite-thread.ts'

type Statement = Exclude<SqliteCommand, { kind: 'close' | 'join' }>

function attempt(work: () => SqliteReply): SqliteReply {
  try {
    return work()
  } catch (error) {
    return { error }
  }
}

function obey(connection: SqliteConnection, command: Statement): SqliteReply {
  switch (command.kind) {
    case 'rows':
      return { result: connection.rows(command.sql, command.parameters) }
    case 'run':
      return { result: connection.run(command.sql, command.parameters) }
    case 'insert':
      connection.insert(command.insert)
      return { result: 0 }
  }
}

let connection: SqliteConnection | undefined
const opened = attempt(() => {
  connection = openConnection(workerData, { readOnly: false })
  return { result: 0 }
})
parentPort?.postMessage(opened)
if (parentPort && connection) serve(connection, parentPort)

function serve(connection: SqliteConnection, first: MessagePort): void {
  /** Who is in a transaction. */
  let holder: MessagePort | undefined
  let waiting: { from: MessagePort; statement: Statement }[] = []

  const execute = (from: MessagePort, statement: Statement): void => {
    const reply = attempt(() => obey(connection, statement))
    holder = connection.isInTransaction() ? from : undefined
    from.postMessage(reply)
  }
  const goOn = (): void => {
    for (let next = waiting[0]; next && !holder; next = waiting[0]) {
      waiting.shift()
      execute(next.from, next.statement)
    }
  }
  const listen = (port: MessagePort): void => {
    port.on('message', (command: SqliteCommand) => {
      if (command.kind === 'join') listen(command.port)
      else if (command.kind === 'close') {
        connection.close()
        // Nothing is left to wait for, whoever has joined.
        process.exit()
      } else if (holder && holder !== port) waiting.push({ from: port, statement: command })
      else {
        execute(port, command)
        goOn()
      }
    })
    port.on('close', () => {
      waiting = waiting.filter(({ from }) => from !== port)
      if (holder !== port) return
      // Nobody is there to end it.
      attempt(() => ({ result: connection.run('rollback', []) }))
      holder = undefined
      goOn()
    })
  }
  listen(first)
}
