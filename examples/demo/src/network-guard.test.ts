import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test, vi } from 'vitest'
import type { SeenConnection } from './network-guard.ts'

// Starting processes takes its time on a busy machine.
vi.setConfig({ testTimeout: 30_000 })

const guard = new URL('./network-guard.ts', import.meta.url).href

/** Runs a script under the guard. */
async function guarded(script: string, allowed: string): Promise<{ seen: SeenConnection[]; output: string }> {
  const child = spawn(process.execPath, ['--import', guard, '--input-type=module', '--eval', script], {
    env: { NETWORK_GUARD_ALLOWED: allowed },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  const seen: SeenConnection[] = []
  let output = ''
  child.on('message', (message: SeenConnection) => seen.push(message))
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      output += chunk
    })
  }
  await Promise.all([once(child, 'close'), once(child, 'disconnect')])
  return { seen, output }
}

async function countingServer(): Promise<AsyncDisposable & { place: string; readonly requests: number }> {
  let requests = 0
  const server = createServer((_request, response) => {
    requests += 1
    response.setHeader('connection', 'close').end('reached')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    place: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    get requests() {
      return requests
    },
    async [Symbol.asyncDispose]() {
      server.close()
      await once(server, 'close')
    },
  }
}

test('an allowed connection goes through, and is told', async () => {
  await using server = await countingServer()
  const script = `console.log(await (await fetch('http://${server.place}')).text())`
  const { seen, output } = await guarded(script, `127.0.0.1:1,${server.place}`)
  expect(output).toBe('reached\n')
  expect(seen).toEqual([{ to: server.place, allowed: true }])
})

test.each([
  [
    'fetch',
    (place: string) => `await fetch('http://${place}').catch((error) => console.log(error.cause.message))`,
  ],
  [
    'http',
    (place: string) =>
      `(await import('node:http')).get('http://${place}').on('error', (error) => console.log(error.message))`,
  ],
  [
    'https',
    (place: string) =>
      `(await import('node:https')).get('https://${place}').on('error', (error) => console.log(error.message))`,
  ],
  [
    'net, with a port and a host',
    (place: string) =>
      `(await import('node:net')).connect(${place.split(':')[1]}, '127.0.0.1').on('error', (error) => console.log(error.message))`,
  ],
  [
    'a socket of its own',
    (place: string) =>
      `new (await import('node:net')).Socket().on('error', (error) => console.log(error.message)).connect({ host: '127.0.0.1', port: ${place.split(':')[1]} })`,
  ],
])('a forbidden connection by %s is told and refused', async (_by, script) => {
  await using server = await countingServer()
  const { seen, output } = await guarded(script(server.place), '127.0.0.1:1')
  expect(seen).toEqual([{ to: server.place, allowed: false }])
  expect(output).toBe(`The network guard refuses a connection to ${server.place}\n`)
  expect(server.requests).toBe(0)
})

test('a host without a name is localhost, and a path is a destination too', async () => {
  const script = `
    const net = await import('node:net')
    const refused = (socket) => new Promise((resolve) => socket.on('error', resolve))
    await refused(net.connect(81))
    await refused(net.connect('/tmp/a.sock'))`
  const { seen } = await guarded(script, '')
  expect(seen).toEqual([
    { to: 'localhost:81', allowed: false },
    { to: '/tmp/a.sock', allowed: false },
  ])
})
