import { connect, createServer, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import { startPostgres } from '../../testing/start-postgres.ts'
import { isUnavailable } from '../is-unavailable.ts'
import { postgresDatabase } from './postgres-database.ts'

/** Stands between: what it is told to hold stays open and silent, as connections to a machine that is gone do. */
async function proxy(port: number) {
  const sockets = new Set<Socket>()
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1')
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on('data', (data) => to.write(data))
      from.on('error', () => to.destroy())
      from.on('close', () => to.destroy())
      sockets.add(from)
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    port: typeof address === 'object' ? address?.port : undefined,
    /** Holds the connections that there are; new ones work. */
    hold() {
      for (const socket of sockets) socket.removeAllListeners('data').pause()
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

test('a server that falls silent fails what waits for it, and its connections are replaced', async () => {
  await using postgres = await startPostgres()
  const url = new URL(await postgres.newDatabase())
  await using between = await proxy(Number(url.port))
  url.port = String(between.port)
  url.hostname = '127.0.0.1'
  const database = postgresDatabase(String(url), 1, 300)
  const one = () => database.transaction((transaction) => transaction.rows('select 1 as one'))
  expect(await one()).toEqual([{ one: 1 }])
  between.hold()
  const error = await one().catch((error: unknown) => error)
  expect(error).toEqual(new Error('Query read timeout'))
  expect(isUnavailable(error)).toBe(true)
  expect(await one()).toEqual([{ one: 1 }])
  between.hold()
  expect(isUnavailable(await database.rows('select 1').catch((error: unknown) => error))).toBe(true)
  expect(await database.rows('select 1 as one')).toEqual([{ one: 1 }])
  await database.close()
})
